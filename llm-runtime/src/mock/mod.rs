//! [`MockPlatform`]: a scripted model, for tests and documentation.
//!
//! It says and calls what the script says, in order, and remembers what it was asked. It computes nothing: what it
//! stands for is a model's behaviour, not its quality.

mod engine;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use llm_functions::{BoxFuture, Sensitivity};

use crate::error::Result;
use crate::message::Message;
use crate::options::ToolChoice;
use crate::platform::{Capabilities, Delta, Engine, FinishReason, Platform, Tier};
use crate::schema::Schema;

use engine::MockEngine;

/// A platform with one scripted model.
///
/// ```
/// use llm_runtime::mock::MockPlatform;
/// let platform = MockPlatform::new("tiny")
///     .calls("get_weather", r#"{"place": "Oslo"}"#)
///     .says("It is cold in Oslo.");
/// ```
#[derive(Clone)]
pub struct MockPlatform {
    model: String,
    tier: Tier,
    ceiling: Sensitivity,
    window: Option<usize>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    script: VecDeque<Vec<Step>>,
    requests: Vec<Request>,
}

/// One step of a scripted turn.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Produce this.
    Delta(Delta),
    /// Wait.
    Sleep(Duration),
    /// Never go on.
    Hang,
    /// Fail with this message.
    Fail(String),
}

/// What the model was asked in a turn.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request {
    /// The conversation.
    pub messages: Vec<Message>,
    /// Whether functions might be called.
    pub tool_choice: ToolChoice,
}

impl MockPlatform {
    /// A platform whose model has this name and an empty script.
    pub fn new(model: impl Into<String>) -> Self {
        let (tier, ceiling) = (Tier::Edge, Sensitivity::Sensitive);
        Self { model: model.into(), tier, ceiling, window: None, shared: Arc::default() }
    }

    /// Pretends to run there, and may see at most such data.
    #[must_use]
    pub fn at(mut self, tier: Tier, ceiling: Sensitivity) -> Self {
        self.tier = tier;
        self.ceiling = ceiling;
        self
    }

    /// Pretends that prompt and answer may have so many tokens together; tokens are estimated.
    #[must_use]
    pub fn window(mut self, tokens: usize) -> Self {
        self.window = Some(tokens);
        self
    }

    /// Adds a turn that answers in words.
    #[must_use]
    pub fn says(self, text: impl Into<String>) -> Self {
        self.turn([Step::Delta(Delta::Text(text.into())), Step::Delta(Delta::Finish(FinishReason::Stop))])
    }

    /// Adds a turn that calls one function.
    #[must_use]
    pub fn calls(self, name: &str, arguments: &str) -> Self {
        self.calls_all([(name, arguments)])
    }

    /// Adds a turn that calls several functions in one message.
    #[must_use]
    pub fn calls_all<'a>(self, calls: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut steps = Vec::new();
        for (index, (name, arguments)) in calls.into_iter().enumerate() {
            steps.push(Step::Delta(Delta::CallStart { index, id: None, name: name.to_owned() }));
            steps.push(Step::Delta(Delta::CallArguments { index, fragment: arguments.to_owned() }));
            steps.push(Step::Delta(Delta::CallEnd { index }));
        }
        steps.push(Step::Delta(Delta::Finish(FinishReason::ToolCalls)));
        self.turn(steps)
    }

    /// Adds a turn of these steps.
    #[must_use]
    pub fn turn(self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.lock().script.push_back(steps.into_iter().collect());
        self
    }

    /// What the model was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the request and takes the next turn of the script.
    fn ask(&self, request: Request) -> Option<Vec<Step>> {
        let mut shared = self.lock();
        shared.requests.push(request);
        shared.script.pop_front()
    }
}

impl Platform for MockPlatform {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(self.tier, self.ceiling, vec![self.model.clone()])
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let engine: Box<dyn Engine> = Box::new(MockEngine::new(self.clone(), schema));
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl fmt::Debug for MockPlatform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("MockPlatform").field("model", &self.model).finish_non_exhaustive()
    }
}
