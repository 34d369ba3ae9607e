//! [`Ask`]: a request for a chat completion, read and checked.

use std::sync::Arc;

use llm_functions::json::{self, Json};
use llm_runtime::fog::protocol::{RESUME_TOKEN_IDS, RETURN_TOKEN_IDS};
use llm_runtime::{GenerationOptions, Message, OutputFormat, Schema, ToolChoice};

use super::read::{flag, member, text, tokens, whole};
use super::{messages, options, tools};
use crate::refused::Refused;

/// A request for a chat completion.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ask {
    /// The model.
    pub model: String,
    /// The conversation, the newest message last.
    pub messages: Vec<Message>,
    /// The functions.
    pub schema: Arc<Schema>,
    /// What belongs to the functions: an engine is made for them.
    pub(crate) shape: String,
    /// Which of them may be called.
    pub choice: ToolChoice,
    /// How to generate.
    pub options: GenerationOptions,
    /// The form of an answer in words.
    pub output: Option<OutputFormat>,
    /// Whether the answer comes as it is generated.
    pub stream: bool,
    /// Whether a streamed answer tells what it cost.
    pub include_usage: bool,
    /// Whether the numbers of tokens are told.
    pub token_ids: bool,
    /// The tokens with which the answer begins.
    pub resume: Vec<u32>,
}

impl Ask {
    /// Reads a request. A member that nobody here knows is passed over, as clients send many; one that is known and not what it
    /// should be is refused.
    ///
    /// # Errors
    /// When it cannot be understood, or asks for what there is not.
    pub fn read(body: &[u8]) -> Result<Self, Refused> {
        let body = std::str::from_utf8(body).map_err(|_| Refused::invalid("body", "the body is not UTF-8"))?;
        let body = json::read(body).map_err(|error| {
            let message = format!(
                "the body is not JSON, or has a name twice, at line {} column {}",
                error.line(),
                error.column()
            );
            Refused::invalid("body", message)
        })?;
        if !matches!(body, Json::Object(_)) {
            return Err(Refused::invalid("body", "the body has to be an object"));
        }
        if whole(&body, "n")?.is_some_and(|choices| choices != 1) {
            return Err(Refused::invalid("n", "one answer is generated for a request; ask again for another"));
        }
        let model = text(&body, "model")?.filter(|model| !model.is_empty());
        let model = model.ok_or_else(|| Refused::invalid("model", "`model` is missing"))?.to_owned();
        let functions = tools::functions(&body)?;
        let choice = tools::choice(&body, &functions)?;
        let shape = member(&body, "tools").map(ToString::to_string).unwrap_or_default();
        let parallel = flag(&body, "parallel_tool_calls")?.unwrap_or(true);
        let schema = Schema::builder(&model).functions(functions).parallel_calls(parallel).build();
        let schema = schema.map_err(|error| Refused::invalid("tools", error.to_string()))?;
        Ok(Self {
            messages: messages::read(&body)?,
            schema: Arc::new(schema),
            shape: format!("{parallel} {shape}"),
            choice,
            options: options::read(&body)?,
            output: tools::output(&body)?,
            stream: flag(&body, "stream")?.unwrap_or(false),
            include_usage: stream_option(&body)?,
            token_ids: flag(&body, RETURN_TOKEN_IDS)?.unwrap_or(false),
            resume: tokens(&body, RESUME_TOKEN_IDS)?,
            model,
        })
    }
}

fn stream_option(body: &Json) -> Result<bool, Refused> {
    match member(body, "stream_options") {
        None => Ok(false),
        Some(options @ Json::Object(_)) => Ok(flag(options, "include_usage")?.unwrap_or(false)),
        Some(_) => Err(Refused::invalid("stream_options", "`stream_options` has to be an object")),
    }
}
