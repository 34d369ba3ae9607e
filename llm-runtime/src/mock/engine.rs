//! The engine that plays a script.

use std::collections::VecDeque;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use llm_functions::BoxFuture;

use super::{MockPlatform, Request, Step};
use crate::error::{Error, ErrorKind, Result};
use crate::platform::{BoxStream, Delta, Engine, Origin, TokenCount, TurnRequest};
use crate::schema::Schema;

pub(super) struct MockEngine {
    origin: Origin,
    platform: MockPlatform,
    schema: Arc<Schema>,
}

impl MockEngine {
    pub(super) fn new(platform: MockPlatform, schema: Arc<Schema>) -> Self {
        Self { origin: Origin::new(platform.tier, platform.model.clone()), platform, schema }
    }
}

impl Engine for MockEngine {
    fn window(&self) -> Option<usize> {
        self.platform.window
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        turn.estimate(&self.schema)
    }

    fn count_functions(&self) -> TokenCount {
        self.schema.estimate_functions()
    }

    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let request = Request { messages: turn.messages.to_vec(), tool_choice: turn.tool_choice };
        let steps =
            self.platform.ask(request).unwrap_or_else(|| vec![Step::Fail("the script has no more turns".into())]);
        Box::pin(Script { steps: steps.into(), waiting: None })
    }
}

struct Script {
    steps: VecDeque<Step>,
    waiting: Option<BoxFuture<'static, ()>>,
}

impl Stream for Script {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Delta>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                std::task::ready!(waiting.as_mut().poll(cx));
                self.waiting = None;
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Delta(delta)) => return Poll::Ready(Some(Ok(delta))),
                Some(Step::Fail(message)) => {
                    return Poll::Ready(Some(Err(Error::new(ErrorKind::Generation(message)))));
                }
                Some(Step::Sleep(duration)) => self.waiting = Some(Box::pin(tokio::time::sleep(duration))),
                Some(Step::Hang) => self.waiting = Some(Box::pin(pending())),
            }
        }
    }
}
