//! [`Control`]: what a running function knows of its call.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use llm_functions::CallControl;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::attempt::Attempt;
use crate::event::Event;
use crate::rt::Runtime;
use crate::session::EventSender;

pub(super) struct Control<R: Runtime> {
    id: String,
    events: EventSender<R>,
    cancelled: CancellationToken,
    waiting: Mutex<Pin<Box<WaitForCancellationFutureOwned>>>,
    deadline: Option<Instant>,
    max_output: usize,
}

impl<R: Runtime> Control<R> {
    /// `cancelled` is also told when the attempt's time is up.
    pub(super) fn new(attempt: &Attempt<'_, R>, cancelled: CancellationToken) -> Self {
        Self {
            id: attempt.call_id.to_owned(),
            events: attempt.events.clone(),
            waiting: Mutex::new(Box::pin(cancelled.clone().cancelled_owned())),
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

    fn poll_cancelled(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.cancelled.is_cancelled() {
            return Poll::Ready(());
        }
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).as_mut().poll(cx)
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
