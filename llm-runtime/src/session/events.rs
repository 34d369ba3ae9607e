//! The way from the exchange to its reader. A slow reader never holds up the exchange, and cannot make it fill the
//! memory either: texts that wait are put together, so what waits is at most what was generated.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use llm_functions::json::PartialValue;
use tokio_util::sync::CancellationToken;

use super::growing::Growing;
use crate::error::Result;
use crate::event::Event;
use crate::rt::{Queue, Runtime, Tokio};

pub(super) fn channel<R: Runtime>(cancelled: CancellationToken) -> (EventSender<R>, Reader<R>) {
    let queue = Queue::new();
    (EventSender(queue.clone()), Reader { queue, growing: Growing::default(), cancelled })
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
    /// One whose events nobody reads.
    #[cfg(test)]
    pub(crate) fn unread() -> Self {
        Self(Queue::new())
    }

    pub(crate) fn send(&self, event: Event) {
        self.0.push_merged(Ok(event), |waiting, event| match event {
            Ok(event) => merge(waiting, event).map(Ok),
            error => Some(error),
        });
    }

    /// Ends the stream, with an error or without. Only the first end counts.
    pub(super) fn close(&self, result: Result<()>) {
        self.0.close(result.err().map(Err));
    }
}

/// Puts an event into what waits where both are pieces of one thing, else gives it back.
fn merge(waiting: &mut VecDeque<Result<Event>>, event: Event) -> Option<Event> {
    match (waiting.back_mut(), event) {
        (Some(Ok(Event::Text(text))), Event::Text(more))
        | (Some(Ok(Event::Reasoning(text))), Event::Reasoning(more)) => text.push_str(&more),
        (Some(Ok(Event::CallArguments { id, fragment })), Event::CallArguments { id: same, fragment: more })
            if *id == same =>
        {
            fragment.push_str(&more);
        }
        (_, Event::CallProgress { id, fraction }) => match waiting_progress(waiting, &id) {
            Some(waiting) => *waiting = fraction,
            None => return Some(Event::CallProgress { id, fraction }),
        },
        (_, event) => return Some(event),
    }
    None
}

/// How far a call was when it told last, if nothing but how far others were was told since: functions that run beside each
/// other and tell it often must not fill the memory.
fn waiting_progress<'q>(waiting: &'q mut VecDeque<Result<Event>>, call: &str) -> Option<&'q mut f32> {
    let progress = waiting.iter_mut().rev().map_while(|event| match event {
        Ok(Event::CallProgress { id, fraction }) => Some((id, fraction)),
        _ => None,
    });
    progress.into_iter().find(|(id, _)| *id == call).map(|(_, fraction)| fraction)
}

/// The reader's side, on any executor. Dropping it cancels the exchange.
#[derive(Debug)]
pub(crate) struct Reader<R: Runtime> {
    queue: Queue<Result<Event>, R>,
    growing: Growing,
    cancelled: CancellationToken,
}

impl<R: Runtime> Reader<R> {
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        loop {
            let event = ready!(self.queue.poll_next(cx));
            match &event {
                Some(Ok(told)) if !self.growing.take(told) => {}
                _ => return Poll::Ready(event),
            }
        }
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

    /// The arguments of a call as far as the events that were taken tell, while they are being written: from the first
    /// [`Event::CallArguments`] of the call to its [`Event::CallFinished`]. Nothing in them was checked. All of them
    /// together cost as much as their bytes are many, and nothing if nobody asks.
    ///
    /// ```
    /// # #[cfg(feature = "mock")] {
    /// use llm_runtime::{Delta, Event, FinishReason, Runner, Schema, mock::{MockPlatform, Step}};
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let fragment = |text: &str| Step::Delta(Delta::CallArguments { index: 0, fragment: text.into() });
    /// let platform = MockPlatform::new("tiny")
    ///     .turn([
    ///         Step::Delta(Delta::CallStart { index: 0, id: None, name: "write_note".into() }),
    ///         fragment(r#"{"patient": "p-7", "note": "Slept"#),
    ///         Step::Sleep(std::time::Duration::from_millis(1)),
    ///         fragment(" well"),
    ///         Step::Delta(Delta::Finish(FinishReason::Length)),
    ///     ])
    ///     .says("That was too long.");
    /// let runner = Runner::builder().platform(platform).build()?;
    /// let mut session = runner.session(Schema::builder("tiny").build()?).await?;
    ///
    /// let mut shown = Vec::new();
    /// let mut events = session.generate("Write it down");
    /// while let Some(event) = events.next().await {
    ///     if let Event::CallArguments { id, .. } = event? {
    ///         let note = events.arguments(&id).and_then(|arguments| arguments.member("note"));
    ///         shown.extend(note.and_then(|note| note.as_str()).map(str::to_owned));
    ///     }
    /// }
    /// assert_eq!(shown, ["Slept", "Slept well"]);
    /// # Ok::<(), llm_runtime::Error>(())
    /// # }).unwrap();
    /// # }
    /// ```
    pub fn arguments(&mut self, id: &str) -> Option<PartialValue<'_>> {
        self.reader.growing.arguments(id)
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
