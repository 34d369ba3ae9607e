//! The engine that adds faults: a turn is taken as a whole, spoiled, and played.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::fault::{Fault, Injected};
use super::{Settings, Shared, arguments, calls, ends, lock};
use crate::error::{Error, Result};
use crate::message::{Content, Message};
use crate::mock::engine::Script;
use crate::mock::random::Random;
use crate::mock::turn::Step;
use crate::platform::{BoxStream, Delta, Engine, Origin, TokenCount, TurnRequest};

pub(super) struct ChaosEngine {
    inner: Box<dyn Engine>,
    settings: Settings,
    shared: Arc<Mutex<Shared>>,
    session: usize,
    turns: usize,
}

impl ChaosEngine {
    pub(super) fn new(inner: Box<dyn Engine>, settings: Settings, shared: Arc<Mutex<Shared>>, session: usize) -> Self {
        Self { inner, settings, shared, session, turns: 0 }
    }
}

impl Engine for ChaosEngine {
    fn origin(&self) -> &Origin {
        self.inner.origin()
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let number = self.turns;
        self.turns += 1;
        let mut random = Random::of(self.settings.seed, &[self.session, number]);
        let rate = |fault| self.settings.rates.iter().find(|(known, _)| *known == fault).map_or(0.0, |(_, rate)| *rate);
        // Every fault is drawn for, so that one of them does not depend on how likely another is.
        let faults: Vec<_> = Fault::ALL.into_iter().filter(|fault| random.happens(rate(*fault))).collect();
        let ids = used_ids(turn.messages);
        let stream = self.inner.generate(turn);
        if faults.is_empty() {
            return stream;
        }
        let note = (Arc::clone(&self.shared), self.session, number);
        let spoiler = Spoiler { faults, random, ids, settings: self.settings.clone(), note };
        Box::pin(Chaotic { whole: Vec::new(), spoiler, state: State::Taking(stream) })
    }

    fn window(&self) -> Option<usize> {
        self.inner.window()
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        self.inner.count_tokens(turn)
    }

    fn count_functions(&self) -> TokenCount {
        self.inner.count_functions()
    }
}

fn used_ids(messages: &[Message]) -> Vec<String> {
    let calls = messages.iter().filter_map(|message| match &message.content {
        Content::Assistant { calls, .. } => Some(calls),
        _ => None,
    });
    calls.flatten().map(|call| call.id.clone()).collect()
}

/// What is to be done to a turn.
pub(super) struct Spoiler {
    faults: Vec<Fault>,
    pub(super) random: Random,
    /// The identities of earlier calls.
    pub(super) ids: Vec<String>,
    pub(super) settings: Settings,
    note: (Arc<Mutex<Shared>>, usize, usize),
}

impl Spoiler {
    /// Spoils a turn; faults for which it has nothing are left out.
    fn spoil(&mut self, mut whole: Vec<Delta>) -> Vec<Step> {
        let mut cut = Vec::new();
        for fault in std::mem::take(&mut self.faults) {
            let done = match fault {
                Fault::CutStream | Fault::Error | Fault::Stall => {
                    cut.push(fault);
                    true
                }
                _ => self.apply(fault, &mut whole),
            };
            if done {
                let (shared, session, turn) = &self.note;
                lock(shared).injected.push(Injected { session: *session, turn: *turn, fault });
            }
        }
        ends::interrupt(&cut, whole, self)
    }

    fn apply(&mut self, fault: Fault, whole: &mut Vec<Delta>) -> bool {
        match fault {
            Fault::StringifiedArguments => arguments::stringify(whole, self),
            Fault::CutArguments => arguments::cut(whole, self),
            Fault::Garbage => arguments::garbage(whole, self),
            Fault::Giant => arguments::giant(whole, self),
            Fault::InventedName => calls::invent(whole, self),
            Fault::DuplicateCall => calls::duplicate(whole, self),
            Fault::DuplicateId => calls::reuse_id(whole, self),
            Fault::EmptyId => calls::empty_id(whole, self),
            Fault::Interleaved => calls::interleave(whole),
            Fault::UnknownCall => calls::unknown(whole),
            Fault::EarlyFinish => ends::finish_early(whole),
            Fault::AfterFinish => ends::go_on(whole),
            Fault::WrongFinish => ends::wrong_reason(whole),
            Fault::EmptyTurn => ends::say_nothing(whole),
            Fault::CutStream | Fault::Error | Fault::Stall => false,
        }
    }
}

struct Chaotic<'a> {
    whole: Vec<Delta>,
    spoiler: Spoiler,
    state: State<'a>,
}

enum State<'a> {
    Taking(BoxStream<'a, Result<Delta>>),
    /// With the inner engine's own error, which comes last.
    Playing(Script, Option<Error>),
}

impl Stream for Chaotic<'_> {
    type Item = Result<Delta>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Delta>>> {
        let this = self.get_mut();
        loop {
            let error = match &mut this.state {
                State::Playing(script, error) => {
                    let next = ready!(Pin::new(script).poll_next(cx));
                    return Poll::Ready(next.or_else(|| error.take().map(Err)));
                }
                State::Taking(inner) => match ready!(inner.as_mut().poll_next(cx)) {
                    Some(Ok(delta)) => {
                        this.whole.push(delta);
                        continue;
                    }
                    Some(Err(error)) => Some(error),
                    None => None,
                },
            };
            let steps = this.spoiler.spoil(std::mem::take(&mut this.whole));
            this.state = State::Playing(Script::new(steps, None), error);
        }
    }
}
