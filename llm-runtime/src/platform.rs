//! [`Platform`] and [`Engine`]: a place where models run, and one model ready to generate there.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use llm_functions::{BoxFuture, Sensitivity};

use crate::error::Result;
use crate::message::Message;
use crate::options::{GenerationOptions, ToolChoice};
use crate::schema::Schema;

/// A boxed stream that any thread may poll.
pub type BoxStream<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

/// Where a model runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Tier {
    /// In this process.
    Edge,
    /// On a machine of the local network.
    Fog,
    /// At a provider.
    Cloud,
}

impl fmt::Display for Tier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Edge => "edge",
            Self::Fog => "fog",
            Self::Cloud => "cloud",
        })
    }
}

/// What a platform offers and what it may see.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Capabilities {
    /// Where its models run.
    pub tier: Tier,
    /// The most private data it may see.
    pub ceiling: Sensitivity,
    /// The models it can open, by name.
    pub models: Vec<String>,
}

impl Capabilities {
    /// Capabilities from their parts.
    pub fn new(tier: Tier, ceiling: Sensitivity, models: Vec<String>) -> Self {
        Self { tier, ceiling, models }
    }
}

/// A place where models run. Object-safe, so that a policy can choose among places at run time.
pub trait Platform: Send + Sync {
    /// What it offers and what it may see.
    fn capabilities(&self) -> Capabilities;

    /// Makes a model ready for one session: loads it, connects to it.
    ///
    /// # Errors
    /// When the model is not available or cannot serve the schema.
    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>>;
}

/// One model, ready to generate for one session.
pub trait Engine: Send {
    /// Where it runs, and which model it is.
    fn origin(&self) -> &Origin;

    /// Generates one turn. The stream ends after [`Delta::Finish`] or an error; dropping it stops the generation and
    /// leaves the engine ready for the next turn.
    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>>;
}

/// Where an answer came from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// Where the model ran.
    pub tier: Tier,
    /// The model's name.
    pub model: String,
}

impl Origin {
    /// An origin from its parts.
    pub fn new(tier: Tier, model: impl Into<String>) -> Self {
        Self { tier, model: model.into() }
    }
}

/// What an engine needs to generate one turn; functions and instructions it has from the schema.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TurnRequest<'a> {
    /// The whole conversation, the newest message last. Instructions are its first message when there are any.
    pub messages: &'a [Message],
    /// Whether functions may be called.
    pub tool_choice: ToolChoice,
    /// How to generate.
    pub options: &'a GenerationOptions,
}

impl<'a> TurnRequest<'a> {
    /// A request from its parts.
    pub fn new(messages: &'a [Message], tool_choice: ToolChoice, options: &'a GenerationOptions) -> Self {
        Self { messages, tool_choice, options }
    }
}

/// A piece of a turn as the engine produces it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Delta {
    /// More text.
    Text(String),
    /// A call begins. Calls of a turn are numbered from 0.
    CallStart {
        /// The number of the call within the turn.
        index: usize,
        /// The identity that the engine gave it, if any.
        id: Option<String>,
        /// The function's name.
        name: String,
    },
    /// More of a call's arguments.
    CallArguments {
        /// The number of the call within the turn.
        index: usize,
        /// JSON text that continues what came before.
        fragment: String,
    },
    /// A call's arguments are complete.
    CallEnd {
        /// The number of the call within the turn.
        index: usize,
    },
    /// What the turn cost.
    Usage(Usage),
    /// The turn is over.
    Finish(FinishReason),
}

/// The tokens of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the prompt.
    pub input_tokens: u32,
    /// Those of them that did not have to be computed again.
    pub cached_input_tokens: u32,
    /// Tokens that were generated, or put there by a grammar that allowed nothing else.
    pub output_tokens: u32,
}

impl Usage {
    /// Usage from its parts.
    pub fn new(input_tokens: u32, cached_input_tokens: u32, output_tokens: u32) -> Self {
        Self { input_tokens, cached_input_tokens, output_tokens }
    }
}

/// Why a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinishReason {
    /// The model had no more to say.
    Stop,
    /// The model called functions and waits for their results.
    ToolCalls,
    /// The limit on tokens was reached.
    Length,
    /// A filter of the provider cut the answer.
    ContentFilter,
    /// The caller cancelled.
    Cancelled,
    /// The exchange reached its limit on turns; the last turn's calls were answered, and the model was not asked again.
    MaxTurns,
}
