//! The conversation of a request.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use llm_functions::json::Json;
use llm_functions::{Sensitivity, ToolCall, ToolResult};
use llm_runtime::{Image, Message, Reasoning};

use super::read::{items, member, text};
use crate::refused::Refused;

/// What everything is labelled with that comes from elsewhere: nobody here knows better.
pub(crate) const LABEL: Sensitivity = Sensitivity::Sensitive;

/// The most messages of a conversation.
pub(crate) const MOST: usize = 10_000;

/// Reads the conversation of a chat completion.
pub(crate) fn read(body: &Json) -> Result<Vec<Message>, Refused> {
    let items = items(body, "messages")?;
    if items.is_empty() || items.len() > MOST {
        return Err(Refused::invalid("messages", format!("`messages` has to have 1 to {MOST} messages")));
    }
    let mut messages: Vec<Message> = Vec::with_capacity(items.len());
    let mut calls: Vec<ToolCall> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let parameter = format!("messages[{place}]");
        let wrong = |reason: &str| Refused::invalid(&parameter, format!("{parameter}: {reason}"));
        messages.push(match text(item, "role")? {
            Some("system" | "developer") => Message::system(words(item, &wrong)?),
            Some("user") => person(item, &wrong)?,
            Some("assistant") => {
                let said = assistant(item, &wrong)?;
                calls.extend(said.1.iter().cloned());
                said.0
            }
            Some("tool") => result(item, &calls, &wrong)?,
            _ => return Err(wrong("`role` has to be system, developer, user, assistant or tool")),
        });
    }
    Ok(messages)
}

pub(crate) type Wrong<'w> = dyn Fn(&str) -> Refused + 'w;

/// The texts of a message, whose content is a string or a list of parts.
pub(crate) fn words(message: &Json, wrong: &Wrong<'_>) -> Result<String, Refused> {
    match member(message, "content") {
        None => Ok(String::new()),
        Some(content) => text_of(content, wrong),
    }
}

/// The text of a string or of a list of parts.
pub(crate) fn text_of(content: &Json, wrong: &Wrong<'_>) -> Result<String, Refused> {
    match content {
        Json::String(text) => Ok(text.clone()),
        Json::Array(parts) => parts.iter().map(|part| part_text(part, wrong)).collect(),
        _ => Err(wrong("`content` has to be a string or an array of parts")),
    }
}

fn part_text<'j>(part: &'j Json, wrong: &Wrong<'_>) -> Result<&'j str, Refused> {
    let text = match part.get("type").and_then(Json::as_str) {
        Some("text" | "input_text" | "output_text") => part.get("text"),
        Some("refusal") => part.get("refusal"),
        _ => None,
    };
    text.and_then(Json::as_str).ok_or_else(|| wrong("a part of `content` has to be a text here"))
}

/// What a person says and shows.
pub(crate) fn person(message: &Json, wrong: &Wrong<'_>) -> Result<Message, Refused> {
    let Some(Json::Array(parts)) = member(message, "content") else {
        return Ok(Message::user(words(message, wrong)?).labelled(LABEL));
    };
    let (mut text, mut images) = (String::new(), Vec::new());
    for part in parts {
        match part.get("type").and_then(Json::as_str) {
            Some("image_url" | "input_image") => images.push(image(part, wrong)?),
            _ => text.push_str(part_text(part, wrong)?),
        }
    }
    Ok(images.into_iter().fold(Message::user(text), Message::image).labelled(LABEL))
}

/// An image that is in the request itself. A node fetches nothing for anybody: it would reach what its client cannot.
fn image(part: &Json, wrong: &Wrong<'_>) -> Result<Image, Refused> {
    let image = part.get("image_url");
    let url = image.map(|image| image.get("url").unwrap_or(image)).and_then(Json::as_str);
    let data = url.and_then(|url| url.strip_prefix("data:")).and_then(|data| data.split_once(";base64,"));
    let (media_type, data) = data.ok_or_else(|| wrong("an image has to be a data: URL in base64"))?;
    let bytes = BASE64_STANDARD.decode(data).map_err(|_| wrong("an image's data is not base64"))?;
    Ok(Image::Data { media_type: media_type.to_owned(), bytes })
}

fn assistant(message: &Json, wrong: &Wrong<'_>) -> Result<(Message, Vec<ToolCall>), Refused> {
    let mut calls = Vec::new();
    for call in items(message, "tool_calls")? {
        let function = call.get("function").ok_or_else(|| wrong("a call has no `function`"))?;
        let of = |json: &Json, name| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let (Some(id), Some(name)) = (of(call, "id"), of(function, "name")) else {
            return Err(wrong("a call needs an `id` and a `name`"));
        };
        calls.push(ToolCall::new(id, name, of(function, "arguments").unwrap_or_default()));
    }
    let thought = text(message, "reasoning_content")?.filter(|thought| !thought.is_empty()).map(Reasoning::new);
    let said = Message::assistant(words(message, wrong)?, calls.clone(), LABEL).reasoning(thought);
    Ok((said, calls))
}

/// The answer to a call that was made before; it is the newest of that identity, since models count from 0 in every turn.
fn result(message: &Json, calls: &[ToolCall], wrong: &Wrong<'_>) -> Result<Message, Refused> {
    let id = text(message, "tool_call_id")?.ok_or_else(|| wrong("`tool_call_id` is missing"))?;
    let call = calls.iter().rev().find(|call| call.id == id);
    let call = call.ok_or_else(|| wrong("`tool_call_id` names a call that was not made"))?;
    Ok(Message::tool(ToolResult::success(call, words(message, wrong)?, LABEL)))
}
