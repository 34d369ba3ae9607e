//! [`Codec`]: one server's way to write requests and read answers.

use std::sync::Arc;

use llm_functions::Sensitivity;

use super::answer::Answer;
use super::functions::Functions;
use super::{Api, Assembler, Decode, Encoded, Target, anthropic, chat, error, responses};
use crate::error::ProviderError;
use crate::platform::TurnRequest;
use crate::schema::Schema;

/// One server's way to write requests and read answers, with the schema's functions in its dialect.
#[derive(Clone, Debug)]
pub(crate) struct Codec {
    pub(super) target: Target,
    pub(super) schema: Arc<Schema>,
    pub(super) functions: Arc<Functions>,
}

impl Codec {
    /// Lowers the schema's functions once, for every turn.
    pub(crate) fn new(target: Target, schema: Arc<Schema>) -> Self {
        let functions = Arc::new(Functions::new(target.dialect, &schema));
        Self { target, schema, functions }
    }

    /// The model's name at the server.
    #[cfg(feature = "fog")]
    pub(crate) fn model(&self) -> &str {
        &self.target.model
    }

    /// The path of the endpoint for a turn under the server's base address, without a slash before it.
    pub(crate) fn path(&self, turn: &TurnRequest<'_>) -> &'static str {
        match (self.target.api, turn.plain) {
            (Api::ChatCompletions, Some(_)) => "completions",
            (api, _) => api.path(),
        }
    }

    /// Writes a turn's request, and says what of it the API or the server has no words for.
    pub(crate) fn request(&self, turn: &TurnRequest<'_>, stream: bool) -> Encoded {
        match self.target.api {
            Api::ChatCompletions => chat::request(self, turn, stream),
            Api::Responses => responses::request(self, turn, stream),
            Api::AnthropicMessages => anthropic::request(self, turn, stream),
        }
    }

    /// Reads the answer to a turn as its bytes arrive.
    pub(crate) fn streamed(&self, turn: &TurnRequest<'_>) -> Assembler {
        let decode: Box<dyn Decode> = match self.target.api {
            Api::ChatCompletions => Box::new(chat::Decoder::new(&self.target.model)),
            Api::Responses => Box::new(responses::Decoder::new(&self.target.model)),
            Api::AnthropicMessages => Box::new(anthropic::Decoder::new(self, turn)),
        };
        let output = turn.output.map(|format| self.functions.output(format));
        let answer = Answer::new(Arc::clone(&self.functions), output, turn.sensitivity());
        Assembler::new(decode, answer, &self.target.model)
    }

    /// What a server said with a status that is no success; its message is as private as the request was.
    pub(crate) fn error(status: u16, body: &[u8], label: Sensitivity) -> ProviderError {
        error::of_body(status, body, label)
    }
}
