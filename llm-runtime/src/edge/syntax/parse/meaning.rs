//! What the texts mean that a parser looks for.

use crate::edge::syntax::Used;

/// What a text means that is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// Calls in the forms with this trigger.
    Calls(&'static str),
    /// Thoughts, up to the other text.
    Reasoning(&'static str),
    /// Nothing.
    Silent,
}

/// The texts of a syntax with their meanings.
pub(super) fn meanings(used: Used, calls: bool) -> Vec<(&'static str, Meaning)> {
    let syntax = used.syntax;
    let mut all: Vec<(&str, Meaning)> = Vec::new();
    for form in syntax.forms.iter().filter(|form| calls && !form.trigger.is_empty()) {
        if all.iter().all(|(text, _)| *text != form.trigger) {
            all.push((form.trigger, Meaning::Calls(form.trigger)));
        }
    }
    all.extend(syntax.reasoning.iter().map(|(open, close)| (*open, Meaning::Reasoning(close))));
    all.extend(syntax.silent.iter().map(|text| (*text, Meaning::Silent)));
    all
}
