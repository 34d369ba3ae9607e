//! The conversation as messages of two roles that take turns.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use llm_functions::json::Json;
use llm_functions::{ToolCall, ToolResult};

use super::API;
use crate::image::Image;
use crate::message::{Content, Message, Reasoning};
use crate::schema::Example;
use crate::wire::Codec;
use crate::wire::ids::legal;
use crate::wire::json::Members;
use crate::wire::record::{Piece, Record};

/// The longest identity of a call.
const LONGEST_ID: usize = 64;

/// Whether a text is none to the API, which refuses a block of white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The instructions, wherever they stand: the API has one place for them.
pub(super) fn system(messages: &[Message]) -> Vec<&str> {
    let text = |message| match message {
        &Message { content: Content::System { ref text }, .. } if !is_blank(text) => Some(text.as_str()),
        _ => None,
    };
    messages.iter().filter_map(text).collect()
}

/// Whether the conversation ends with answers to calls that were made without thoughts of this model.
pub(super) fn is_thoughtless(codec: &Codec, messages: &[Message]) -> bool {
    let is_answer = |message: &&Message| matches!(message.content, Content::Tool { .. });
    let answers = messages.iter().rev().take_while(is_answer).count();
    let before = messages.len().checked_sub(answers + 1).and_then(|last| messages.get(last)).filter(|_| answers > 0);
    match before.map(|message| &message.content) {
        Some(Content::Assistant { reasoning, .. }) => !record(codec, reasoning.as_ref()).has_own(),
        _ => false,
    }
}

/// The conversation, neighbours of one role as one message; the schema's worked examples come first where the server's
/// quirks say so.
pub(super) fn messages(codec: &Codec, messages: &[Message]) -> Json {
    let mut turns = Turns::default();
    if codec.target.quirks.examples {
        for (number, example) in codec.schema.examples().iter().enumerate() {
            worked(&mut turns, codec, number, example);
        }
    }
    for message in messages {
        match &message.content {
            Content::System { .. } => {}
            Content::User { text, images } => {
                turns.add("user", images.iter().map(shown));
                turns.add("user", words(text));
            }
            Content::Assistant { text, reasoning, calls } => {
                turns.add("assistant", assistant(codec, text, reasoning.as_ref(), calls));
            }
            Content::Tool { result } => turns.add("user", Some(answer(result))),
        }
    }
    turns.into_json()
}

/// Messages whose neighbours have different roles.
#[derive(Default)]
struct Turns(Vec<(&'static str, Vec<Json>)>);

impl Turns {
    fn add(&mut self, role: &'static str, blocks: impl IntoIterator<Item = Json>) {
        let blocks: Vec<Json> = blocks.into_iter().collect();
        match self.0.last_mut() {
            _ if blocks.is_empty() => {}
            Some((last, content)) if *last == role => content.extend(blocks),
            _ => self.0.push((role, blocks)),
        }
    }

    fn into_json(self) -> Json {
        let message = |(role, content)| Json::object([("role", Json::from(role)), ("content", Json::Array(content))]);
        Json::Array(self.0.into_iter().map(message).collect())
    }
}

fn words(text: &str) -> Option<Json> {
    (!is_blank(text)).then(|| Json::object([("type", Json::from("text")), ("text", text.into())]))
}

fn shown(image: &Image) -> Json {
    let inline = |media_type: &str, data: String| {
        [("type", Json::from("base64")), ("media_type", media_type.into()), ("data", data.into())].to_vec()
    };
    let source = match image {
        Image::Data { media_type, bytes } => inline(media_type, BASE64_STANDARD.encode(bytes)),
        // An address that holds its data: the API has another place for those.
        Image::Url(url) => match url.strip_prefix("data:").and_then(|data| data.split_once(";base64,")) {
            Some((media_type, data)) => inline(media_type, data.to_owned()),
            None => vec![("type", "url".into()), ("url", url.as_str().into())],
        },
    };
    Json::object([("type", Json::from("image")), ("source", Json::object(source))])
}

fn record(codec: &Codec, reasoning: Option<&Reasoning>) -> Record {
    Record::of(reasoning.and_then(|thought| thought.state.as_ref()), API, &codec.target.model)
}

/// Thoughts, words and calls in the order in which they came.
fn assistant(codec: &Codec, text: &str, reasoning: Option<&Reasoning>, calls: &[ToolCall]) -> Vec<Json> {
    let record = record(codec, reasoning);
    let block = |piece| match piece {
        Piece::Own(own) => Some(own.clone()),
        Piece::Said(text, _) => words(text),
        Piece::Called(call) => Some(called(codec, call)),
    };
    record.arrange(text, calls).into_iter().filter_map(block).collect()
}

fn called(codec: &Codec, call: &ToolCall) -> Json {
    let (name, arguments) = codec.functions.call(call);
    let input = match arguments {
        Json::Object(_) => arguments,
        // The API refuses an input that is no object; what was wrong with it is said in the call's answer.
        _ => Json::Object(Vec::new()),
    };
    let mut block = Members::new();
    block.set("type", "tool_use").set("id", &*legal(&call.id, LONGEST_ID)).set("name", name).set("input", input);
    block.into()
}

fn answer(result: &ToolResult) -> Json {
    // The API refuses a failure without words.
    let output = if result.is_error && is_blank(&result.output) { "failed" } else { result.output.as_str() };
    let mut block = Members::new();
    block.set("type", "tool_result").set("tool_use_id", &*legal(&result.call_id, LONGEST_ID)).set("content", output);
    block.set_if_some("is_error", result.is_error.then_some(true));
    block.into()
}

/// A worked example as if it had been said, with an identity of its own for its call.
fn worked(turns: &mut Turns, codec: &Codec, number: usize, example: &Example) {
    turns.add("user", words(&example.question));
    if let Some((call, output)) = &example.call {
        let call = ToolCall::new(format!("example_{number}"), &*call.name, &*call.arguments);
        turns.add("assistant", Some(called(codec, &call)));
        turns.add("user", Some(answer(&ToolResult::success(&call, output, llm_functions::Sensitivity::Public))));
    }
    turns.add("assistant", words(&example.answer));
}
