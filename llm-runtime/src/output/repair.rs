//! What a model is told about an answer that does not have its form.

use llm_functions::json_schema;

use super::OutputFormat;
use crate::message::Message;
use crate::platform::FinishReason;

/// An answer can be wrong in as many places as it has; the model needs no more of them than this many characters tell.
const LONGEST: usize = 4_000;

/// Asks again. The form is repeated in words: a platform that does not hold a model to it may not have shown it either.
pub(super) fn request(format: &OutputFormat, problems: &str, reason: FinishReason) -> String {
    let cut = if reason == FinishReason::Length { " It was cut off, so it has to be shorter." } else { "" };
    let problems: String = problems.chars().take(LONGEST).collect();
    let schema = json_schema::tool_definition(format.view()).parameters;
    format!(
        "That answer does not have the form that was asked for.{cut} What is wrong: {problems}. Answer again, with nothing \
         but one JSON object that fits this JSON Schema: {schema}"
    )
}

/// An exchange whose answer takes the place of the one before.
#[derive(Debug)]
pub(crate) struct Repair;

impl Repair {
    /// Takes the answer that was refused, and the request for another, out of a conversation in which something was said
    /// to the request. `request` is where the request is.
    pub(crate) fn settle(messages: &mut Vec<Message>, request: usize) {
        if messages.len() > request + 1 {
            messages.drain(request.saturating_sub(1)..=request);
        }
    }
}
