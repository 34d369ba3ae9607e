//! How blocks begin, and how words and thoughts are told.

use llm_functions::json::Json;

use super::block::{Blocks, Kind};
use crate::wire::answer::Answer;
use crate::wire::json::{filled, text};

impl Blocks {
    pub(super) fn kind(&mut self, block: &Json, answer: &mut Answer) -> Kind {
        let start = |name| text(block, name).unwrap_or_default();
        match text(block, "type") {
            Some("text") => Kind::Words(self.words(start("text"), answer)),
            Some("thinking") => {
                self.thoughts(start("thinking"), true, answer);
                Kind::Thoughts { text: start("thinking").to_owned(), signature: start("signature").to_owned() }
            }
            Some("redacted_thinking") => Kind::Sealed(block.clone()),
            Some("tool_use") if self.form.is_some() && self.form.as_deref() == filled(block, "name") => {
                self.answer(block, answer)
            }
            Some("tool_use") => {
                let call = answer.call_start(filled(block, "id"), filled(block, "name"));
                Kind::Call { call, input: input(block) }
            }
            _ => Kind::Other,
        }
    }

    /// The answer begins; a second one is not listened to.
    fn answer(&mut self, block: &Json, answer: &mut Answer) -> Kind {
        if std::mem::replace(&mut self.answered, true) {
            return Kind::Other;
        }
        answer.reasoning(&std::mem::take(&mut self.aside));
        Kind::Form { told: 0, input: input(block) }
    }

    /// Words, or what is said before the answer; how many bytes of words.
    pub(super) fn words(&mut self, text: &str, answer: &mut Answer) -> usize {
        if self.form.is_none() {
            answer.text(text);
        } else if self.answered {
            answer.reasoning(text);
        } else {
            self.aside.push_str(text);
        }
        if self.form.is_none() { text.len() } else { 0 }
    }

    pub(super) fn thoughts(&mut self, text: &str, is_first: bool, answer: &mut Answer) {
        if text.is_empty() {
            return;
        }
        if is_first && self.thought {
            answer.reasoning("\n\n");
        }
        self.thought = true;
        answer.reasoning(text);
    }
}

/// The input that a block begins with, unless it is empty: then it comes in deltas.
fn input(block: &Json) -> Option<String> {
    match block.get("input") {
        Some(Json::Object(members)) if members.is_empty() => None,
        Some(Json::Null) | None => None,
        Some(Json::String(text)) => Some(text.clone()),
        Some(input) => Some(input.to_string()),
    }
}

/// The beginning of a block that never was told: what its first delta says of it.
pub(super) fn beginning(delta: &Json) -> Json {
    let kind = match text(delta, "type") {
        Some("text_delta") => "text",
        Some("thinking_delta" | "signature_delta") => "thinking",
        Some("input_json_delta") => "tool_use",
        _ => "unknown",
    };
    Json::object([("type", Json::from(kind))])
}
