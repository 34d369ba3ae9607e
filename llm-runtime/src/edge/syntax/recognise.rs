//! Which syntax a template writes: told by what it makes of two calls, or by what its prompt says.

use llm_functions::json::Json;

use super::parse::Parser;
use super::write::{self, Call};
use super::{Syntax, Used, family};
use crate::edge::functions::Functions;
use crate::platform::Delta;

/// The syntax in which calls of these functions stand in a text, if it is one that is known.
///
/// A form whose own text is there is it; else the first that reads exactly these calls. A bare object is in almost every
/// text, so that those come last.
pub(crate) fn of_calls(text: &str, functions: &Functions, calls: &[(&str, Json)]) -> Option<Used> {
    let written = |used: Used| {
        let calls: Vec<Call<'_>> = calls
            .iter()
            .map(|(name, arguments)| Call { name, arguments, schema: functions.written_schema(name) })
            .collect();
        calls.iter().all(|call| text.contains(write::call(used.form(), call, 0).trim()))
    };
    let read = |used: Used| {
        let mut parser = Parser::new(used, Some(functions));
        let mut deltas = parser.push(text);
        deltas.extend(parser.finish());
        said(&deltas) == calls
    };
    let exact = forms().filter(|used| !is_bare(*used)).find(|used| written(*used) && read(used.syntax.into()));
    exact.or_else(|| {
        let readable = |syntax: &&&'static Syntax| read(Used::from(**syntax));
        family::ALL.iter().find(readable).map(|syntax| form_in(text, syntax))
    })
}

/// The syntax that a prompt with functions describes.
pub(crate) fn of_prompt(text: &str) -> Option<Used> {
    let told =
        |syntax: &&&'static Syntax| !syntax.signs.is_empty() && syntax.signs.iter().all(|sign| text.contains(sign));
    family::ALL.iter().find(told).map(|syntax| form_in(text, syntax))
}

/// The form whose beginning is there.
fn form_in(text: &str, syntax: &'static Syntax) -> Used {
    let begins = |form: &super::Form| text.contains(&format!("{}{}", form.open, form.before));
    let form = syntax.forms.iter().position(|form| !form.trigger.is_empty() && begins(form));
    Used { syntax, form: form.unwrap_or(0) }
}

fn forms() -> impl Iterator<Item = Used> {
    let of = |syntax: &&'static Syntax| {
        let syntax = *syntax;
        (0..syntax.forms.len()).map(move |form| Used { syntax, form })
    };
    family::ALL.iter().flat_map(of)
}

fn is_bare(used: Used) -> bool {
    used.form().trigger.is_empty()
}

/// The calls of some deltas.
fn said(deltas: &[Delta]) -> Vec<(&str, Json)> {
    let mut calls: Vec<(&str, String)> = Vec::new();
    for delta in deltas {
        match delta {
            Delta::CallStart { name, .. } => calls.push((name, String::new())),
            Delta::CallArguments { fragment, .. } => {
                if let Some((_, arguments)) = calls.last_mut() {
                    arguments.push_str(fragment);
                }
            }
            _ => {}
        }
    }
    let read = |(name, text): (_, String)| Some((name, llm_functions::json::read(&text).ok()?));
    calls.into_iter().filter_map(read).collect()
}
