//! [`FabricatingPlatform`]: a model that makes its calls up from what the functions declare.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use llm_functions::fabricate::{self, Unsatisfiable};
use llm_functions::json::Json;
use llm_functions::view::FunctionView;
use llm_functions::{BoxFuture, Sensitivity};

use super::engine::Script;
use super::random::Random;
use super::turn::Turn;
use crate::error::{ErrorKind, Result};
use crate::message::{Content, Message};
use crate::options::ToolChoice;
use crate::platform::{BoxStream, Capabilities, Delta, Engine, Origin, Platform, Tier, TokenCount, TurnRequest};
use crate::schema::Schema;

/// How finely a fabricated answer is streamed.
const PIECE: usize = 8;

/// A model that calls functions with arguments fabricated from their declarations, and answers when it has the results.
///
/// It calls every function once, in one message, unless it is told otherwise or the schema allows one call at a time. Where a form of the answer is asked for, it
/// answers in that form. Equal seeds give equal calls in the n-th exchange of the n-th session.
///
/// ```
/// use llm_functions::{functions, Call, Execute, LlmFunction};
/// use llm_runtime::{Event, Runner, Schema, mock::FabricatingPlatform};
///
/// /// Set an alarm.
/// #[derive(LlmFunction)]
/// struct SetAlarm {
///     /// Hour of the day.
///     #[parameter(maximum = 23)]
///     hour: u8,
/// }
/// # impl Execute for SetAlarm {
/// #     type Deps = ();
/// #     type Output = u8;
/// #     type Error = std::convert::Infallible;
/// #     async fn execute(self, _call: Call<'_, ()>) -> Result<u8, Self::Error> { Ok(self.hour) }
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let runner = Runner::builder().platform(FabricatingPlatform::new("tiny", 7)).build()?;
/// let schema = Schema::builder("tiny").functions(functions![SetAlarm]).build()?;
/// let mut session = runner.session(schema).await?;
/// let mut events = session.generate("Wake me.");
/// let mut hours = Vec::new();
/// while let Some(event) = events.next().await {
///     if let Event::CallFinished(result) = event? {
///         hours.push(result.output.parse::<u8>().expect("an hour"));
///     }
/// }
/// assert!(hours.len() == 1 && hours[0] < 24);
/// # Ok::<(), llm_runtime::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct FabricatingPlatform {
    model: String,
    seed: u64,
    plan: Plan,
    invalid: bool,
    one_by_one: bool,
    sessions: Arc<AtomicUsize>,
}

#[derive(Clone, Debug)]
enum Plan {
    Each,
    Only(String),
    Random(usize),
}

impl FabricatingPlatform {
    /// A model of this name that calls every function once.
    pub fn new(model: impl Into<String>, seed: u64) -> Self {
        let model = model.into();
        Self { model, seed, plan: Plan::Each, invalid: false, one_by_one: false, sessions: Arc::default() }
    }

    /// Calls this function alone.
    #[must_use]
    pub fn only(mut self, function: impl Into<String>) -> Self {
        self.plan = Plan::Only(function.into());
        self
    }

    /// Makes so many calls, each of any function.
    #[must_use]
    pub fn random(mut self, calls: usize) -> Self {
        self.plan = Plan::Random(calls);
        self
    }

    /// Makes one call a turn instead of all in one message.
    #[must_use]
    pub fn one_by_one(mut self) -> Self {
        self.one_by_one = true;
        self
    }

    /// Sends arguments, and answers in a form, that just do not fit; a function that takes anything is not called.
    #[must_use]
    pub fn invalid(mut self) -> Self {
        self.invalid = true;
        self
    }

    /// The calls of an exchange: names with arguments.
    ///
    /// # Errors
    /// In words, when there is no such function or there are no arguments for it.
    fn calls(&self, schema: &Schema, seeds: impl Fn(usize) -> Random) -> Result<Vec<(String, Json)>, String> {
        let mut calls = Vec::new();
        for (number, name) in self.names(schema, seeds(usize::MAX)).into_iter().enumerate() {
            let function =
                schema.functions().get(&name).ok_or_else(|| format!("there is no function `{name}` to call"))?;
            let arguments = self.value(function.view(), seeds(number).next());
            let arguments = arguments.map_err(|error| format!("no arguments of `{name}` were fabricated: {error}"))?;
            calls.extend(arguments.map(|arguments| (name, arguments)));
        }
        Ok(calls)
    }

