//! [`Control`]: what a running function knows of its call.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use llm_functions::CallControl;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::event::Event;
use crate::rt::Runtime;
use crate::session::EventSender;

pub(super) struct Control<R: Runtime> {
    id: String,
    events: EventSender<R>,
    cancelled: CancellationToken,
    waiting: Mutex<Pin<Box<WaitForCancellationFutureOwned>>>,
    deadline: Option<Instant>,
}

impl<R: Runtime> Control<R> {
    pub(super) fn new(
        runtime: &R,
        id: String,
        events: EventSender<R>,
        cancelled: CancellationToken,
        limit: Duration,
    ) -> Self {
        let waiting = Mutex::new(Box::pin(cancelled.clone().cancelled_owned()));
        let deadline = runtime.now().checked_add(limit);
        Self { id, events, cancelled, waiting, deadline }
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
}
