//! The way from the exchange to its reader. A slow reader never holds up the exchange, and cannot make it fill the
//! memory either: texts that wait are put together, so what waits is at most what was generated.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio_util::sync::CancellationToken;

use crate::error::Result;
use crate::event::Event;
use crate::rt::{Queue, Runtime, Tokio};

pub(super) fn channel<R: Runtime>(cancelled: CancellationToken) -> (EventSender<R>, Reader<R>) {
    let queue = Queue::new();
    (EventSender(queue.clone()), Reader { queue, cancelled })
}

/// The exchange's side.
#[derive(Debug)]
pub(crate) struct EventSender<R: Runtime = Tokio>(Queue<Result<Event>, R>);

impl<R: Runtime> Clone for EventSender<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Runtime> EventSender<R> {
    pub(crate) fn send(&self, event: Event) {
        self.0.push_merged(Ok(event), |last, event| match (last, event) {
            (Ok(last), Ok(event)) => merge(last, event).map(Ok),
            (_, event) => Some(event),
        });
    }

    /// Ends the stream, with an error or without. Only the first end counts.
    pub(super) fn close(&self, result: Result<()>) {
        self.0.close(result.err().map(Err));
    }
}

/// Puts `event` into `last` where both are pieces of one thing, else gives it back.
fn merge(last: &mut Event, event: Event) -> Option<Event> {
    match (last, event) {
        (Event::Text(text), Event::Text(more)) | (Event::Reasoning(text), Event::Reasoning(more)) => {
            text.push_str(&more);
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

/// The reader's side, on any executor. Dropping it cancels the exchange.
#[derive(Debug)]
pub(crate) struct Reader<R: Runtime> {
    queue: Queue<Result<Event>, R>,
    cancelled: CancellationToken,
}

impl<R: Runtime> Reader<R> {
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        self.queue.poll_next(cx)
    }
}

impl<R: Runtime> Drop for Reader<R> {
    fn drop(&mut self) {
        self.cancelled.cancel();
    }
}

/// What a session tells while it answers. Ends after [`Event::Finished`], or with the error that ended the session's
/// work. Dropping it cancels the exchange.
pub struct Events<'a> {
    reader: Reader<Tokio>,
    /// One exchange at a time: the session is borrowed as long as its events are read.
    session: PhantomData<&'a mut ()>,
}

impl Events<'_> {
    pub(super) fn new(reader: Reader<Tokio>) -> Self {
        Self { reader, session: PhantomData }
    }

    /// The next event; `None` when the exchange is over.
    pub async fn next(&mut self) -> Option<Result<Event>> {
        poll_fn(|cx| self.reader.poll_next(cx)).await
    }
}

impl Stream for Events<'_> {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        self.reader.poll_next(cx)
    }
}

impl fmt::Debug for Events<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Events").field(&self.reader.queue).finish()
    }
}
