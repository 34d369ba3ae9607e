//! [`Control`]: what a running function knows of its call.

use std::time::Instant;

use llm_functions::{BoxFuture, CallControl};
use tokio_util::sync::CancellationToken;

use super::attempt::Attempt;
use crate::event::Event;
use crate::rt::Runtime;
use crate::session::EventSender;

pub(super) struct Control<R: Runtime> {
    id: String,
    events: EventSender<R>,
    cancelled: CancellationToken,
    deadline: Option<Instant>,
    max_output: usize,
}

impl<R: Runtime> Control<R> {
    /// `cancelled` is also told when the attempt's time is up.
    pub(super) fn new(attempt: &Attempt<'_, R>, cancelled: CancellationToken) -> Self {
        Self {
            id: attempt.call_id.to_owned(),
            events: attempt.events.clone(),
            cancelled,
            deadline: attempt.runtime.now().checked_add(attempt.limit),
            max_output: attempt.max_output as usize,
        }
    }
}

impl<R: Runtime> CallControl for Control<R> {
    fn is_cancelled(&self) -> bool {
        self.cancelled.is_cancelled()
    }

    fn cancelled(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.cancelled.cancelled())
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn progress(&self, fraction: f32) {
        self.events.send(Event::CallProgress { id: self.id.clone(), fraction });
    }

    fn max_output(&self) -> usize {
        self.max_output
    }
}
