//! [`Queue`]: so many at once, so many who wait, and among those who wait each subject in its turn.
//!
//! Who is next is decided by what each subject has had: the one that has had fewest tokens, and of its requests the oldest. A
//! subject that comes back has had as much as whoever was served last, so that nobody saves up for a day on which all others
//! wait. (The counters of virtual tokens of Sheng and others, "Fairness in Serving Large Language Models", 2024.)

mod served;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use served::Served;

/// How many letters make a token, about; what a prompt really has is known only when it is read.
const LETTERS_PER_TOKEN: usize = 4;

/// A token that is written takes longer than one that is read.
const WRITTEN: u64 = 2;

/// So many at once, so many who wait, and nobody else.
#[derive(Clone, Debug)]
pub(super) struct Queue(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    all: u32,
    most_waiting: u32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    busy: u32,
    /// The one that waits longest first.
    waiting: VecDeque<Waiter>,
    served: Served,
    next: u64,
}

#[derive(Debug)]
struct Waiter {
    number: u64,
    account: String,
    cost: u64,
    call: oneshot::Sender<Slot>,
}

/// A place among those who are served, or among those who wait. Dropping it makes room.
#[derive(Debug)]
pub(super) enum Place {
    Slot(Slot),
    Waits(Waiting),
}

/// One of those who are served.
#[derive(Debug)]
pub(super) struct Slot {
    queue: Arc<Shared>,
    account: String,
}

/// One of those who wait.
#[derive(Debug)]
pub(super) struct Waiting {
    queue: Arc<Shared>,
    number: u64,
    called: oneshot::Receiver<Slot>,
}

impl Queue {
    pub(super) fn new(slots: u32, most_waiting: u32) -> Self {
        let state = State { busy: 0, waiting: VecDeque::new(), served: Served::default(), next: 0 };
        Self(Arc::new(Shared { all: slots, most_waiting, state: Mutex::new(state) }))
    }

    /// Takes a place for a subject's request of so many bytes, if there is one. A few places are kept for those who have nothing
    /// here yet, so that one who sends many requests does not keep others out.
    pub(super) fn enter(&self, account: String, length: usize) -> Option<Place> {
        let cost = u64::try_from(length / LETTERS_PER_TOKEN).unwrap_or(u64::MAX).saturating_add(1);
        let mut state = self.0.lock();
        if state.busy < self.0.all && state.waiting.is_empty() {
            state.busy += 1;
            state.served.enter(&account);
            state.served.begin(&account, cost);
            return Some(Place::Slot(Slot { queue: Arc::clone(&self.0), account }));
        }
        let kept = if state.served.is_here(&account) { 0 } else { self.0.all.min(self.0.most_waiting) };
        if state.waiting() >= self.0.most_waiting.saturating_add(kept) {
            return None;
        }
        let (call, called) = oneshot::channel();
        let number = state.next;
        state.next = state.next.wrapping_add(1);
        state.served.enter(&account);
        state.waiting.push_back(Waiter { number, account, cost, call });
        Some(Place::Waits(Waiting { queue: Arc::clone(&self.0), number, called }))
    }

    /// How many are served, and how many wait.
    pub(super) fn load(&self) -> (u32, u32) {
        let state = self.0.lock();
        (state.busy, state.waiting())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls whoever is next, as long as there is room.
    fn call(self: &Arc<Self>) {
        loop {
            let mut state = self.lock();
            if state.busy >= self.all {
                return;
            }
            let next = state.waiting.iter().enumerate().min_by_key(|(_, waiter)| state.served.of(&waiter.account));
            let Some(place) = next.map(|(place, _)| place) else { return };
            let Some(Waiter { account, cost, call, .. }) = state.waiting.remove(place) else { return };
            state.busy += 1;
            state.served.begin(&account, cost);
            drop(state);
            // Who has gone away in this moment gives the slot back at once.
            drop(call.send(Slot { queue: Arc::clone(self), account }));
        }
    }
}

impl State {
    fn waiting(&self) -> u32 {
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX)
    }
}

impl Place {
    /// Waits until it is served.
    pub(super) async fn slot(self) -> Option<Slot> {
        match self {
            Self::Slot(slot) => Some(slot),
            Self::Waits(mut waiting) => (&mut waiting.called).await.ok(),
        }
    }
}

