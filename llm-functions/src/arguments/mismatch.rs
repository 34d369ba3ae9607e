//! [`Mismatch`]: a value that its type refuses.

use super::Problem;
use crate::json::Json;

/// A JSON value that does not stand for a value of the asked type, and where inside it.
#[derive(Debug, PartialEq)]
pub struct Mismatch {
    pointer: String,
    expected: String,
    found: String,
}

impl Mismatch {
    /// What was expected in words ("a number"), and what came instead.
    pub fn expected(expected: impl Into<String>, found: &Json) -> Self {
        Self { pointer: String::new(), expected: expected.into(), found: super::error::found(found) }
    }

    /// The same mismatch, seen from the array or object that holds the value under `step`.
    #[must_use]
    pub fn inside(mut self, step: &str) -> Self {
        self.pointer = format!("/{}{}", super::error::escape(step), self.pointer);
        self
    }

    pub(super) fn into_problem(self) -> Problem {
        Problem::value(self.pointer, self.expected, self.found)
    }
}
