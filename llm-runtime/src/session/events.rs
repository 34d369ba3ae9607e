//! The way from the exchange to its reader. A slow reader never holds up the exchange, and cannot make it fill the
//! memory either: texts that wait are put together, so what waits is at most what was generated.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::event::Event;

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Result<Event>>,
    closed: bool,
    reader: Option<Waker>,
}

type Shared = Arc<Mutex<Queue>>;

fn lock(queue: &Shared) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn channel<'a>(cancelled: CancellationToken) -> (EventSender, Events<'a>) {
    let queue = Shared::default();
    (EventSender(Arc::clone(&queue)), Events { queue, cancelled, session: PhantomData })
}

/// The exchange's side.
#[derive(Clone)]
pub(crate) struct EventSender(Shared);

impl EventSender {
    pub(crate) fn send(&self, event: Event) {
        let mut queue = lock(&self.0);
        if queue.closed {
            return;
        }
        let rest = match queue.waiting.back_mut() {
            Some(Ok(last)) => merge(last, event),
            _ => Some(event),
        };
        queue.waiting.extend(rest.map(Ok));
        wake(queue);
    }

    /// Ends the stream, with an error or without. Only the first end counts.
    pub(super) fn close(&self, result: Result<()>) {
        let mut queue = lock(&self.0);
        if !queue.closed {
            queue.closed = true;
            queue.waiting.extend(result.err().map(Err));
        }
        wake(queue);
    }
}

/// Wakes the reader once the lock is free.
fn wake(mut queue: MutexGuard<'_, Queue>) {
    let reader = queue.reader.take();
    drop(queue);
    if let Some(reader) = reader {
        reader.wake();
    }
}

/// Puts `event` into `last` where both are pieces of one thing, else gives it back.
fn merge(last: &mut Event, event: Event) -> Option<Event> {
    match (last, event) {
        (Event::Text(text), Event::Text(more)) | (Event::Reasoning(text), Event::Reasoning(more)) => {
            text.push_str(&more)
        }
        (Event::CallArguments { id, fragment }, Event::CallArguments { id: same, fragment: more }) if *id == same => {
            fragment.push_str(&more);
        }
        (Event::CallProgress { id, fraction }, Event::CallProgress { id: same, fraction: now }) if *id == same => {
            *fraction = now;
        }
        (_, event) => return Some(event),
    }
    None
}

/// What a session tells while it answers. Ends after [`Event::Finished`], or with the error that ended the session's
/// work. Dropping it cancels the exchange.
pub struct Events<'a> {
    queue: Shared,
    cancelled: CancellationToken,
    /// One exchange at a time: the session is borrowed as long as its events are read.
    session: PhantomData<&'a mut ()>,
}

impl Events<'_> {
    /// The next event; `None` when the exchange is over.
    pub async fn next(&mut self) -> Option<Result<Event>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Events<'_> {
    type Item = Result<Event>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        let mut queue = lock(&self.queue);
        match queue.waiting.pop_front() {
            Some(event) => Poll::Ready(Some(event)),
            None if queue.closed => Poll::Ready(None),
            None => {
                queue.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Events<'_> {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Events").field("waiting", &lock(&self.queue).waiting.len()).finish_non_exhaustive()
    }
}
