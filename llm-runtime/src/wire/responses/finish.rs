//! The end of an answer: the response as a whole, what it cost, and why it ended.

use llm_functions::json::Json;

use super::API;
use super::item::{Address, Kind, Shape};
use super::turn::{Contradiction, Turn};
use crate::platform::{FinishReason, Usage};
use crate::wire::answer::Answer;
use crate::wire::json::{count, filled, items, member, text};
use crate::wire::record::Record;

impl Turn {
    /// Takes what the response says of each item, so that an answer of which no event has come is there as well.
    pub(super) fn response(&mut self, response: &Json, answer: &mut Answer) -> Result<(), Contradiction> {
        let output = items(response, "output");
        // mistral.rs has the thoughts, and other servers the words, beside the items.
        if self.items.all.is_empty() && !output.iter().any(|item| Shape::of(item) == Some(Shape::Reasoning)) {
            answer.reasoning(filled(response, "reasoning").unwrap_or_default());
        }
        for (item, known) in output.iter().zip(self.items.matched(output)) {
            let Some(shape) = Shape::of(item) else { continue };
            let address = Address { id: filled(item, "id"), place: None };
            if let Some(known) = self.item(known, address, shape, answer) {
                self.whole(known, item, answer)?;
            }
        }
        if self.items.all.is_empty() {
            answer.text(filled(response, "output_text").unwrap_or_default());
        }
        Ok(())
    }

    /// Tells what there is to tell at the end, and ends.
    pub(super) fn close(&mut self, response: &Json, reason: FinishReason, model: &str, answer: &mut Answer) {
        if let Some(state) = self.record(answer).state(API, model) {
            answer.reasoning_state(state);
        }
        if let Some(usage) = member(response, "usage") {
            answer.usage(spent(usage));
        }
        answer.finish(reason);
        answer.close();
    }

    /// Why an answer that is whole ends.
    pub(super) fn reason(&self, answer: &Answer) -> FinishReason {
        if self.refused && answer.calls() == 0 { FinishReason::Refusal } else { FinishReason::Stop }
    }

    fn record(&self, answer: &Answer) -> Record {
        let mut record = Record::default();
        for item in &self.items.all {
            match &item.kind {
                Kind::Message { parts, phase } => {
                    record.said(parts.values().map(|part| part.sent().len()).sum(), phase.as_deref());
                }
                Kind::Reasoning { own, .. } => {
                    if let Some(own) = own {
                        record.own(own.clone());
                    }
                }
                Kind::Call { call, .. } => record.called(answer.call_id(*call).unwrap_or_default()),
            }
        }
        record
    }
}

/// Why an answer that is not whole ends.
pub(super) fn cut(response: &Json) -> FinishReason {
    let details = member(response, "incomplete_details");
    match details.and_then(|details| text(details, "reason")) {
        Some("content_filter") => FinishReason::ContentFilter,
        _ => FinishReason::Length,
    }
}

fn spent(usage: &Json) -> Usage {
    let detail =
        |details: &str, name: &str| member(usage, details).and_then(|details| count(details, name)).unwrap_or(0);
    let mut spent = Usage::new(
        count(usage, "input_tokens").unwrap_or(0),
        detail("input_tokens_details", "cached_tokens"),
        count(usage, "output_tokens").unwrap_or(0),
    );
    spent.reasoning_tokens = detail("output_tokens_details", "reasoning_tokens");
    spent
}
