//! [`Queue`]: from many writers to one reader.
//!
//! Writing never waits, so a slow reader holds up nobody. What waits is bounded by what is written: the events of an
//! exchange, where adjacent pieces are put together, and one answer for each of its calls.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::{Lock, Runtime};

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
    reader: Option<Waker>,
}

/// One end of a queue; any end can do anything.
pub(crate) struct Queue<T: Send + 'static, R: Runtime>(Arc<R::Lock<State<T>>>);

impl<T: Send + 'static, R: Runtime> Queue<T, R> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(R::Lock::new(State { waiting: VecDeque::new(), closed: false, reader: None })))
    }

    /// Adds an item, unless the queue is closed.
    pub(crate) fn push(&self, item: T) {
        self.push_merged(item, |_, item| Some(item));
    }

    /// Adds an item or puts it into those that wait, if `merge` does not give it back.
    pub(crate) fn push_merged(&self, item: T, merge: impl FnOnce(&mut VecDeque<T>, T) -> Option<T>) {
        self.change(|state| {
            if !state.closed {
                let rest = merge(&mut state.waiting, item);
                state.waiting.extend(rest);
            }
        });
    }

    /// Ends the queue, after one more item if there is one. Only the first end counts.
    pub(crate) fn close(&self, last: Option<T>) {
        self.change(|state| {
            if !state.closed {
                state.closed = true;
                state.waiting.extend(last);
            }
        });
    }

    /// Changes the queue and wakes the reader once the lock is free.
    fn change(&self, change: impl FnOnce(&mut State<T>)) {
        let reader = self.0.with(|state| {
            change(state);
            state.reader.take()
        });
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// The next item; `None` when the queue is closed and empty.
    pub(crate) fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.with(|state| match state.waiting.pop_front() {
            Some(item) => Poll::Ready(Some(item)),
            None if state.closed => Poll::Ready(None),
            None => {
                state.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        })
    }

    /// The next item, as a future.
    pub(crate) async fn next(&self) -> Option<T> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// How many items wait.
    pub(crate) fn len(&self) -> usize {
        self.0.with(|state| state.waiting.len())
    }
}

impl<T: Send + 'static, R: Runtime> Clone for Queue<T, R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Send + 'static, R: Runtime> fmt::Debug for Queue<T, R> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Queue").field("waiting", &self.len()).finish_non_exhaustive()
    }
}
