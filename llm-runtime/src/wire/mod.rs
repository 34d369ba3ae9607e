//! The wires: how a turn is written in a provider's API, and how the provider's answer is read.
//!
//! Three APIs behind one [`Codec`]: chat completions, responses, and Anthropic's messages. Nothing here sends anything:
//! a [`TurnRequest`] becomes a body, and bytes become [`Delta`]s, so that whoever has a connection can use it, and every
//! case can be tested from recorded bytes.
//!
//! A server's answer is outside data. What real servers were seen to do is read as it was meant (a call without an index, an
//! object where a string belongs, a missing end mark); what cannot be meant in one way only is an error and never a
//! call. What is the same for the three is in this folder: the events of a stream ([`sse`]), the deltas and their order
//! ([`answer`]), the functions in the provider's dialect ([`functions`]), errors ([`error`]).

mod answer;
mod anthropic;
mod assembler;
mod body;
mod chat;
mod codec;
mod error;
mod functions;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod ids;
mod json;
mod quirks;
mod record;
mod responses;
mod sse;
#[cfg(test)]
mod tests;

use crate::error::{Error, ErrorKind, Result};
use crate::platform::Ignored;
use llm_functions::dialect::Dialect;
use llm_functions::json::Json;

pub(crate) use assembler::Assembler;
pub(crate) use codec::Codec;
pub(crate) use quirks::Quirks;

/// Which API a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Api {
    /// `POST chat/completions`, which most servers speak.
    ChatCompletions,
    /// `POST responses`.
    Responses,
    /// Anthropic's `POST messages`.
    AnthropicMessages,
}

impl Api {
    /// The path of its endpoint under a server's base address, without a slash before it.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::ChatCompletions => "chat/completions",
            Self::Responses => "responses",
            Self::AnthropicMessages => "messages",
        }
    }
}

/// Whom a request is for.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Which API the server speaks.
    pub(crate) api: Api,
    /// The model's name at the server.
    pub(crate) model: String,
    /// The form in which the server wants functions.
    pub(crate) dialect: Dialect,
    /// Where the server differs from the API's own provider.
    pub(crate) quirks: Quirks,
}

/// A request's body.
#[derive(Clone, Debug)]
pub(crate) struct Encoded {
    /// The body.
    pub(crate) body: Json,
    /// What was asked for and is not in it.
    pub(crate) ignored: Vec<Ignored>,
}

/// What an API's stream and its whole bodies mean. One for each turn.
trait Decode: Send {
    /// Takes one event of a stream.
    ///
    /// # Errors
    /// When the event is an error of the provider's, or means nothing.
    fn event(&mut self, event: sse::Event<'_>, answer: &mut answer::Answer) -> Result<()>;

    /// Takes a body that is no stream: the whole answer at once, and closes it.
    ///
    /// # Errors
    /// When the body is an error of the provider's, or no answer.
    fn whole(&mut self, body: &Json, answer: &mut answer::Answer) -> Result<()>;

    /// Takes the end of a stream, and closes the answer if it is whole without an end mark; an answer that is not closed
    /// afterwards broke off.
    fn end(&mut self, answer: &mut answer::Answer);
}

/// What a server sent is something else than an answer, and would be again. Whoever knows the server's name puts it in.
fn foreign(reason: &str) -> Error {
    ErrorKind::NotTheApi { destination: String::new(), reason: reason.to_owned() }.into()
}

/// What a server sent is no answer. Whoever knows the server's name puts it in.
fn broken(reason: &str) -> Error {
    ErrorKind::Transport { destination: String::new(), reason: reason.to_owned() }.into()
}
