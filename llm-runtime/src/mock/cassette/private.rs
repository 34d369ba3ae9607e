//! What a model said about something private, as it may be written: the same deltas with other words in them.

use llm_functions::ToolCall;
use llm_functions::fabricate;
use llm_functions::view::FunctionView;

use super::redaction::{Part, Redaction};
use super::request::function_name;
use crate::mock::turn::pieces;
use crate::output::OutputFormat;
use crate::platform::Delta;
use crate::schema::Schema;

/// What is said in a turn, and where.
pub(super) struct Private<'a> {
    pub(super) redaction: &'a Redaction,
    pub(super) schema: &'a Schema,
    pub(super) output: Option<&'a OutputFormat>,
    /// Makes the fabricated values of one turn other than those of the next.
    pub(super) turn: usize,
}

impl Private<'_> {
    /// What is written of each delta, if anything.
    pub(super) fn redacted(&self, mut deltas: Vec<Delta>) -> Vec<Option<Delta>> {
        let texts = |delta: &mut Delta| match delta {
            Delta::Text(text) => Some(std::mem::take(text)),
            _ => None,
        };
        respread(&mut deltas, texts, |delta, piece| *delta = Delta::Text(piece), |text| self.answer(text));
        let thoughts = |delta: &mut Delta| match delta {
            Delta::Reasoning(text) => Some(std::mem::take(text)),
            _ => None,
        };
        let thought = |text: &str| self.redaction.text(Part::Thought, text);
        respread(&mut deltas, thoughts, |delta, piece| *delta = Delta::Reasoning(piece), thought);
        for (call, name) in calls(&deltas) {
            self.arguments(&mut deltas, call, &name);
        }
        deltas.into_iter().map(|delta| self.other(delta)).collect()
    }

    fn answer(&self, text: &str) -> String {
        let form = self.output.filter(|_| !text.is_empty());
        let own = self.redaction.own(Part::Answer, text);
        own.or_else(|| form.and_then(|form| value(form.view(), self.turn, true)))
            .unwrap_or_else(|| self.redaction.text(Part::Answer, text))
    }

    fn arguments(&self, deltas: &mut [Delta], call: usize, name: &str) {
        let whole = deltas.iter().any(|delta| matches!(delta, Delta::CallEnd { index } if *index == call));
        let fragment = |delta: &mut Delta| match delta {
            Delta::CallArguments { index, fragment } if *index == call => Some(std::mem::take(fragment)),
            _ => None,
        };
        let put = |delta: &mut Delta, fragment| *delta = Delta::CallArguments { index: call, fragment };
        respread(deltas, fragment, put, |text| {
            self.redaction.own(Part::Arguments, text).unwrap_or_else(|| self.fabricated(call, name, text, whole))
        });
    }

    /// Arguments that fit as these do, or as little. Those that broke off break off.
    fn fabricated(&self, call: usize, name: &str, text: &str, whole: bool) -> String {
        let functions = self.schema.functions();
        let Some(function) = functions.get(name) else { return "{}".to_owned() };
        let fits = !whole || functions.prepare(&ToolCall::new("", name, text)).is_ok();
        let mut made = value(function.view(), self.turn.wrapping_add(call), fits).unwrap_or_else(|| "{}".to_owned());
        if !whole {
            let half = made.chars().count().div_ceil(2);
            made = made.chars().take(half).collect();
        }
        made
    }

    /// What is left of a delta that is no text.
    fn other(&self, delta: Delta) -> Option<Delta> {
        match delta {
            Delta::CallStart { index, id, name } => {
                let renamed = |id: String| if id.is_empty() { id } else { format!("recorded_{}_{index}", self.turn) };
                let name = function_name(&name, self.schema, true);
                Some(Delta::CallStart { index, id: id.map(renamed), name })
            }
            Delta::ReasoningState(_) | Delta::Tokens(_) | Delta::Logprobs(_) => None,
            Delta::Text(text) | Delta::Reasoning(text) if text.is_empty() => None,
            delta => Some(delta),
        }
    }
}

fn calls(deltas: &[Delta]) -> Vec<(usize, String)> {
    let starts = deltas.iter().filter_map(|delta| match delta {
        Delta::CallStart { index, name, .. } => Some((*index, name.clone())),
        _ => None,
    });
    starts.collect()
}

fn value(view: &FunctionView, seed: usize, fits: bool) -> Option<String> {
    let seed = u64::try_from(seed).unwrap_or_default();
    if fits {
        return fabricate::arguments(view, seed).ok().map(|value| value.to_string());
    }
    fabricate::invalid(view, seed).map(|invalid| invalid.value.to_string())
}

/// Takes the parts of a text out of the deltas, and spreads another text over the same places.
fn respread(
    deltas: &mut [Delta],
    take: impl Fn(&mut Delta) -> Option<String>,
    put: impl Fn(&mut Delta, String),
    change: impl FnOnce(&str) -> String,
) {
    let mut places = Vec::new();
    let mut text = String::new();
    for (place, delta) in deltas.iter_mut().enumerate() {
        if let Some(part) = take(delta) {
            text += &part;
            places.push(place);
        }
    }
    if places.is_empty() {
        return;
    }
    let changed = change(&text);
    let length = changed.chars().count().div_ceil(places.len());
    for (place, piece) in places.into_iter().zip(pieces(&changed, length)) {
        put(&mut deltas[place], piece);
    }
}
