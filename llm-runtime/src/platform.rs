//! [`Platform`] and [`Engine`]: a place where models run, and one model ready to generate there.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::Stream;
use llm_functions::{BoxFuture, Sensitivity};

use crate::embedding::{EmbeddingRequest, Embeddings};
use crate::error::{ErrorKind, Result};
use crate::message::{Message, ReasoningState};
use crate::options::{GenerationOptions, ToolChoice};
use crate::output::OutputFormat;
use crate::schema::Schema;
use crate::shown::Hidden;

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

    /// What texts mean, as numbers.
    ///
    /// # Errors
    /// When the platform does not do that, which is so unless it says otherwise; when the model is not available, or a text too long.
    fn embeddings<'a>(&'a self, request: &'a EmbeddingRequest) -> BoxFuture<'a, Result<Embeddings>> {
        let reason = format!("nothing here computes embeddings with `{}`", request.model);
        Box::pin(std::future::ready(Err(ErrorKind::Configuration(reason).into())))
    }
}

/// What not every engine can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Input {
    /// A text to be gone on with, in place of a conversation: [`TurnRequest::plain`].
    Plain,
    /// Images in messages.
    Images,
}

/// One model, ready to generate for one session.
pub trait Engine: Send {
    /// Where it runs, and which model it is.
    fn origin(&self) -> &Origin;

    /// Generates one turn. The stream ends after [`Delta::Finish`] or an error; dropping it stops the generation and
    /// leaves the engine ready for the next turn.
    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>>;

    /// Whether it reads this. Engines that were made before somebody thought of it do not.
    fn reads(&self, _: Input) -> bool {
        false
    }

    /// How many tokens prompt and answer may have together; `None` when that is not known.
    fn window(&self) -> Option<usize> {
        None
    }

    /// How many tokens the prompt of this turn has, functions and examples included.
    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount;

    /// How many of them the functions' definitions are.
    fn count_functions(&self) -> TokenCount;
}

/// A number of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenCount {
    /// How many.
    pub tokens: usize,
    /// Whether the model's own tokenizer counted; else it is an estimate from the length of the text.
    pub exact: bool,
}

impl TokenCount {
    /// Counted by the model's own tokenizer.
    pub const fn exact(tokens: usize) -> Self {
        Self { tokens, exact: true }
    }

    /// Estimated from so many bytes of text.
    pub const fn of_bytes(bytes: usize) -> Self {
        Self { tokens: bytes.div_ceil(BYTES_PER_TOKEN), exact: false }
    }
}

/// Real tokenizers need a token for about four bytes of English and for less of JSON; an estimate had better be too high.
const BYTES_PER_TOKEN: usize = 3;

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
    /// The form that an answer in words must have, if it must have one.
    pub output: Option<&'a OutputFormat>,
    /// The tokens with which the turn begins: it was generated that far, here or elsewhere, and is to be gone on with. Their
    /// text is told again. By the same model, prompt, options and functions, it goes on as it would have.
    pub resume: &'a [u32],
    /// Whether the tokens are told, so that the turn can be resumed.
    pub token_ids: bool,
    /// A text that the model is to go on with as it stands: no roles, no functions, and no messages beside it. Only for engines
    /// that [read](Engine::reads) it.
    pub plain: Option<&'a str>,
}

impl<'a> TurnRequest<'a> {
    /// A request from its parts.
    pub fn new(messages: &'a [Message], tool_choice: ToolChoice, options: &'a GenerationOptions) -> Self {
        Self { messages, tool_choice, options, output: None, resume: &[], token_ids: false, plain: None }
    }

    /// Demands a form of the answer.
    #[must_use]
    pub fn output(mut self, output: Option<&'a OutputFormat>) -> Self {
        self.output = output;
        self
    }

    /// Takes up a turn that was generated as far as these tokens.
    #[must_use]
    pub fn resume(mut self, tokens: &'a [u32]) -> Self {
        self.resume = tokens;
        self
    }

    /// Asks for the tokens that are generated.
    #[must_use]
    pub fn token_ids(mut self, told: bool) -> Self {
        self.token_ids = told;
        self
    }

    /// Puts a text that is to be gone on with in the place of the conversation.
    #[must_use]
    pub fn plain(mut self, text: Option<&'a str>) -> Self {
        self.plain = text;
        self
    }

    /// How private the request is: as private as the most private message in it. Definitions, examples and options are
    /// public.
    pub fn sensitivity(&self) -> Sensitivity {
        // Nobody has said how private a plain text is.
        let least = if self.plain.is_some() { Sensitivity::Sensitive } else { Sensitivity::Public };
        self.messages.iter().fold(least, |label, message| label.join(message.sensitivity))
    }
}

