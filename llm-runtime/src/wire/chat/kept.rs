//! [`Kept`]: what a server wants back of a message with calls.
//!
//! The API has no place for thoughts, and models that think between calls have made two. `DeepSeek`, Kimi and their like
//! want the words back in the member in which they came, as long as the exchange goes on; Gemini wants a signature back
//! beside the call that it came with. Both refuse the conversation otherwise. Neither means anything to another model.

use llm_functions::json::Json;

use crate::message::ReasoningState;
use crate::wire::answer::Answer;
use crate::wire::json::{count, member, text};
use crate::wire::record::Record;

/// The name of this API in a [`ReasoningState`].
const API: &str = "chat_completions";

/// The members in which servers tell what the model thought. Some tell it in two of them; the first counts.
pub(super) const THOUGHTS: [&str; 3] = ["reasoning_content", "reasoning", "thinking"];

/// The member of a call in which Gemini has its signature.
pub(super) const BESIDE: &str = "extra_content";

/// What a server wants back of a message with calls.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Kept {
    /// The member in which the thoughts came.
    pub(super) thoughts: Option<&'static str>,
    /// What stood beside calls, by their numbers.
    beside: Vec<(usize, Json)>,
}

impl Kept {
    /// Something stood beside a call; what comes first counts.
    pub(super) fn keep(&mut self, call: usize, beside: &Json) {
        if self.beside(call).is_none() {
            self.beside.push((call, beside.clone()));
        }
    }

    /// What stood beside a call.
    pub(super) fn beside(&self, call: usize) -> Option<&Json> {
        self.beside.iter().find(|(known, _)| *known == call).map(|(_, beside)| beside)
    }

    /// What is kept, if the message has calls and anything of it goes back. Calls have the numbers of the answer here.
    pub(super) fn state(&self, model: &str, answer: &Answer) -> Option<ReasoningState> {
        if answer.calls() == 0 {
            return None;
        }
        let mut record = Record::default();
        if let Some(member) = self.thoughts {
            record.own(Json::object([("thoughts", Json::from(member))]));
        }
        for (call, beside) in &self.beside {
            if let Some(number) = answer.call_number(*call) {
                record.own(Json::object([("call", Json::from(number)), ("beside", beside.clone())]));
            }
        }
        record.state(API, model)
    }

    /// What was kept of a message of this model's. Calls have their places in the message.
    pub(super) fn of(state: Option<&ReasoningState>, model: &str) -> Self {
        let mut kept = Self::default();
        for own in Record::of(state, API, model).owns() {
            kept.thoughts =
                kept.thoughts.or_else(|| THOUGHTS.into_iter().find(|name| text(own, "thoughts") == Some(name)));
            let call = count(own, "call").and_then(|call| usize::try_from(call).ok());
            if let (Some(call), Some(beside)) = (call, member(own, "beside")) {
                kept.keep(call, beside);
            }
        }
        kept
    }
}
