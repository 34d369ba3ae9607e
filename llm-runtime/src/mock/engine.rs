//! The engine that plays a script.

use std::collections::VecDeque;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use llm_functions::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::platform::MockPlatform;
use super::request::Request;
use super::turn::Step;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::{BoxStream, Delta, Engine, Origin, TokenCount, TurnRequest};
use crate::schema::Schema;

pub(super) struct MockEngine {
    origin: Origin,
    platform: MockPlatform,
    schema: Arc<Schema>,
    session: usize,
    turns: usize,
}

impl MockEngine {
    pub(super) fn new(platform: MockPlatform, origin: Origin, schema: Arc<Schema>, session: usize) -> Self {
        Self { origin, platform, schema, session, turns: 0 }
    }
}

impl Engine for MockEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let request = Request::of(&turn, self.session, self.turns);
        self.turns += 1;
        let steps = self.platform.ask(&request);
        let slot = self.platform.slots().map(|slots| Box::pin(slot(slots)) as Waiting);
        Box::pin(Script::new(steps, slot))
    }

    fn window(&self) -> Option<usize> {
        self.platform.window_size()
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        turn.estimate(&self.schema)
    }

    fn count_functions(&self) -> TokenCount {
        self.schema.estimate_functions()
    }
}

/// Waits for one of the platform's slots. Nobody closes the semaphore.
async fn slot(slots: Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    slots.acquire_owned().await.ok()
}

/// A turn being played. It holds its slot until it is dropped, as a server does until its client is gone.
pub(super) struct Script {
    steps: VecDeque<Step>,
    waiting: Option<Waiting>,
    slot: Option<OwnedSemaphorePermit>,
}

/// For a time to pass, or for a slot.
type Waiting = BoxFuture<'static, Option<OwnedSemaphorePermit>>;

impl Script {
    pub(super) fn new(steps: Vec<Step>, waiting: Option<Waiting>) -> Self {
        Self { steps: steps.into(), waiting, slot: None }
    }
}

impl Stream for Script {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Delta>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                let slot = ready!(waiting.as_mut().poll(cx));
                self.waiting = None;
                self.slot = slot.or_else(|| self.slot.take());
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Delta(delta)) => return Poll::Ready(Some(Ok(delta))),
                Some(Step::Fail(message)) => return fail(ErrorKind::Generation(message)),
                Some(Step::Error(kind)) => return fail(kind),
                Some(Step::Sleep(duration)) => self.waiting = Some(later(tokio::time::sleep(duration))),
                Some(Step::Hang) => self.waiting = Some(Box::pin(pending())),
            }
        }
    }
}

fn fail(kind: ErrorKind) -> Poll<Option<Result<Delta>>> {
    Poll::Ready(Some(Err(Error::new(kind))))
}

fn later(sleep: tokio::time::Sleep) -> Waiting {
    Box::pin(async {
        sleep.await;
        None
    })
}
