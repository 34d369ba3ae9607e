//! Threads of `blocking` functions that nobody waits for any more. A thread cannot be stopped, only asked, so those that
//! have not heard are counted: a number that grows says that a function does not look at its `Call`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

static ABANDONED: AtomicUsize = AtomicUsize::new(0);

/// How many calls of functions that are declared `blocking` were answered with a time-out or cancelled while their
/// threads still run, in this process, now. A thread that ends at last is no longer counted.
///
/// They occupy threads of the runtime, and its shutdown waits for them. A function hears that nobody waits for it by
/// [`Call::is_cancelled`](llm_functions::Call::is_cancelled).
pub fn abandoned_calls() -> usize {
    ABANDONED.load(Ordering::SeqCst)
}

const RUNNING: u8 = 0;
const LEFT: u8 = 1;
const ENDED: u8 = 2;

/// The side that waits for the thread.
pub(super) struct Watch(Arc<AtomicU8>);

/// The thread's side; dropped when the thread is done.
pub(super) struct Thread(Arc<AtomicU8>);

pub(super) fn watch() -> (Watch, Thread) {
    let state = Arc::new(AtomicU8::new(RUNNING));
    (Watch(Arc::clone(&state)), Thread(state))
}

impl Watch {
    /// Counts the thread, if it has not ended meanwhile.
    pub(super) fn abandon(self, function: &str) {
        // Before the thread can see that it counts, so that the number never falls below what it should be.
        let before = ABANDONED.fetch_add(1, Ordering::SeqCst);
        match self.0.compare_exchange(RUNNING, LEFT, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => tracing::warn!(function, abandoned = before + 1, "nobody waits for a thread that still runs"),
            Err(_) => {
                ABANDONED.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        if self.0.swap(ENDED, Ordering::SeqCst) == LEFT {
            ABANDONED.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
