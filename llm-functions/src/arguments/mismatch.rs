//! [`Mismatch`]: values that their types refuse.

use super::Problem;
use super::place::{Named, Place};
use crate::json::Json;

/// JSON that does not stand for a value of the asked type: what is wrong, and where inside it.
#[derive(Debug, PartialEq)]
pub struct Mismatch {
    problems: Vec<Problem>,
}

impl Mismatch {
    /// What was expected in words ("a number"), and what came instead.
    pub fn expected(expected: impl Into<String>, found: &Json) -> Self {
        let problem = Problem::value(Place::default(), expected.into(), super::error::found(found));
        Self { problems: vec![problem] }
    }

    /// A value of the right type that its author's `validate` refuses, with its reason. The model reads the reason; no
    /// log does, since it may repeat the value.
    pub fn refused(reason: impl std::fmt::Display) -> Self {
        Self { problems: vec![Problem::refused(reason.to_string())] }
    }

    pub(super) fn of(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// The same mismatch, seen from the array or object that holds the value under `step`.
    #[must_use]
    pub fn inside(self, step: &str) -> Self {
        self.moved(step, Named::Declared)
    }

    /// The same for a name in a map, which the model chose and no log shows.
    #[must_use]
    pub(crate) fn inside_map(self, name: &str) -> Self {
        self.moved(name, Named::Chosen)
    }

    fn moved(mut self, step: &str, named: Named) -> Self {
        for problem in &mut self.problems {
            problem.move_inside(step, named);
        }
        self
    }

    /// All values, or what is wrong with any of them, each under its index.
    ///
    /// # Errors
    /// [`Mismatch`] with the problems of every item that has some.
    pub fn collect<T, C: FromIterator<T>>(items: impl Iterator<Item = Result<T, Self>>) -> Result<C, Self> {
        let inside =
            |(index, item): (usize, Result<T, Self>)| item.map_err(|mismatch| mismatch.inside(&index.to_string()));
        Self::merge(items.enumerate().map(inside))
    }

    /// The same for a list whose length is known.
    pub(crate) fn list<T>(items: impl ExactSizeIterator<Item = Result<T, Self>>) -> Result<Vec<T>, Self> {
        let mut values = Vec::with_capacity(items.len());
        let mut problems = Vec::new();
        for (index, item) in items.enumerate() {
            match item {
                Ok(value) => values.push(value),
                Err(mismatch) => problems.extend(mismatch.inside(&index.to_string()).problems),
            }
        }
        if problems.is_empty() { Ok(values) } else { Err(Self { problems }) }
    }

    /// All values, or what is wrong with any of them, each under the path that it has already.
    ///
    /// # Errors
    /// [`Mismatch`] with the problems of every item that has some.
    pub fn merge<T, C: FromIterator<T>>(items: impl Iterator<Item = Result<T, Self>>) -> Result<C, Self> {
        let mut problems = Vec::new();
        let values =
            items.filter_map(|item| item.map_err(|mismatch| problems.extend(mismatch.problems)).ok()).collect();
        if problems.is_empty() { Ok(values) } else { Err(Self { problems }) }
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}
