//! An answer of `POST chat/completions`, streamed or whole.
//!
//! Only the first choice is read; another is never asked for. A call is whole when the server gives the reason why the
//! message ended: nothing else in this API says so, and a message that was cut ends with a reason too.

mod calls;
mod content;
mod usage;

use llm_functions::json::Json;

use super::super::answer::Answer;
use super::super::json::{filled, items, member, of_bytes};
use super::super::{Decode, broken, error, foreign, sse};
use super::kept::Kept;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::FinishReason;

/// What was read so far.
pub(in crate::wire) struct Decoder {
    calls: calls::Calls,
    refused: bool,
    kept: Kept,
    model: String,
}

impl Decoder {
    pub(in crate::wire) fn new(model: &str) -> Self {
        Self { calls: calls::Calls::default(), refused: false, kept: Kept::default(), model: model.to_owned() }
    }

    fn completion(&mut self, json: &Json, answer: &mut Answer) -> Result<()> {
        if let Some(choice) = first_choice(json) {
            if let Some(error) = choice.get("error").and_then(|error| error::of_error(200, error, answer.label())) {
                return Err(ErrorKind::from(error).into());
            }
            content::token_ids(choice, answer);
            let message = ["delta", "message"].iter().find_map(|name| member(choice, name));
            if let Some(message) = message {
                self.refused |= content::read(message, &mut self.kept, answer);
                self.calls.read(message, &mut self.kept, answer);
            }
            // Where a text was to be gone on with, what follows stands in the choice itself.
            if let Some(more) = filled(choice, "text") {
                answer.text(more);
            }
            content::logprobs(choice, answer);
            self.finish(choice, answer)?;
        }
        if let Some(usage) = usage::read(json) {
            answer.usage(usage);
        }
        Ok(())
    }

    fn finish(&self, choice: &Json, answer: &mut Answer) -> Result<()> {
        let Some(word) = filled(choice, "finish_reason") else { return Ok(()) };
        let reason = reason(word).ok_or_else(|| broken("the server ended the answer with an error"))?;
        answer.finish(if self.refused && reason == FinishReason::Stop { FinishReason::Refusal } else { reason });
        Ok(())
    }

    /// The answer is over, and so are the calls of a message that was not cut.
    fn close(&self, answer: &mut Answer) {
        if self.refused {
            answer.finish(FinishReason::Refusal);
        }
        answer.end_calls();
        if let Some(state) = self.kept.state(&self.model, answer) {
            answer.reasoning_state(state);
        }
        answer.close();
    }
}

impl Decode for Decoder {
    fn event(&mut self, event: sse::Event<'_>, answer: &mut Answer) -> Result<()> {
        let data = event.data.trim();
        if data.is_empty() || answer.is_closed() {
            return Ok(());
        }
        if data == "[DONE]" {
            self.close(answer);
            return Ok(());
        }
        let json = of_bytes(data.as_bytes());
        if let Some(error) = stream_error(event.name, data, json.as_ref(), answer) {
            return Err(error);
        }
        self.completion(&json.ok_or_else(|| broken("an event of the stream is not JSON"))?, answer)
    }

    fn whole(&mut self, body: &Json, answer: &mut Answer) -> Result<()> {
        if first_choice(body).is_none() {
            return Err(foreign("the answer has no choice"));
        }
        self.completion(body, answer)?;
        self.close(answer);
        Ok(())
    }

    fn end(&mut self, answer: &mut Answer) {
        if answer.finished().is_some() {
            self.close(answer);
        }
    }
}

/// An error in the middle of a stream, as an event of that name or in place of a chunk.
fn stream_error(name: &str, data: &str, json: Option<&Json>, answer: &Answer) -> Option<Error> {
    let label = answer.label();
    let found = json.and_then(|json| error::of_json(200, json, label));
    let found = match (found, json) {
        (None, Some(json)) if name == "error" => error::of_error(200, json, label),
        (None, None) if name == "error" => Some(error::of_body(200, data.as_bytes(), label)),
        (found, _) => found,
    };
    found.map(|error| ErrorKind::from(error).into())
}

/// The choice of number 0, or without a number.
fn first_choice(json: &Json) -> Option<&Json> {
    let choices = items(json, "choices");
    choices.iter().find(|choice| member(choice, "index").is_none_or(|index| *index == Json::from(0)))
}

/// Why a message ended; `None` when that is an error. A reason that nobody knows says that the model had no more to say,
/// and the message's calls say the rest.
fn reason(word: &str) -> Option<FinishReason> {
    match word.to_ascii_lowercase().as_str() {
        "length" | "max_tokens" | "model_length" | "max_output_tokens" => Some(FinishReason::Length),
        "tool_calls" | "function_call" | "tool_use" => Some(FinishReason::ToolCalls),
        "content_filter" | "safety" | "recitation" | "prohibited_content" | "blocklist" | "spii" => {
            Some(FinishReason::ContentFilter)
        }
        "refusal" => Some(FinishReason::Refusal),
        "error" | "abort" | "cancelled" | "canceled" => None,
        _ => Some(FinishReason::Stop),
    }
}
