//! [`Ask`]: what a model is asked for, read and checked.

use std::sync::Arc;

use llm_functions::json::Json;
use llm_runtime::fog::protocol::{RESUME_TOKEN_IDS, RETURN_TOKEN_IDS};
use llm_runtime::{GenerationOptions, Message, OutputFormat, Schema, ToolChoice};

use super::body::{include_usage, model, one_answer, parse, without};
use super::read::{flag, member, tokens};
use super::{messages, options, tools};
use crate::refused::Refused;

/// What chat completions have and a node has not.
const NOT_HERE: [(&str, &str); 6] = [
    ("functions", "it is the old form of `tools`, which are there"),
    ("function_call", "it is the old form of `tool_choice`, which is there"),
    ("audio", "models here write text"),
    ("web_search_options", "a node searches nothing; offer a tool that does"),
    ("store", "nothing of a conversation is kept here; leave it out"),
    ("prediction", "leave it out"),
];

/// What a model is asked for.
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
    /// A text that is to be gone on with, in place of a conversation.
    pub plain: Option<String>,
    /// Whether the answer comes as it is generated.
    pub stream: bool,
    /// Whether a streamed answer tells what it cost.
    pub include_usage: bool,
    /// Whether the numbers of tokens are told.
    pub token_ids: bool,
    /// The tokens with which the answer begins.
    pub resume: Vec<u32>,
    /// How long the request was, in bytes.
    pub(crate) length: usize,
}

impl Ask {
    /// Reads a request for a chat completion. A member that nobody here knows is passed over, as clients send many; one that is
    /// known and not what it should be, or that asks for what a node has not, is refused.
    ///
    /// # Errors
    /// When it cannot be understood, or asks for what there is not.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let body = parse(bytes)?;
        one_answer(&body, "n")?;
        without(&body, &NOT_HERE)?;
        words_alone(&body)?;
        let mut ask = Self::of(&body, bytes.len())?;
        ask.messages = messages::read(&body)?;
        ask.options.max_output_tokens = options::most_tokens(&body, &["max_completion_tokens", "max_tokens"])?;
        ask.options.logprobs = options::logprobs(&body)?;
        ask.options.reasoning_effort = options::effort(&body, "reasoning_effort")?;
        ask.output = tools::output(member(&body, "response_format"), "response_format")?;
        ask.include_usage = include_usage(&body)?;
        ask.token_ids = flag(&body, RETURN_TOKEN_IDS)?.unwrap_or(false);
        ask.resume = tokens(&body, RESUME_TOKEN_IDS)?;
        Ok(ask)
    }

    /// What the requests of all APIs have in common; the rest is empty.
    pub(crate) fn of(body: &Json, length: usize) -> Result<Self, Refused> {
        let model = model(body)?;
        let parallel = flag(body, "parallel_tool_calls")?.unwrap_or(true);
        let tools = tools::read(body)?;
        let schema = Schema::builder(&model).functions(tools.functions).parallel_calls(parallel).build();
        let schema = schema.map_err(|error| Refused::invalid("tools", error.to_string()))?;
        Ok(Self {
            messages: Vec::new(),
            schema: Arc::new(schema),
            shape: format!("{parallel} {}", tools.shape),
            choice: tools.choice,
            options: options::read(body)?,
            output: None,
            plain: None,
            stream: flag(body, "stream")?.unwrap_or(false),
            include_usage: false,
            token_ids: false,
            resume: Vec::new(),
            length,
            model,
        })
    }

    /// Whether there is an image in it, which not every model can see.
    pub(crate) fn has_images(&self) -> bool {
        let has = |message: &Message| matches!(&message.content, llm_runtime::Content::User { images, .. } if !images.is_empty());
        self.messages.iter().any(has)
    }
}

fn words_alone(body: &Json) -> Result<(), Refused> {
    let kinds = super::read::items(body, "modalities")?;
    if kinds.iter().any(|kind| kind.as_str() != Some("text")) {
        return Err(Refused::unsupported(
            "modalities",
            "`modalities` can only be text: models here write nothing else",
        ));
    }
    Ok(())
}
