//! The conversation as messages.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use llm_functions::ToolCall;
use llm_functions::json::Json;

use super::super::kept::{BESIDE, Kept};
use crate::image::Image;
use crate::message::{Content, Message};
use crate::platform::TurnRequest;
use crate::schema::Example;
use crate::wire::Codec;
use crate::wire::ids::legal;
use crate::wire::json::Members;

/// The longest identity of a call that `OpenAI` takes.
const LONGEST_ID: usize = 40;

/// The conversation; the schema's worked examples come after its instructions where the server's quirks say so.
pub(super) fn messages(codec: &Codec, turn: &TurnRequest<'_>) -> Json {
    let is_system = |message: &&Message| matches!(message.content, Content::System { .. });
    let (system, rest) = turn.messages.split_at(turn.messages.iter().take_while(is_system).count());
    let mut written: Vec<Json> = system.iter().filter_map(|message| one(codec, message, false)).collect();
    written.extend(form_in_words(codec, turn).map(|words| said("system", words)));
    if codec.target.quirks.examples {
        let examples = codec.schema.examples().iter().enumerate();
        written.extend(examples.flat_map(|(number, example)| worked(codec, number, example)));
    }
    let is_question = |message: &Message| matches!(message.content, Content::User { .. });
    let ongoing = rest.iter().rposition(is_question).map_or(0, |question| question + 1);
    let (before, ongoing) = rest.split_at(ongoing);
    written.extend(before.iter().filter_map(|message| one(codec, message, false)));
    written.extend(ongoing.iter().filter_map(|message| one(codec, message, true)));
    Json::Array(written)
}

/// The form of the answer for a model whose server does not tell it.
fn form_in_words(codec: &Codec, turn: &TurnRequest<'_>) -> Option<String> {
    let output =
        turn.output.filter(|_| !codec.target.quirks.knows("output")).map(|form| codec.functions.output(form))?;
    let (_, description, schema, _) = output.schema()?;
    let space = if description.is_empty() { "" } else { " " };
    Some(format!("Answer with nothing but one JSON object that fits this JSON Schema.{space}{description} {schema}"))
}

/// An assistant's message in which nothing is said and called is left out, because servers refuse it. What was thought is
/// part of an exchange as long as that goes on.
fn one(codec: &Codec, message: &Message, ongoing: bool) -> Option<Json> {
    match &message.content {
        Content::System { text } => Some(said("system", text.as_str())),
        Content::User { text, images } if images.is_empty() => Some(said("user", text.as_str())),
        Content::User { text, images } => Some(said("user", shown(text, images))),
        Content::Assistant { text, calls, .. } if text.is_empty() && calls.is_empty() => None,
        Content::Assistant { text, reasoning, calls } => {
            let kept = Kept::of(reasoning.as_ref().and_then(|thought| thought.state.as_ref()), &codec.target.model);
            let thought = reasoning.as_ref().filter(|_| ongoing).map_or("", |thought| thought.text.as_str());
            Some(assistant(codec, text, thought, &kept, calls))
        }
        Content::Tool { result } => Some(tool(&result.call_id, &result.output)),
    }
}

fn said(role: &str, content: impl Into<Json>) -> Json {
    Json::object([("role", role.into()), ("content", content.into())])
}

fn tool(call: &str, output: &str) -> Json {
    Json::object([("role", "tool".into()), ("tool_call_id", (*identity(call)).into()), ("content", output.into())])
}

fn shown(text: &str, images: &[Image]) -> Json {
    let text = (!text.is_empty()).then(|| Json::object([("type", "text".into()), ("text", text.into())]));
    let image = |image| {
        let url = Json::object([("url", Json::from(url(image)))]);
        Json::object([("type", "image_url".into()), ("image_url", url)])
    };
    Json::Array(text.into_iter().chain(images.iter().map(image)).collect())
}

fn url(image: &Image) -> String {
    match image {
        Image::Data { media_type, bytes } => format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes)),
        Image::Url(url) => url.clone(),
    }
}

fn assistant(codec: &Codec, text: &str, thought: &str, kept: &Kept, calls: &[ToolCall]) -> Json {
    let mut message = Members::new();
    message.set("role", "assistant");
    message.set("content", if text.is_empty() { Json::Null } else { text.into() });
    if let (Some(member), false) = (kept.thoughts, thought.is_empty()) {
        message.set(member, thought);
    }
    if !calls.is_empty() {
        message.set(
            "tool_calls",
            Json::array(calls.iter().enumerate().map(|(place, call)| called(codec, call, kept.beside(place)))),
        );
    }
    message.into()
}

fn called(codec: &Codec, call: &ToolCall, beside: Option<&Json>) -> Json {
    let (name, arguments) = codec.functions.call(call);
    let function = Json::object([("name", Json::from(name)), ("arguments", arguments.to_string().into())]);
    let mut written = Members::new();
    written.set("id", &*identity(&call.id)).set("type", "function").set("function", function);
    written.set_if_some(BESIDE, beside.cloned());
    written.into()
}

/// The identity itself where every server takes it. Some models read it, so whatever is no letter stays; it is only
/// shortened, because `OpenAI` refuses long ones.
fn identity(id: &str) -> Cow<'_, str> {
    let is_taken = !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_graphic());
    if is_taken { Cow::Borrowed(id) } else { legal(id, LONGEST_ID) }
}

/// A worked example as if it had been said, with an identity of its own for its call.
fn worked(codec: &Codec, number: usize, example: &Example) -> Vec<Json> {
    let mut messages = vec![said("user", example.question.as_str())];
    if let Some((call, output)) = &example.call {
        let call = ToolCall::new(format!("example_{number}"), &*call.name, &*call.arguments);
        messages.push(assistant(codec, "", "", &Kept::default(), std::slice::from_ref(&call)));
        messages.push(tool(&call.id, output));
    }
    messages.push(said("assistant", example.answer.as_str()));
    messages
}
