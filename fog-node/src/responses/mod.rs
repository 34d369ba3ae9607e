//! `POST /v1/responses`: a conversation in items instead of messages, and an answer in items, whose events are numbered.
//!
//! Of this API everything is there that needs no memory: nothing of a conversation is kept here, so that whoever goes on with one
//! sends it whole, and what would have to be kept is refused.

mod answer;
mod input;
mod said;

use llm_functions::json::Json;
use llm_runtime::Message;

use crate::answer::Asked;
use crate::chat::Ask;
use crate::chat::body::{parse, without};
use crate::chat::options::{MOST_LOGPROBS, alternatives, effort, most_tokens};
use crate::chat::read::{items, member, text};
use crate::chat::tools;
use crate::refused::Refused;
use answer::{Events, Whole};

/// What the API has and a node has not.
const NOT_HERE: [(&str, &str); 6] = [
    ("previous_response_id", "nothing is kept here; send the whole conversation as `input`"),
    ("conversation", "nothing is kept here; send the whole conversation as `input`"),
    ("store", "nothing is kept here; set it to false"),
    ("background", "nothing is kept here; wait for the answer, or stream it"),
    ("prompt", "there are no stored prompts here; send `instructions` and `input`"),
    ("context_management", "nothing is left out of a conversation here; shorten it before it is sent"),
];

/// What has to be in `include` for log probabilities.
const LOGPROBS: &str = "message.output_text.logprobs";

/// Reads a request for a response.
///
/// # Errors
/// When it cannot be understood, or asks for what there is not.
pub fn read(bytes: &[u8]) -> Result<Asked, Refused> {
    let body = parse(bytes)?;
    without(&body, &NOT_HERE)?;
    if !matches!(text(&body, "truncation")?, None | Some("disabled")) {
        let way_out = "nothing is left out of a conversation here; shorten it before it is sent";
        return Err(Refused::unsupported("truncation", format!("`truncation` can only be `disabled`: {way_out}")));
    }
    let mut ask = Ask::of(&body, bytes.len())?;
    ask.messages = text(&body, "instructions")?.map(Message::system).into_iter().collect();
    ask.messages.extend(input::read(&body)?);
    ask.options.max_output_tokens = most_tokens(&body, &["max_output_tokens"])?;
    ask.options.logprobs = logprobs(&body)?;
    if let Some(reasoning) = object(&body, "reasoning")? {
        ask.options.reasoning_effort = effort(reasoning, "effort")?;
    }
    if let Some(form) = object(&body, "text")? {
        ask.output = tools::output(member(form, "format"), "text.format")?;
    }
    let said = said::of(&body, &ask)?;
    Ok(Asked::new(ask, |ask| Whole::new(ask, said.clone()), |ask| Events::new(ask, said.clone())))
}

fn object<'j>(body: &'j Json, name: &str) -> Result<Option<&'j Json>, Refused> {
    match member(body, name) {
        None => Ok(None),
        Some(object @ Json::Object(_)) => Ok(Some(object)),
        Some(_) => Err(Refused::invalid(name, format!("`{name}` has to be an object"))),
    }
}

fn logprobs(body: &Json) -> Result<Option<u8>, Refused> {
    let included = items(body, "include")?.iter().any(|item| item.as_str() == Some(LOGPROBS));
    let alternatives = alternatives(body, "top_logprobs", MOST_LOGPROBS)?;
    Ok(match alternatives {
        None | Some(0) => included.then_some(0),
        more => more,
    })
}
