//! [`Queue`]: so many at once, so many who wait, and nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many at once, so many who wait. Who waits longest is next.
#[derive(Debug)]
pub(super) struct Queue {
    slots: Arc<Semaphore>,
    all: u32,
    waiting: Arc<AtomicU32>,
    most_waiting: u32,
}

/// A place among those who are served, or among those who wait. Dropping it makes room.
#[derive(Debug)]
pub(super) enum Place {
    Slot(OwnedSemaphorePermit),
    Waits(Arc<Semaphore>, Waiting),
}

#[derive(Debug)]
pub(super) struct Waiting(Arc<AtomicU32>);

impl Queue {
    pub(super) fn new(slots: u32, most_waiting: u32) -> Self {
        let permits = usize::try_from(slots).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Self { slots: Arc::new(Semaphore::new(permits)), all: slots, waiting: Arc::default(), most_waiting }
    }

    /// Takes a place, if there is one.
    pub(super) fn enter(&self) -> Option<Place> {
        if let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() {
            return Some(Place::Slot(slot));
        }
        let one_more = |waiting: u32| (waiting < self.most_waiting).then_some(waiting + 1);
        self.waiting.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more).ok()?;
        Some(Place::Waits(Arc::clone(&self.slots), Waiting(Arc::clone(&self.waiting))))
    }

    /// How many are served, and how many wait.
    pub(super) fn load(&self) -> (u32, u32) {
        let free = u32::try_from(self.slots.available_permits()).unwrap_or(u32::MAX);
        (self.all.saturating_sub(free), self.waiting.load(Ordering::SeqCst))
    }
}

impl Place {
    /// Waits until it is served. The semaphore is never closed.
    pub(super) async fn slot(self) -> Option<OwnedSemaphorePermit> {
        match self {
            Self::Slot(slot) => Some(slot),
            Self::Waits(slots, _waiting) => slots.acquire_owned().await.ok(),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn one_more_than_may_wait_is_turned_away_and_room_is_made() {
        let queue = Queue::new(1, 2);
        let first = queue.enter().unwrap().slot().await.unwrap();
        let (second, third) = (queue.enter().unwrap(), queue.enter().unwrap());
        assert_eq!(queue.load(), (1, 2));
        assert!(queue.enter().is_none());
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
        let _first = queue.enter().unwrap();
        assert!(queue.enter().is_none());
    }
}
