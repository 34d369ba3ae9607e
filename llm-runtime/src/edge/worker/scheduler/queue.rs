//! Turns that wait for a place: the urgent ones first, nobody for ever.

use std::collections::VecDeque;

use crate::edge::worker::command::Request;
use crate::schema::Priority;

/// One that was overtaken as often as this counts as one step more urgent.
const PATIENCE: u32 = 8;

/// A request in the queue.
pub(super) struct Waiting {
    pub(super) request: Request,
    overtaken: u32,
}

impl Waiting {
    fn urgency(&self) -> u32 {
        let own = match self.request.priority {
            Priority::Background => 0,
            Priority::Normal => 1,
            Priority::Urgent => 2,
        };
        own + self.overtaken / PATIENCE
    }
}

/// A queue with a bound.
pub(super) struct Queue {
    all: VecDeque<Waiting>,
    most: usize,
}

impl Queue {
    pub(super) fn new(most: usize) -> Self {
        Self { all: VecDeque::new(), most }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Takes a request, unless too many wait. It stands behind all that are as urgent.
    pub(super) fn push(&mut self, request: Request) -> Result<(), Request> {
        if self.all.len() >= self.most {
            return Err(request);
        }
        let new = Waiting { request, overtaken: 0 };
        let place = self.all.iter().position(|waiting| waiting.urgency() < new.urgency()).unwrap_or(self.all.len());
        for overtaken in self.all.iter_mut().skip(place) {
            overtaken.overtaken += 1;
        }
        self.all.insert(place, new);
        Ok(())
    }

    /// What stands at a place, taken out.
    pub(super) fn take(&mut self, place: usize) -> Option<Waiting> {
        self.all.remove(place)
    }

    /// Puts back what was taken from a place.
    pub(super) fn put_back(&mut self, place: usize, waiting: Waiting) {
        self.all.insert(place.min(self.all.len()), waiting);
    }

    /// The request at a place.
    pub(super) fn get(&self, place: usize) -> Option<&Request> {
        self.all.get(place).map(|waiting| &waiting.request)
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&Request) -> bool) {
        self.all.retain(|waiting| keep(&waiting.request));
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;
    use crate::edge::worker::command::{SessionId, Work};

    fn push(queue: &mut Queue, session: u64, priority: Priority) -> bool {
        let work = Work::Score(Vec::new());
        let session = SessionId(session);
        let request = Request { session, priority, prompt: Vec::new(), public: 0, work, events: unbounded_channel().0 };
        queue.push(request).is_ok()
    }

    fn order(mut queue: Queue) -> Vec<u64> {
        std::iter::from_fn(|| queue.take(0)).map(|waiting| waiting.request.session.0).collect()
    }

    #[test]
    fn the_urgent_come_first_and_equals_in_order() {
        let mut queue = Queue::new(9);
        push(&mut queue, 1, Priority::Background);
        push(&mut queue, 2, Priority::Normal);
        push(&mut queue, 3, Priority::Normal);
        push(&mut queue, 4, Priority::Urgent);
        assert_eq!(order(queue), [4, 2, 3, 1]);
    }

    #[test]
    fn nobody_is_overtaken_for_ever() {
        let mut queue = Queue::new(99);
        push(&mut queue, 0, Priority::Background);
        for session in 1..=20 {
            push(&mut queue, session, Priority::Normal);
        }
        let place = order(queue).into_iter().position(|session| session == 0);
        assert_eq!(place, Some(8));
    }

    #[test]
    fn a_full_queue_takes_no_more() {
        let mut queue = Queue::new(1);
        assert!(push(&mut queue, 1, Priority::Normal));
        assert!(!push(&mut queue, 2, Priority::Urgent));
    }
}
