//! [`Calls`]: the calls of one message, and which of them may start.
//!
//! Only an exclusive call is a barrier, for itself and for what comes after it. A model may write thousands of calls, so
//! what may start next is kept at hand and not searched for.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;

use llm_functions::ToolCall;

use super::slot::{Slot, State};

#[derive(Debug, Default)]
pub(super) struct Calls {
    slots: Vec<Slot>,
    /// From the engine's numbers to ours.
    numbers: HashMap<usize, usize>,
    /// May start as far as they themselves are concerned.
    ready: BTreeSet<usize>,
    /// Wait or run.
    open: BTreeSet<usize>,
    /// Those of them that are exclusive.
    barriers: BTreeSet<usize>,
    running: usize,
    /// Have no answer that counts.
    unsettled: usize,
}

impl Calls {
    /// Adds a call that waits or is settled; `index` is the engine's number of it.
    pub(super) fn add(&mut self, index: usize, slot: Slot) -> usize {
        let number = self.slots.len();
        self.numbers.insert(index, number);
        if matches!(slot.state, State::Waiting) {
            self.open.insert(number);
            self.unsettled += 1;
            if slot.is_exclusive() {
                self.barriers.insert(number);
            }
        }
        self.slots.push(slot);
        number
    }

    /// Our number of the engine's call.
    pub(super) fn number(&self, index: usize) -> Option<usize> {
        self.numbers.get(&index).copied()
    }

    pub(super) fn get(&self, number: usize) -> Option<&Slot> {
        self.slots.get(number)
    }

    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut Slot> {
        self.slots.get_mut(number)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether every call is answered or deferred.
    pub(super) fn are_settled(&self) -> bool {
        self.unsettled == 0
    }

    /// Lets a waiting call start when its turn comes.
    pub(super) fn make_ready(&mut self, number: usize) {
        if self.slots.get(number).is_some_and(|slot| matches!(slot.state, State::Waiting)) {
            self.ready.insert(number);
        }
    }

    /// Keeps a call that waits for a place from starting.
    pub(super) fn hold(&mut self, number: usize) {
        self.ready.remove(&number);
    }

    /// The next call that may start now beside those that run; it runs from now on.
    pub(super) fn start_next(&mut self, most: NonZeroU32) -> Option<(usize, ToolCall)> {
        if self.running >= most.get() as usize {
            return None;
        }
        // If the first may not start, neither may those after it: what holds it back stands before them too.
        let number = *self.ready.first()?;
        let slot = self.slots.get_mut(number)?;
        let free = if slot.is_exclusive() {
            self.running == 0 && self.open.first() == Some(&number)
        } else {
            self.barriers.first().is_none_or(|barrier| *barrier > number)
        };
        if !free {
            return None;
        }
        slot.state = State::Running;
        self.ready.remove(&number);
        self.running += 1;
        Some((number, slot.call.clone()))
    }

    /// Takes a call to its next state, which is none that waits or runs.
    pub(super) fn close(&mut self, number: usize, state: State) {
        let Some(slot) = self.slots.get_mut(number) else { return };
        let settles = !matches!(state, State::Ran(_));
        let before = std::mem::replace(&mut slot.state, state);
        let was_settled = matches!(before, State::Deferred(_) | State::Answered(_));
        self.running -= usize::from(matches!(before, State::Running));
        self.unsettled -= usize::from(settles && !was_settled);
        self.ready.remove(&number);
        self.open.remove(&number);
        self.barriers.remove(&number);
    }

    /// Lets a deferred call wait again, since somebody decided that it may run.
    pub(super) fn reopen(&mut self, number: usize) {
        let Some(slot) = self.slots.get_mut(number) else { return };
        if matches!(slot.state, State::Deferred(_)) {
            slot.state = State::Waiting;
            self.unsettled += 1;
            self.open.insert(number);
            if slot.is_exclusive() {
                self.barriers.insert(number);
            }
            self.ready.insert(number);
        }
    }

    pub(super) fn into_slots(self) -> Vec<Slot> {
        self.slots
    }
}
