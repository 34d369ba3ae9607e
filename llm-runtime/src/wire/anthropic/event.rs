//! [`Decoder`]: what the events of a stream mean, and a message that comes as a whole.

use llm_functions::json::Json;

use super::API;
use super::block::Blocks;
use super::form::Form;
use super::model::Model;
use super::stop::{Cost, Stop};
use crate::error::{Error, ErrorKind, ProviderError, Result};
use crate::labelled::Labelled;
use crate::platform::{FinishReason, TurnRequest};
use crate::wire::answer::Answer;
use crate::wire::json::{count, items, member, of_bytes, text};
use crate::wire::{Codec, Decode, error, foreign, sse};

/// Reads one answer of the messages API.
#[derive(Debug)]
pub(in crate::wire) struct Decoder {
    blocks: Blocks,
    cost: Cost,
    stop: Option<Stop>,
    model: String,
}

impl Decode for Decoder {
    fn event(&mut self, event: sse::Event<'_>, answer: &mut Answer) -> Result<()> {
        if event.data.trim().is_empty() || event.data.trim() == "[DONE]" || answer.is_closed() {
            return Ok(());
        }
        let Some(json) = of_bytes(event.data.as_bytes()) else {
            return Err(error::of_event(event, answer.label()));
        };
        self.take(event.name, &json, answer)
    }

    fn whole(&mut self, body: &Json, answer: &mut Answer) -> Result<()> {
        let Some(Json::Array(content)) = body.get("content") else {
            return Err(foreign("the answer is no message"));
        };
        self.learn(body, body, answer);
        let is_cut = !self.stop.get_or_insert(Stop::of("end_turn")).is_whole;
        for (index, block) in (0..).zip(content) {
            let is_last = content.len() == usize::try_from(index).unwrap_or(usize::MAX).saturating_add(1);
            self.block(index, block, is_cut && is_last, answer);
        }
        self.close(answer);
        Ok(())
    }

    fn end(&mut self, answer: &mut Answer) {
        // Why it ended is the last that matters; some servers leave out the mark after it.
        if self.stop.is_some() {
            self.close(answer);
        }
    }
}

impl Decoder {
    pub(in crate::wire) fn new(codec: &Codec, turn: &TurnRequest<'_>) -> Self {
        let form = Form::of(codec, turn).tool().map(str::to_owned);
        Self { blocks: Blocks::new(form), cost: Cost::default(), stop: None, model: codec.target.model.clone() }
    }

    /// Takes one event. Those that are unknown are about things that nobody asked for.
    fn take(&mut self, name: &str, event: &Json, answer: &mut Answer) -> Result<()> {
        let index = count(event, "index").unwrap_or(0);
        match text(event, "type").unwrap_or(name) {
            "message_start" => {
                let message = member(event, "message").unwrap_or(event);
                self.learn(message, message, answer);
                for (index, block) in (0..).zip(items(message, "content")) {
                    self.blocks.start(index, block, answer);
                }
            }
            "content_block_start" => {
                if let Some(block) = member(event, "content_block") {
                    self.blocks.start(index, block, answer);
                }
            }
            "content_block_delta" => {
                if let Some(delta) = member(event, "delta") {
                    self.blocks.delta(index, delta, answer);
                }
            }
            "content_block_stop" => self.blocks.stop(index, answer),
            "message_delta" => self.learn(member(event, "delta").unwrap_or(event), event, answer),
            "message_stop" => self.close(answer),
            "error" => return Err(failed(event, answer)),
            _ => return error::of_json(200, event, answer.label()).map_or(Ok(()), |_| Err(failed(event, answer))),
        }
        Ok(())
    }

    /// Why the answer ended and what it cost, as far as either is said.
    fn learn(&mut self, stop: &Json, usage: &Json, answer: &mut Answer) {
        if let Some(word) = text(stop, "stop_reason") {
            self.stop = Some(Stop::of(word));
        }
        if let Some(usage) = member(usage, "usage") {
            self.cost.learn(usage);
            answer.usage(self.cost.usage());
        }
    }

    /// A block of a whole message. The input of a call that was cut off is what could be read of it, closed again by the
    /// provider; it is told without its end, as it was written.
    fn block(&mut self, index: u32, block: &Json, is_cut: bool, answer: &mut Answer) {
        self.blocks.start(index, block, answer);
        if !(is_cut && text(block, "type") == Some("tool_use")) {
            return self.blocks.stop(index, answer);
        }
        let input = block.get("input").map(Json::to_string).unwrap_or_default();
        let delta = [
            ("type", Json::from("input_json_delta")),
            ("partial_json", input.strip_suffix('}').unwrap_or_default().into()),
        ];
        self.blocks.delta(index, &Json::object(delta), answer);
    }

    fn close(&mut self, answer: &mut Answer) {
        let stop = self.stop.unwrap_or(Stop { reason: FinishReason::Stop, is_whole: false });
        self.blocks.end(stop, answer);
        let record = self.blocks.record(Model::of_name(&self.model).is_claude, answer);
        if let Some(state) = record.state(API, &self.model) {
            answer.reasoning_state(state);
        }
        answer.usage(self.cost.usage());
        answer.finish(stop.reason);
        answer.close();
    }
}

/// The error that an event carries. Its type says what the status of HTTP would have said.
fn failed(event: &Json, answer: &Answer) -> Error {
    let label = answer.label();
    let inner = member(event, "error").unwrap_or(event);
    let mut error = error::of_error(200, inner, label)
        .unwrap_or_else(|| ProviderError::new(200, Labelled::new("the message failed".to_owned(), label)));
    if let (200, Some(status)) = (error.status, error.kind.as_deref().and_then(status)) {
        error.status = status;
    }
    ErrorKind::from(error).into()
}

/// The status that belongs to a type of error, from the API's documentation.
fn status(kind: &str) -> Option<u16> {
    Some(match kind {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "api_error" => 500,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => return None,
    })
}