    fn names(&self, schema: &Schema, mut random: Random) -> Vec<String> {
        let all: Vec<String> = schema.functions().views().map(|view| view.name.to_string()).collect();
        match (schema.tool_choice(), &self.plan) {
            (ToolChoice::Function(name), _) | (_, Plan::Only(name)) => vec![name.clone()],
            (_, Plan::Each) => all,
            (_, Plan::Random(calls)) => (0..*calls).filter_map(|_| random.choose(&all).cloned()).collect(),
        }
    }

    /// `None` where nothing that does not fit is known.
    fn value(&self, view: &FunctionView, seed: u64) -> Result<Option<Json>, Unsatisfiable> {
        if self.invalid {
            return Ok(fabricate::invalid(view, seed).map(|invalid| invalid.value));
        }
        fabricate::arguments(view, seed).map(Some)
    }
}

impl Platform for FabricatingPlatform {
    fn capabilities(&self) -> Capabilities {
        Capabilities::new(Tier::Edge, Sensitivity::Sensitive, vec![self.model.clone()])
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let session = self.sessions.fetch_add(1, Ordering::Relaxed);
        let origin = Origin::new(Tier::Edge, self.model.clone());
        let engine: Box<dyn Engine> = Box::new(Fabricating { origin, platform: self.clone(), schema, session });
        Box::pin(std::future::ready(Ok(engine)))
    }
}

impl fmt::Debug for FabricatingPlatform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("FabricatingPlatform")
            .field("model", &self.model)
            .field("seed", &self.seed)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

struct Fabricating {
    origin: Origin,
    platform: FabricatingPlatform,
    schema: Arc<Schema>,
    session: usize,
}

impl Fabricating {
    fn turn(&self, request: &TurnRequest<'_>) -> Result<Turn, String> {
        let exchange = request.messages.iter().filter(|message| is_question(message)).count();
        let seeds = |number| Random::of(self.platform.seed, &[self.session, exchange, number]);
        let mut due = match request.tool_choice {
            ToolChoice::None => Vec::new(),
            _ => self.platform.calls(&self.schema, seeds)?,
        };
        due.drain(..made(request.messages).min(due.len()));
        let one_by_one = self.platform.one_by_one || !self.schema.parallel_calls();
        due.truncate(if one_by_one { 1 } else { usize::MAX });
        let turn = Turn::new().in_pieces(PIECE);
        if due.is_empty() {
            return Ok(turn.says(self.answer(request, seeds(usize::MAX - 1).next())?));
        }
        Ok(due.iter().fold(turn, |turn, (name, arguments)| turn.calls(name, &arguments.to_string())))
    }

    /// In the form that is asked for, if one is.
    fn answer(&self, request: &TurnRequest<'_>, seed: u64) -> Result<String, String> {
        let Some(form) = request.output else { return Ok("Done.".to_owned()) };
        let value = self.platform.value(form.view(), seed);
        let value = value.map_err(|error| format!("no answer of the form was fabricated: {error}"))?;
        Ok(value.unwrap_or_default().to_string())
    }
}

fn is_question(message: &Message) -> bool {
    matches!(message.content, Content::User { .. })
}

/// How many calls were made since the last question.
fn made(messages: &[Message]) -> usize {
    let since = messages.iter().rev().take_while(|message| !is_question(message));
    let calls = since.map(|message| match &message.content {
        Content::Assistant { calls, .. } => calls.len(),
        _ => 0,
    });
    calls.sum()
}

impl Engine for Fabricating {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, request: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let turn = self.turn(&request).unwrap_or_else(|reason| Turn::new().fails(ErrorKind::Generation(reason)));
        Box::pin(Script::new(turn.into_iter().collect(), None))
    }

    fn count_tokens(&self, request: &TurnRequest<'_>) -> TokenCount {
        request.estimate(&self.schema)
    }

    fn count_functions(&self) -> TokenCount {
        self.schema.estimate_functions()
    }
}