impl Slot {
    /// So many tokens were written for this subject.
    pub(super) fn wrote(&self, tokens: u32) {
        self.queue.lock().served.add(&self.account, u64::from(tokens) * WRITTEN);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.busy = state.busy.saturating_sub(1);
        state.served.leave(&self.account);
        drop(state);
        self.queue.call();
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        let place = state.waiting.iter().position(|waiter| waiter.number == self.number);
        // Whoever was called already has a slot, or it is in the channel that goes with this.
        if let Some(Waiter { account, .. }) = place.and_then(|place| state.waiting.remove(place)) {
            state.served.leave(&account);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn enter(queue: &Queue, account: &str) -> Option<Place> {
        queue.enter(account.to_owned(), 400)
    }

    #[tokio::test]
    async fn one_more_than_may_wait_is_turned_away_and_room_is_made() {
        let queue = Queue::new(1, 2);
        let first = enter(&queue, "ada").unwrap().slot().await.unwrap();
        let (second, third) = (enter(&queue, "ada").unwrap(), enter(&queue, "ada").unwrap());
        assert_eq!(queue.load(), (1, 2));
        assert!(enter(&queue, "ada").is_none());
        drop(third);
        assert_eq!(queue.load(), (1, 1));
        drop(first);
        let second = second.slot().await.unwrap();
        assert_eq!(queue.load(), (1, 0));
        drop(second);
        assert_eq!(queue.load(), (0, 0));
    }

    #[tokio::test]
    async fn nobody_waits_where_nobody_may() {
        let queue = Queue::new(1, 0);
        let _first = enter(&queue, "ada").unwrap();
        assert!(enter(&queue, "ada").is_none() && enter(&queue, "bob").is_none());
    }

    #[tokio::test]
    async fn who_goes_away_when_he_is_called_gives_the_slot_to_the_next() {
        let queue = Queue::new(1, 4);
        let first = enter(&queue, "ada").unwrap();
        let (second, third) = (enter(&queue, "ada").unwrap(), enter(&queue, "ada").unwrap());
        drop(first);
        // It has been called, and has not heard it yet.
        drop(second);
        drop(third.slot().await.unwrap());
        assert_eq!(queue.load(), (0, 0));
    }

    #[tokio::test]
    async fn one_who_sends_many_neither_keeps_another_out_nor_goes_before_him() {
        let queue = Queue::new(1, 4);
        let first = enter(&queue, "many").unwrap();
        let many: Vec<Place> = (0..4).map(|_| enter(&queue, "many").unwrap()).collect();
        assert!(enter(&queue, "many").is_none());
        let one = enter(&queue, "one").unwrap();
        assert!(enter(&queue, "one").is_none(), "the place that is kept is for who has nothing here");
        drop(first);
        let one = one.slot().await.unwrap();
        assert_eq!(queue.load(), (1, 4));
        drop(one);
        drop(many);
        assert_eq!(queue.load(), (0, 0));
    }

    /// Serves this many requests, of which each subject always has some waiting; how many of them each got.
    async fn served(writes: [u32; 2], requests: usize) -> [usize; 2] {
        let queue = Queue::new(1, 100);
        let names = ["ada", "bob"];
        let first = enter(&queue, "nobody").unwrap();
        let (called, mut order) = tokio::sync::mpsc::unbounded_channel();
        for (who, name) in names.iter().enumerate() {
            for _ in 0..requests {
                let (place, called) = (enter(&queue, name).unwrap(), called.clone());
                tokio::spawn(async move {
                    let slot = place.slot().await.unwrap();
                    slot.wrote(writes[who]);
                    called.send(who).unwrap();
                });
            }
        }
        drop(first);
        let mut counts = [0, 0];
        for _ in 0..requests {
            counts[order.recv().await.unwrap()] += 1;
        }
        counts
    }

    #[tokio::test]
    async fn tokens_are_shared_and_not_requests() {
        assert_eq!(served([50, 50], 40).await, [20, 20]);
        // A request costs 101 for its prompt, and 2 for each token that is written: 141 and 501.
        let counts = served([20, 200], 45).await;
        assert!((33..=37).contains(&counts[0]), "{counts:?}");
    }
}
