//! [`Decoder`]: what the events of a stream mean, and a response that comes as a whole.

use llm_functions::json::Json;

use super::finish::cut;
use super::order::Order;
use super::texts::Text;
use super::turn::{Contradiction, Turn};
use crate::error::{Error, ErrorKind, ProviderError, Result};
use crate::labelled::Labelled;
use crate::platform::FinishReason;
use crate::wire::answer::Answer;
use crate::wire::json::{member, of_bytes, text};
use crate::wire::{Decode, broken, error, foreign, sse};

/// Reads one answer of the responses API.
#[derive(Debug)]
pub(in crate::wire) struct Decoder {
    order: Order,
    turn: Turn,
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
        for json in self.order.take(typed(json, event.name)) {
            // What comes after the last event means nothing.
            if !answer.is_closed() {
                self.take(&json, answer)?;
            }
        }
        Ok(())
    }

    fn whole(&mut self, body: &Json, answer: &mut Answer) -> Result<()> {
        if member(body, "output").is_none() && text(body, "object") != Some("response") {
            return Err(foreign("the answer is no response"));
        }
        self.response(text(body, "status").unwrap_or("completed"), body, answer)
    }

    fn end(&mut self, answer: &mut Answer) {
        // None of these is the last event, for which nothing waits: the answer breaks off, and what there is is told.
        for json in self.order.rest() {
            if answer.is_closed() || self.take(&json, answer).is_err() {
                return;
            }
        }
    }
}

impl Decoder {
    pub(in crate::wire) fn new(model: &str) -> Self {
        Self { order: Order::default(), turn: Turn::default(), model: model.to_owned() }
    }

    /// Takes one event. Those that are unknown are about things that nobody asked for.
    fn take(&mut self, event: &Json, answer: &mut Answer) -> Result<()> {
        let turn = &mut self.turn;
        match text(event, "type").unwrap_or_default() {
            "response.output_item.added" => turn.added(event, answer),
            "response.output_text.delta" => turn.more(event, Text::Said, answer),
            "response.output_text.done" => turn.all(event, Text::Said, answer),
            "response.refusal.delta" => turn.more(event, Text::Refused, answer),
            "response.refusal.done" => turn.all(event, Text::Refused, answer),
            "response.reasoning_summary_text.delta" => turn.more(event, Text::Summary, answer),
            "response.reasoning_summary_text.done" => turn.all(event, Text::Summary, answer),
            "response.reasoning_text.delta" => turn.more(event, Text::Thought, answer),
            "response.reasoning_text.done" => turn.all(event, Text::Thought, answer),
            "response.function_call_arguments.delta" => turn.more_arguments(event, answer),
            "response.function_call_arguments.done" => {
                let taken = turn.all_arguments(event, answer);
                return taken.map_err(|Contradiction| contradiction());
            }
            "response.output_item.done" => {
                let taken = turn.done(event, answer);
                return taken.map_err(|Contradiction| contradiction());
            }
            kind => return self.last(kind, event, answer),
        }
        Ok(())
    }

    /// Takes an event after which nothing comes, if it is one.
    fn last(&mut self, kind: &str, event: &Json, answer: &mut Answer) -> Result<()> {
        match kind {
            "response.completed" => self.ended("completed", event, answer),
            "response.incomplete" => self.ended("incomplete", event, answer),
            "response.failed" => self.ended("failed", event, answer),
            "response.cancelled" => self.ended("cancelled", event, answer),
            "error" => Err(failed(event, answer)),
            _ => error::of_json(200, event, answer.label()).map_or(Ok(()), |error| Err(provider(error))),
        }
    }

    /// The last event of a stream has the response as a whole.
    fn ended(&mut self, status: &str, event: &Json, answer: &mut Answer) -> Result<()> {
        let response = member(event, "response").unwrap_or(event);
        let status = text(response, "status").unwrap_or(status).to_owned();
        self.response(&status, response, answer)
    }

    fn response(&mut self, status: &str, response: &Json, answer: &mut Answer) -> Result<()> {
        if status == "failed" {
            return Err(failed(response, answer));
        }
        self.turn.response(response, answer).map_err(|Contradiction| contradiction())?;
        let reason = match status {
            "completed" => {
                self.turn.complete(answer);
                self.turn.reason(answer)
            }
            "incomplete" => cut(response),
            "cancelled" => FinishReason::Cancelled,
            // Work that goes on in the background, which was not asked for.
            _ => return Err(broken("the answer is not there yet")),
        };
        self.turn.close(response, reason, &self.model, answer);
        Ok(())
    }
}

/// An event that says of itself what it is, as some servers say beside it alone; it may wait for others before it is read.
fn typed(event: Json, name: &str) -> Json {
    match event {
        Json::Object(mut members) if !members.iter().any(|(name, _)| name == "type") => {
            members.push(("type".to_owned(), name.into()));
            Json::Object(members)
        }
        event => event,
    }
}

fn provider(error: ProviderError) -> Error {
    ErrorKind::from(error).into()
}

/// The error that a response or an event carries. Its code says what the status of HTTP would have said.
fn failed(json: &Json, answer: &Answer) -> Error {
    let label = answer.label();
    let inner = member(json, "error").unwrap_or(json);
    let mut error = error::of_error(200, inner, label)
        .unwrap_or_else(|| ProviderError::new(200, Labelled::new("the response failed".to_owned(), label)));
    error.status = match error.code.as_deref() {
        Some("server_error") if error.status == 200 => 500,
        Some("rate_limit_exceeded") if error.status == 200 => 429,
        _ => error.status,
    };
    provider(error)
}

fn contradiction() -> Error {
    broken("the answer contradicts itself about a call's arguments")
}
