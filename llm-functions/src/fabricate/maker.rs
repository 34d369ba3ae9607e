//! [`Maker`]: makes one value. What holds for a place is often said by several nodes at once (`$ref`, `allOf`), so a
//! place is a list of nodes here, and a value is made for all of them.
//!
//! Most of what a declaration can say is met directly; what cannot be (`not`, two patterns, gaps between multiples) is
//! met by trying. Both end in a check, and the number of places that are made is bounded.

use super::Unsatisfiable;
use super::height::Heights;
use super::place::Place;
use super::source::Source;
use crate::json::Json;
use crate::view::{FunctionView, NodeId, Types};

/// What sort of values are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Minimal,
    Ordinary,
    Boundary,
}

/// How many values are made for a place before none seems to fit.
const TRIES: u32 = 24;
/// How many times nothing could be made at all. Whatever could not be has been tried often itself; another alternative
/// may do without it.
const FAILURES: u32 = 4;
/// How many places are made before the attempt is given up.
const STEPS: u32 = 50_000;
/// How many places a value has before nothing optional is added any more.
const LARGE: u32 = 400;
/// How deep a value is before nothing optional is added any more.
const DEEP: usize = 5;

pub(super) struct Maker<'v> {
    pub(super) view: &'v FunctionView,
    pub(super) source: &'v mut Source,
    pub(super) style: Style,
    pub(super) heights: Heights,
    /// The way to the place that is being made.
    path: Vec<String>,
    steps: u32,
}

impl<'v> Maker<'v> {
    pub(super) fn new(view: &'v FunctionView, source: &'v mut Source, style: Style) -> Self {
        Self { view, source, style, heights: Heights::of(view), path: Vec::new(), steps: 0 }
    }

    /// A value that fits all of these nodes.
    pub(super) fn value(&mut self, ids: &[NodeId]) -> Result<Json, Unsatisfiable> {
        if self.heights.all(ids).is_none() {
            return Err(self.unsatisfiable("every value would contain another one of the same type, or nothing fits"));
        }
        let mut failure = self.unsatisfiable("the values that were tried do not fit its constraints together");
        let (mut tries, mut failed) = (0, 0);
        while tries < TRIES && failed < FAILURES && self.steps < STEPS {
            self.steps += 1;
            tries += 1;
            match self.attempt(ids) {
                Ok(value) if ids.iter().all(|id| self.view.accepts(*id, &value)) => return Ok(value),
                Ok(_) => {}
                Err(error) => (failure, failed) = (error, failed + 1),
            }
            self.source.try_again();
        }
        Err(failure)
    }

    /// The same, one step further into the value.
    pub(super) fn inside(&mut self, step: &str, ids: &[NodeId]) -> Result<Json, Unsatisfiable> {
        self.path.push(step.to_owned());
        let value = self.value(ids);
        self.path.pop();
        value
    }

    /// Whether nothing should be added that can be left out.
    pub(super) fn is_sparing(&self) -> bool {
        self.style == Style::Minimal || self.path.len() > DEEP || self.steps > LARGE
    }

    pub(super) fn unsatisfiable(&self, reason: &str) -> Unsatisfiable {
        Unsatisfiable::new(pointer(&self.path), reason)
    }

    fn attempt(&mut self, ids: &[NodeId]) -> Result<Json, Unsatisfiable> {
        let null = ids.iter().all(|id| self.view.accepts(*id, &Json::Null));
        if null && (self.is_sparing() || self.source.chance(1, 5)) {
            return Ok(Json::Null);
        }
        let place = Place::of(self, ids);
        if let Some(chosen) = self.chosen(&place, ids) {
            return chosen;
        }
        let types = place.types();
        let Some(wanted) = types.get(self.source.index(types.len())).copied() else {
            return if null { Ok(Json::Null) } else { Err(self.unsatisfiable("no type of value is left")) };
        };
        match wanted {
            Types::NULL => Ok(Json::Null),
            Types::BOOLEAN => Ok((self.source.below(2) == 1).into()),
            Types::INTEGER => self.number(&place, true),
            Types::NUMBER => self.number(&place, false),
            Types::STRING => self.text(&place),
            Types::ARRAY => self.array(&place),
            _ => self.object(&place),
        }
    }

    /// One of the only values there are, if there are some.
    fn chosen(&mut self, place: &Place<'_>, ids: &[NodeId]) -> Option<Result<Json, Unsatisfiable>> {
        let choices = place.choices()?;
        let fitting: Vec<&Json> =
            choices.into_iter().filter(|value| ids.iter().all(|id| self.view.accepts(*id, value))).collect();
        let index = self.source.index(fitting.len());
        let chosen = fitting.get(index).map(|value| (*value).clone());
        Some(chosen.ok_or_else(|| self.unsatisfiable("none of its choices fits everything else that is said of it")))
    }
}

/// A JSON pointer (RFC 6901).
pub(super) fn pointer(path: &[String]) -> String {
    path.iter().flat_map(|step| ["/".to_owned(), step.replace('~', "~0").replace('/', "~1")]).collect()
}