/// A piece of a turn as the engine produces it. `Debug` shows nothing that was said.
#[derive(Clone, PartialEq)]
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
    /// More of what the model thinks before it speaks.
    Reasoning(String),
    /// What the platform wants back with the conversation of what the model thought; the last one of a turn counts.
    ReasoningState(ReasoningState),
    /// The tokens that were generated, by their numbers in the model's vocabulary, before the text that they make. Told when
    /// asked for.
    Tokens(Vec<u32>),
    /// How likely the tokens of the text were, in order.
    Logprobs(Vec<TokenLogprob>),
    /// What was said, thought and told of its tokens so far is taken back: it is generated anew, by somebody who could not go on
    /// with it. Not told once a call has begun, since that may have been executed.
    Restart,
    /// What the turn cost so far; the last one of a turn counts.
    Usage(Usage),
    /// Something that was asked for does not happen here.
    Ignored(Ignored),
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
    /// Those of them that were thoughts, as far as the platform says.
    pub reasoning_tokens: u32,
}

impl Usage {
    /// Usage from its parts.
    pub fn new(input_tokens: u32, cached_input_tokens: u32, output_tokens: u32) -> Self {
        Self { input_tokens, cached_input_tokens, output_tokens, reasoning_tokens: 0 }
    }
}

impl fmt::Debug for Delta {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.debug_tuple("Text").field(&Hidden(text)).finish(),
            Self::CallStart { index, id, name } => {
                out.debug_struct("CallStart").field("index", index).field("id", id).field("name", name).finish()
            }
            Self::CallArguments { index, fragment } => {
                out.debug_struct("CallArguments").field("index", index).field("fragment", &Hidden(fragment)).finish()
            }
            Self::CallEnd { index } => out.debug_struct("CallEnd").field("index", index).finish(),
            Self::Reasoning(text) => out.debug_tuple("Reasoning").field(&Hidden(text)).finish(),
            Self::ReasoningState(state) => out.debug_tuple("ReasoningState").field(state).finish(),
            Self::Tokens(tokens) => out.debug_tuple("Tokens").field(&tokens.len()).finish(),
            Self::Logprobs(tokens) => out.debug_tuple("Logprobs").field(tokens).finish(),
            Self::Restart => out.write_str("Restart"),
            Self::Usage(usage) => out.debug_tuple("Usage").field(usage).finish(),
            Self::Ignored(ignored) => out.debug_tuple("Ignored").field(ignored).finish(),
            Self::Finish(reason) => out.debug_tuple("Finish").field(reason).finish(),
        }
    }
}

/// How likely a token was. `Debug` does not show which token it was.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct TokenLogprob {
    /// The token as text.
    pub token: String,
    /// The natural logarithm of its probability.
    pub logprob: f32,
    /// The likeliest tokens in its place, the likeliest first.
    pub top: Vec<(String, f32)>,
}

impl TokenLogprob {
    /// A token from its parts.
    pub fn new(token: impl Into<String>, logprob: f32, top: Vec<(String, f32)>) -> Self {
        Self { token: token.into(), logprob, top }
    }
}

impl fmt::Debug for TokenLogprob {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("TokenLogprob").field("logprob", &self.logprob).finish_non_exhaustive()
    }
}

/// Something that was asked for and that a platform does not do, or was seen not to have done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Ignored {
    /// What was asked for: an option's name, `tools`, `tool_choice`, `parallel_calls`, `output`.
    pub what: &'static str,
    /// Why that is known.
    pub because: &'static str,
}

impl Ignored {
    /// From its parts.
    pub const fn new(what: &'static str, because: &'static str) -> Self {
        Self { what, because }
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
    /// The model declined to answer.
    Refusal,
    /// The caller cancelled.
    Cancelled,
    /// The exchange reached its limit on turns; the last turn's calls were answered, and the model was not asked again.
    MaxTurns,
    /// The session's budget of tokens or time is used up; every call was answered.
    Budget,
    /// The model's calls did not fit their functions as often as the session allows; every call was answered.
    InvalidCalls,
    /// Calls wait for somebody's approval; the session goes on with [`Session::resume`](crate::Session::resume).
    AwaitingApproval,
}

impl FinishReason {
    /// The reason in words.
    pub(crate) fn because(self) -> &'static str {
        match self {
            Self::Stop => "the model had no more to say",
            Self::ToolCalls => "the model waits for the results of its calls",
            Self::Length => "the limit on tokens was reached",
            Self::ContentFilter => "a filter of the provider cut the answer",
            Self::Refusal => "the model declined to answer",
            Self::Cancelled => "it was cancelled",
            Self::MaxTurns => "the limit on turns was reached",
            Self::Budget => "the session's budget is used up",
            Self::InvalidCalls => "the model's calls did not fit their functions",
            Self::AwaitingApproval => "calls wait for approval",
        }
    }
}
