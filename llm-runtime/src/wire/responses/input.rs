//! The conversation as input items.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use llm_functions::json::Json;
use llm_functions::{ToolCall, ToolResult};

use super::API;
use crate::image::Image;
use crate::message::{Content, Message, Reasoning};
use crate::platform::TurnRequest;
use crate::schema::Example;
use crate::wire::Codec;
use crate::wire::ids::legal;
use crate::wire::json::Members;
use crate::wire::record::{Piece, Record};

/// The longest identity of a call.
const LONGEST_ID: usize = 64;

/// The instructions before the conversation, and the conversation; the schema's worked examples come first in it where the
/// server's quirks say so.
pub(super) fn input(codec: &Codec, turn: &TurnRequest<'_>) -> (String, Json) {
    let is_system = |message: &&Message| matches!(message.content, Content::System { .. });
    let (system, rest) = turn.messages.split_at(turn.messages.iter().take_while(is_system).count());
    let instructions: Vec<&str> = system.iter().filter_map(system_text).collect();
    let mut items = Vec::new();
    if codec.target.quirks.examples {
        for (number, example) in codec.schema.examples().iter().enumerate() {
            worked(&mut items, codec, number, example);
        }
    }
    for message in rest {
        one(&mut items, codec, message);
    }
    (instructions.join("\n\n"), Json::Array(items))
}

fn system_text(message: &Message) -> Option<&str> {
    match &message.content {
        Content::System { text } => Some(text),
        _ => None,
    }
}

fn one(items: &mut Vec<Json>, codec: &Codec, message: &Message) {
    match &message.content {
        Content::System { text } => items.push(said("system", text, None)),
        Content::User { text, images } => items.push(user(text, images)),
        Content::Assistant { text, reasoning, calls } => assistant(items, codec, text, reasoning.as_ref(), calls),
        Content::Tool { result } => items.push(answer(result)),
    }
}

fn said(role: &str, text: &str, part: Option<&str>) -> Json {
    let mut message = Members::new();
    message.set("type", "message").set("role", role).set_if_some("phase", part).set("content", text);
    message.into()
}

fn user(text: &str, images: &[Image]) -> Json {
    if images.is_empty() {
        return said("user", text, None);
    }
    let words = Json::object([("type", Json::from("input_text")), ("text", text.into())]);
    let words = (!text.is_empty()).then_some(words);
    let content = Json::Array(words.into_iter().chain(images.iter().map(shown)).collect());
    Json::object([("type", Json::from("message")), ("role", "user".into()), ("content", content)])
}

fn shown(image: &Image) -> Json {
    let url = match image {
        Image::Data { media_type, bytes } => format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes)),
        Image::Url(url) => url.clone(),
    };
    Json::object([("type", Json::from("input_image")), ("image_url", url.into()), ("detail", "auto".into())])
}

/// Thoughts, words and calls in the order in which they came.
fn assistant(items: &mut Vec<Json>, codec: &Codec, text: &str, reasoning: Option<&Reasoning>, calls: &[ToolCall]) {
    let record = Record::of(reasoning.and_then(|thought| thought.state.as_ref()), API, &codec.target.model);
    items.extend(record.arrange(text, calls).into_iter().map(|piece| match piece {
        Piece::Own(own) => own.clone(),
        Piece::Said(text, part) => said("assistant", text, part),
        Piece::Called(call) => called(codec, call),
    }));
}

fn called(codec: &Codec, call: &ToolCall) -> Json {
    let (name, arguments) = codec.functions.call(call);
    let mut item = Members::new();
    item.set("type", "function_call").set("call_id", &*legal(&call.id, LONGEST_ID));
    item.set("name", name).set("arguments", arguments.to_string());
    item.into()
}

fn answer(result: &ToolResult) -> Json {
    let mut item = Members::new();
    item.set("type", "function_call_output").set("call_id", &*legal(&result.call_id, LONGEST_ID));
    item.set("output", result.output.as_str());
    item.into()
}

/// A worked example as if it had been said, with an identity of its own for its call.
fn worked(items: &mut Vec<Json>, codec: &Codec, number: usize, example: &Example) {
    items.push(said("user", &example.question, None));
    if let Some((call, output)) = &example.call {
        let call = ToolCall::new(format!("example_{number}"), &*call.name, &*call.arguments);
        items.push(called(codec, &call));
        items.push(Json::object([
            ("type", Json::from("function_call_output")),
            ("call_id", call.id.into()),
            ("output", output.as_str().into()),
        ]));
    }
    items.push(said("assistant", &example.answer, None));
}
