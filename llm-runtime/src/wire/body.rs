//! [`Body`]: a request that is being written, and what of the turn is not in it.

use std::ops::RangeInclusive;

use llm_functions::json::Json;

use super::json::{Members, decimal};
use super::{Encoded, Quirks};
use crate::platform::Ignored;

const UNKNOWN: &str = "the server does not know it";
const NO_NUMBER: &str = "it is not a number";
const OUTSIDE: &str = "it is outside the API's range, whose nearest end is sent";

/// A request that is being written, and what of the turn is not in it.
pub(super) struct Body<'q> {
    quirks: &'q Quirks,
    members: Members,
    ignored: Vec<Ignored>,
}

impl<'q> Body<'q> {
    pub(super) fn new(quirks: &'q Quirks) -> Self {
        Self { quirks, members: Members::new(), ignored: Vec::new() }
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Json>) {
        self.members.set(name, value);
    }

    pub(super) fn ignore(&mut self, what: &'static str, because: &'static str) {
        self.ignored.push(Ignored::new(what, because));
    }

    /// Reports what the API has no words for, if it is asked for.
    pub(super) fn lacks(&mut self, what: &'static str, asked: bool, because: &'static str) {
        if asked {
            self.ignore(what, because);
        }
    }

    /// Whether the server knows what is asked for; if not, that is reported.
    pub(super) fn known(&mut self, what: &'static str) -> bool {
        let known = self.quirks.knows(what);
        self.lacks(what, !known, UNKNOWN);
        known
    }

    /// An option, if it is asked for and the server knows it.
    pub(super) fn option(&mut self, what: &'static str, name: &str, value: Option<impl Into<Json>>) {
        if let Some(value) = value
            && self.known(what)
        {
            self.set(name, value);
        }
    }

    /// A number, brought into the API's range: outside it the whole request would be refused.
    pub(super) fn number(&mut self, what: &'static str, value: Option<f32>, range: RangeInclusive<f32>) {
        let Some(value) = value else { return };
        if !value.is_finite() {
            return self.ignore(what, NO_NUMBER);
        }
        self.lacks(what, !range.contains(&value), OUTSIDE);
        self.option(what, what, Some(decimal(value.clamp(*range.start(), *range.end()))));
    }

    pub(super) fn finish(self, ignored: Option<Ignored>) -> Encoded {
        Encoded { body: self.members.into(), ignored: ignored.into_iter().chain(self.ignored).collect() }
    }
}
