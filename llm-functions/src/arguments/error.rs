//! [`DecodeError`]: every problem of a call's arguments at once, in words for a model and in words for a log.

use std::fmt;

use super::place::{Named, Place};
use crate::json::{Json, ReadError};

/// Arguments that do not fit the function.
///
/// Its `Display` names paths and expectations but never a value, since values may be health data; a name that the model chose,
/// as those in a map are, is `*` there. [`for_model`](Self::for_model) names what was found as well and is meant for the model that wrote it.
#[derive(Debug)]
pub struct DecodeError {
    function: String,
    problems: Vec<Problem>,
    source: Option<ReadError>,
}

/// One thing that is wrong, and where.
#[derive(Clone, PartialEq)]
pub struct Problem {
    place: Place,
    what: What,
}

#[derive(Clone, PartialEq)]
enum What {
    /// What was expected, and what was found when there was something.
    Expected { expected: String, found: Option<String> },
    /// What the author's own `validate` said.
    Refused { reason: String },
}

impl Problem {
    pub(super) fn value(place: Place, expected: String, found: String) -> Self {
        Self { place, what: What::Expected { expected, found: Some(found) } }
    }

    pub(super) fn of(place: Place, expected: String) -> Self {
        Self { place, what: What::Expected { expected, found: None } }
    }

    pub(super) fn refused(reason: String) -> Self {
        Self { place: Place::default(), what: What::Refused { reason } }
    }

    /// Seen from the array or object that holds the place under `step`.
    pub(super) fn move_inside(&mut self, step: &str, named: Named) {
        self.place = std::mem::take(&mut self.place).inside(step, named);
    }

    /// The JSON pointer (RFC 6901) to the argument, empty for the whole object.
    pub fn pointer(&self) -> &str {
        self.place.pointer()
    }

    /// Whether the author's own `validate` said so, of a value that fits everything declared.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.what, What::Refused { .. })
    }

    /// The problem without the value that was found.
    fn redacted(&self) -> String {
        let place = argument(self.place.shown());
        match &self.what {
            What::Expected { expected, .. } => format!("{place}{expected}"),
            What::Refused { .. } => format!("{place}refused by its validation"),
        }
    }

    /// The problem in words for the model that wrote the value.
    pub fn for_model(&self) -> String {
        let place = argument(self.place.pointer());
        match &self.what {
            What::Expected { expected, found: Some(found) } => format!("{place}{expected}, found {found}"),
            What::Expected { expected, found: None } => format!("{place}{expected}"),
            What::Refused { reason } => format!("{place}{reason}"),
        }
    }
}

fn argument(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("argument `{place}`: ") }
}

/// As a log sees it.
impl fmt::Debug for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Problem").field(&self.redacted()).finish()
    }
}

impl DecodeError {
    pub(crate) fn invalid(function: &str, problems: Vec<Problem>) -> Self {
        Self { function: function.to_owned(), problems, source: None }
    }

    pub(super) fn unreadable(function: &str, error: ReadError) -> Self {
        let problem = Problem::of(Place::default(), format!("the arguments are {error}"));
        Self { function: function.to_owned(), problems: vec![problem], source: Some(error) }
    }

    /// Everything that is wrong, in the order of the arguments.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether the arguments are the beginning of something that could still become valid JSON.
    pub fn is_truncated(&self) -> bool {
        self.source.as_ref().is_some_and(ReadError::is_truncated)
    }

    /// One line for the model that made the call: every path, what was expected there and what was found.
    pub fn for_model(&self) -> String {
        join(self.problems.iter().map(Problem::for_model))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = join(self.problems.iter().map(Problem::redacted));
        write!(out, "arguments of `{}` do not fit: {problems}", self.function)
    }
}

impl std::error::Error for DecodeError {}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// What was found, short enough for a message: a long value is named by its kind alone.
pub(super) fn found(value: &Json) -> String {
    const LONGEST: usize = 40;
    match value {
        Json::Array(_) | Json::Object(_) => value.kind_name().to_owned(),
        Json::String(text) if text.chars().count() > LONGEST => {
            format!("a string of {} characters", text.chars().count())
        }
        scalar => scalar.to_string(),
    }
}
