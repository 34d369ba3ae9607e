//! An engine that writes what it is told, with pauses anywhere.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use llm_functions::BoxFuture;

use crate::error::{ErrorKind, Result};
use crate::platform::{BoxStream, Delta, Engine, FinishReason, Origin, Tier, TokenCount, TurnRequest};
use crate::rt::{random, steps};

/// What an engine does next.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Write(Delta),
    /// Never goes on.
    Hang,
    Fail,
    Panic,
}

pub(super) struct Scripted {
    origin: Origin,
    turns: VecDeque<Vec<Step>>,
    /// How many streams of it there are now.
    streams: Arc<Mutex<usize>>,
}

impl Scripted {
    pub(super) fn new(turns: impl IntoIterator<Item = Vec<Step>>) -> (Self, Arc<Mutex<usize>>) {
        let streams = Arc::new(Mutex::new(0));
        let origin = Origin::new(Tier::Edge, "scripted");
        (Self { origin, turns: turns.into_iter().collect(), streams: Arc::clone(&streams) }, streams)
    }
}

impl Engine for Scripted {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, _turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let end = vec![Step::Write(Delta::Text("Done.".into())), Step::Write(Delta::Finish(FinishReason::Stop))];
        let steps = self.turns.pop_front().unwrap_or(end);
        *self.streams.lock().unwrap() += 1;
        Box::pin(Writing { steps: steps.into(), pause: None, streams: Arc::clone(&self.streams) })
    }

    fn count_tokens(&self, _turn: &TurnRequest<'_>) -> TokenCount {
        TokenCount::exact(1)
    }

    fn count_functions(&self) -> TokenCount {
        TokenCount::exact(1)
    }
}

struct Writing {
    steps: VecDeque<Step>,
    pause: Option<BoxFuture<'static, ()>>,
    streams: Arc<Mutex<usize>>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        *self.streams.lock().unwrap() -= 1;
    }
}

impl Stream for Writing {
    type Item = Result<Delta>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Delta>>> {
        let pause = self.pause.get_or_insert_with(|| Box::pin(steps(random(3))));
        ready!(pin!(pause).poll(cx));
        self.pause = None;
        Poll::Ready(match self.steps.pop_front() {
            None => None,
            Some(Step::Write(delta)) => Some(Ok(delta)),
            Some(Step::Fail) => Some(Err(ErrorKind::Generation("scripted".into()).into())),
            Some(Step::Hang) => return Poll::Pending,
            // Without a message on the terminal for each of thousands.
            Some(Step::Panic) => std::panic::resume_unwind(Box::new("scripted")),
        })
    }
}

/// A message of calls, each with its arguments in pieces, cut or broken off at random.
pub(super) fn message(calls: &[&str]) -> Vec<Step> {
    let mut steps = vec![Step::Write(Delta::Text("So: ".into()))];
    for (index, name) in calls.iter().enumerate() {
        steps.push(Step::Write(Delta::CallStart { index, id: None, name: (*name).to_owned() }));
        for fragment in ["{", "}"] {
            steps.push(Step::Write(Delta::CallArguments { index, fragment: fragment.to_owned() }));
        }
        if random(8) == 0 {
            steps.push(Step::Write(Delta::CallArguments { index, fragment: "{}".to_owned() }));
        }
        if random(2) == 0 {
            steps.push(Step::Write(Delta::CallEnd { index }));
        }
    }
    steps.push(match random(12) {
        0 => Step::Fail,
        1 => Step::Panic,
        2 => Step::Hang,
        3 => Step::Write(Delta::Finish(FinishReason::Length)),
        _ => Step::Write(Delta::Finish(FinishReason::ToolCalls)),
    });
    steps
}
