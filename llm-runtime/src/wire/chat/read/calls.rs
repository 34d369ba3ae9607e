//! Which call a fragment belongs to.
//!
//! The API numbers calls and gives each an identity, and says both in the first fragment. Servers were seen to leave the
//! number out, to number every call 0, to give no identity or a new one with every fragment, to repeat the name
//! in every fragment, and to repeat a whole call at the end. Whether the arguments so far are whole tells most of
//! these apart: what is whole is not continued, and what is not is not begun anew.

use llm_functions::json::{self, Json};

use super::super::kept::{BESIDE, Kept};
use crate::wire::answer::{Answer, MOST_CALLS, Progress};
use crate::wire::json::{count, filled, items, member};

/// The calls of a message by the numbers that the server gave them.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// The server's number of each call of the answer.
    numbers: Vec<Option<u32>>,
    /// The calls of which the chunk that is read has a fragment.
    touched: Vec<usize>,
}

/// A part of a call as it stands in a chunk.
struct Fragment<'j> {
    number: Option<u32>,
    id: Option<&'j str>,
    name: Option<&'j str>,
    arguments: String,
}

impl Calls {
    /// Reads the calls of a message or of a part of one.
    pub(super) fn read(&mut self, message: &Json, kept: &mut Kept, answer: &mut Answer) {
        self.touched.clear();
        let single = member(message, "tool_calls").filter(|calls| matches!(calls, Json::Object(_)));
        for call in items(message, "tool_calls").iter().chain(single) {
            let part = self.fragment(&Fragment::new(call, call.get("function").unwrap_or(call)), answer);
            if let (Some(part), Some(beside)) = (part, member(call, BESIDE)) {
                kept.keep(part, beside);
            }
        }
        // The older form has one call without a number or an identity.
        if let Some(function) = member(message, "function_call") {
            self.fragment(&Fragment::new(&Json::Null, function), answer);
        }
    }

    /// The call that a fragment is of.
    fn fragment(&mut self, fragment: &Fragment<'_>, answer: &mut Answer) -> Option<usize> {
        if answer.calls() >= MOST_CALLS {
            // Whoever drives this reader ends the answer with an error.
            return None;
        }
        let call = match self.belongs(fragment, answer) {
            Some(call) if fragment.repeats(call, answer) => return Some(call),
            Some(call) => {
                answer.call_known(call, fragment.id, fragment.name);
                call
            }
            None => {
                self.numbers.push(fragment.number);
                answer.call_start(fragment.id, fragment.name)
            }
        };
        self.touched.push(call);
        answer.call_arguments(call, &fragment.arguments);
        Some(call)
    }

    /// The call that a fragment continues; none when it begins one.
    fn belongs(&self, fragment: &Fragment<'_>, answer: &Answer) -> Option<usize> {
        let last = self.numbers.len().checked_sub(1);
        let same_id = |call: &usize| fragment.id.is_some() && answer.call_id(*call) == fragment.id;
        let by_id = (0..self.numbers.len()).rev().find(same_id);
        let by_number = self.numbers.iter().rposition(|number| number.is_some() && *number == fragment.number);
        match (by_id, by_number) {
            (Some(call), Some(numbered)) if call == numbered => {
                (fragment.repeats(call, answer) || !self.begins(fragment, call, answer)).then_some(call)
            }
            (Some(call), _) if fragment.number.is_none() || !self.begins(fragment, call, answer) => Some(call),
            (_, Some(call)) => (fragment.repeats(call, answer) || !self.begins(fragment, call, answer)).then_some(call),
            // A number or an identity that nobody has seen begins a call, unless nothing says which and one is open.
            _ if fragment.name.is_some() => {
                last.filter(|call| fragment.is_anonymous() && !self.begins(fragment, *call, answer))
            }
            _ if fragment.id.is_some() => last.filter(|call| fragment.number.is_none() && answer.is_open(*call)),
            _ => last,
        }
    }

    /// Whether a fragment that could continue a call begins another: it has a name, and the call is whole or has another
    /// name, or was not yet given its arguments and cannot be the same.
    fn begins(&self, fragment: &Fragment<'_>, call: usize, answer: &Answer) -> bool {
        let Some(name) = fragment.name else { return false };
        let known = answer.call_tool(call);
        let other_id = fragment.id.is_some() && answer.call_id(call).is_some_and(|id| Some(id) != fragment.id);
        match answer.progress(call) {
            Progress::Whole | Progress::Broken => other_id || known.is_some() && !fragment.arguments.trim().is_empty(),
            _ if known.is_some_and(|known| known != name) => true,
            Progress::Empty => known.is_some() && (other_id || fragment.id.is_none() && self.touched.contains(&call)),
            Progress::Open => self.touched.contains(&call),
        }
    }
}

impl<'j> Fragment<'j> {
    fn new(call: &'j Json, function: &'j Json) -> Self {
        let arguments = match function.get("arguments") {
            None | Some(Json::Null) => String::new(),
            Some(Json::String(text)) => text.clone(),
            Some(json) => json.to_string(),
        };
        Self { number: count(call, "index"), id: filled(call, "id"), name: filled(function, "name"), arguments }
    }

    fn is_anonymous(&self) -> bool {
        self.number.is_none() && self.id.is_none()
    }

    /// Whether a fragment says a whole call once more, with its number or its identity.
    fn repeats(&self, call: usize, answer: &Answer) -> bool {
        let same_id = self.id.is_none() || answer.call_id(call) == self.id;
        !self.is_anonymous()
            && same_id
            && self.name.is_some()
            && self.name == answer.call_tool(call)
            && answer.progress(call) == Progress::Whole
            && json::read(&self.arguments).is_ok_and(|arguments| answer.call_has(call, &arguments))
    }
}
