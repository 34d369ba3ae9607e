//! [`MockPlatform`]: a scripted model.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use llm_functions::{BoxFuture, Sensitivity};
use tokio::sync::Semaphore;

use super::engine::MockEngine;
use super::request::Request;
use super::turn::{Step, Turn};
use crate::error::Result;
use crate::platform::{Capabilities, Engine, Origin, Platform, Tier};
use crate::schema::Schema;

/// A platform with one scripted model. Clones are the same platform, so that one can be kept to ask what happened.
///
/// ```
/// use llm_runtime::mock::MockPlatform;
/// let platform = MockPlatform::new("tiny")
///     .calls("get_weather", r#"{"place": "Oslo"}"#)
///     .says("It is cold in Oslo.");
/// ```
///
/// A model that answers by what it is asked, after the script or instead of one:
///
/// ```
/// use llm_runtime::mock::{MockPlatform, Turn};
/// let echo = MockPlatform::new("echo").answers(|request| match request.results().first() {
///     None => Turn::new().calls("get_weather", r#"{"place": "Oslo"}"#),
///     Some(result) => Turn::from(format!("They say {}.", result.output)),
/// });
/// ```
#[derive(Clone)]
pub struct MockPlatform {
    model: String,
    tier: Tier,
    ceiling: Sensitivity,
    window: Option<usize>,
    slots: Option<Arc<Semaphore>>,
    forgets: bool,
    shared: Arc<Mutex<Shared>>,
}

type Answer = Arc<dyn Fn(&Request) -> Turn + Send + Sync>;
type Turns = VecDeque<Vec<Step>>;

#[derive(Default)]
struct Shared {
    script: Turns,
    /// Scripts of sessions that are not open yet.
    sessions: VecDeque<Turns>,
    /// What is left of the scripts of open sessions, by their number.
    own: Vec<Option<Turns>>,
    answer: Option<Answer>,
    requests: Vec<Request>,
}

impl MockPlatform {
    /// A platform whose model has this name and an empty script.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            tier: Tier::Edge,
            ceiling: Sensitivity::Sensitive,
            window: None,
            slots: None,
            forgets: false,
            shared: Arc::default(),
        }
    }

    /// Pretends to run there, and may see at most such data.
    #[must_use]
    pub fn at(mut self, tier: Tier, ceiling: Sensitivity) -> Self {
        self.tier = tier;
        self.ceiling = ceiling;
        self
    }

    /// Pretends to have a window of so many tokens, prompt and answer together; they are estimated, not counted.
    #[must_use]
    pub fn window(mut self, tokens: usize) -> Self {
        self.window = Some(tokens);
        self
    }

    /// Generates at most so many turns at once; others wait until one has ended or was dropped. With one slot, whatever
    /// holds it while it waits for another turn waits for ever, and so does its test: that is what it is for.
    #[must_use]
    pub fn at_once(mut self, turns: usize) -> Self {
        self.slots = Some(Arc::new(Semaphore::new(turns.min(Semaphore::MAX_PERMITS))));
        self
    }

    /// Keeps nothing of what it is asked, for tests with so many turns that they would fill the memory.
    #[must_use]
    pub fn forgets(mut self) -> Self {
        self.forgets = true;
        self
    }

    /// Adds a turn that answers in words.
    #[must_use]
    pub fn says(self, text: impl Into<String>) -> Self {
        self.turn(Turn::new().says(text))
    }

    /// Adds a turn that calls one function.
    #[must_use]
    pub fn calls(self, name: &str, arguments: &str) -> Self {
        self.turn(Turn::new().calls(name, arguments))
    }

    /// Adds a turn that calls several functions in one message.
    #[must_use]
    pub fn calls_all<'a>(self, calls: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        self.turn(calls.into_iter().fold(Turn::new(), |turn, (name, arguments)| turn.calls(name, arguments)))
    }

    /// Adds a turn: a [`Turn`], which knows how it ends, or these steps and no other.
    #[must_use]
    pub fn turn(self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.lock().script.push_back(steps.into_iter().collect());
        self
    }

    /// Adds a script for one session alone: the first for the session that is opened first, and so on. Sessions beyond
    /// these share the platform's script.
    ///
    /// ```
    /// use llm_runtime::mock::MockPlatform;
    /// let platform = MockPlatform::new("tiny").session(["Good morning, Ada."]).session(["Good morning, Bob."]);
    /// ```
    #[must_use]
    pub fn session<T: Into<Turn>>(self, turns: impl IntoIterator<Item = T>) -> Self {
        let turns = turns.into_iter().map(|turn| turn.into().into_iter().collect()).collect();
        self.lock().sessions.push_back(turns);
        self
    }

    /// Sets how the model answers when the script is over, or was never there.
    #[must_use]
    pub fn answers<T: Into<Turn>>(self, answer: impl Fn(&Request) -> T + Send + Sync + 'static) -> Self {
        self.lock().answer = Some(Arc::new(move |request| answer(request).into()));
        self
    }

    /// What the model was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// How many turns of the script nobody has asked for yet.
    pub fn turns_left(&self) -> usize {
        let shared = self.lock();
        let scripts = shared.sessions.iter().chain(shared.own.iter().flatten());
        shared.script.len() + scripts.map(VecDeque::len).sum::<usize>()
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the request and takes what is to be done.
    pub(super) fn ask(&self, request: &Request) -> Vec<Step> {
        let mut shared = self.lock();
        let scripted = match shared.own.get_mut(request.session) {
            Some(Some(own)) => own.pop_front(),
            _ => shared.script.pop_front(),
        };
        let answer = shared.answer.clone();
        if !self.forgets {
            shared.requests.push(request.clone());
        }
        drop(shared);
        scripted
            .or_else(|| answer.map(|answer| answer(request).into_iter().collect()))
            .unwrap_or_else(|| vec![Step::Fail("the script has no more turns".into())])
    }

    pub(super) fn slots(&self) -> Option<Arc<Semaphore>> {
        self.slots.clone()
    }

    pub(super) fn window_size(&self) -> Option<usize> {
        self.window
    }
}

impl Platform for MockPlatform {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(self.tier, self.ceiling, vec![self.model.clone()])
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let mut shared = self.lock();
        let script = shared.sessions.pop_front();
        shared.own.push(script);
        let session = shared.own.len() - 1;
        drop(shared);
        let origin = Origin::new(self.tier, self.model.clone());
        let engine: Box<dyn Engine> = Box::new(MockEngine::new(self.clone(), origin, schema, session));
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl fmt::Debug for MockPlatform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MockPlatform").field("model", &self.model).finish_non_exhaustive()
    }
}
