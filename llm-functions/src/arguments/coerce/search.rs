//! [`Search`]: the readings of a value that fit a place, and whether there is exactly one.

use std::collections::HashMap;

use super::{Coercion, CoercionKind, Coercions};
use crate::arguments::check::{self, Path};
use crate::json::Json;
use crate::view::{FunctionView, NodeId, Types};

use super::writing::Writing;

/// How many places and pieces of text are looked at before the strict refusal stands: a fraction of a second.
const STEPS: u32 = 1_000_000;

/// How deep places may lead into places. Values are at most 127 deep; the rest is for alternatives and strings of JSON.
const DEPTH: u32 = 250;

/// A string costs a step for so many bytes.
const BYTES_PER_STEP: usize = 32;

/// A value that fits, and what was done for that, outermost first.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) value: Json,
    pub(super) done: Vec<Coercion>,
}

impl Reading {
    pub(super) fn new(value: Json, kinds: &[CoercionKind], at: &Path<'_>) -> Self {
        Self { value, done: Vec::new() }.after(kinds, at)
    }

    /// The same with what was done before.
    pub(super) fn after(mut self, kinds: &[CoercionKind], at: &Path<'_>) -> Self {
        let done = kinds.iter().map(|kind| Coercion { pointer: at.pointer(), kind: *kind });
        self.done.splice(0..0, done);
        self
    }
}

/// Why nothing is coerced: several readings fit, or whether one does would take too long to find out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt;

/// The only reading that fits, or none.
pub(super) type Outcome = Result<Option<Reading>, Doubt>;

/// What may be tried at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    /// All arguments.
    pub(super) root: bool,
    /// `null` stands for an absent value here, whatever the place itself says.
    pub(super) optional: bool,
    /// How often the value may still be read as something else as a whole; never for one of several alternatives, where
    /// that was done before they were told apart.
    pub(super) rewrites: u8,
    /// It was put into a list, or taken out of one; doing the other then leads nowhere.
    pub(super) list: bool,
    /// What fits the place of which this is an alternative.
    pub(super) beside: Fits,
}

/// What fits a place, as far as types tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fits {
    pub(super) types: Types,
    /// Whether strings fit that are no choices, so that any string may mean itself.
    pub(super) text: bool,
}

impl Fits {
    const NOTHING: Self = Self { types: Types::NONE, text: false };
    const ANYTHING: Self = Self { types: Types::ANY, text: true };

    /// What fits both. `INTEGER` is part of `NUMBER`.
    fn and(self, other: Self) -> Self {
        let whole = |types: Types| if types.contains(Types::NUMBER) { types.with(Types::INTEGER) } else { types };
        let (one, another) = (whole(self.types), whole(other.types));
        Self { types: one.without(one.without(another)), text: self.text && other.text }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self { types: self.types.with(other.types), text: self.text || other.text }
    }
}

impl How {
    pub(super) const ROOT: Self = Self { root: true, optional: false, rewrites: 4, list: false, beside: Fits::NOTHING };
    pub(super) const CHILD: Self = Self { root: false, ..Self::ROOT };
}

pub(super) struct Search<'v> {
    pub(super) view: &'v FunctionView,
    pub(super) allowed: Coercions,
    steps: u32,
    depth: u32,
    fits: HashMap<NodeId, Fits>,
}

impl<'v> Search<'v> {
    pub(super) fn new(view: &'v FunctionView, allowed: Coercions) -> Self {
        Self { view, allowed, steps: STEPS, depth: DEPTH, fits: HashMap::new() }
    }

    /// Pays for work.
    pub(super) fn pay(&mut self, steps: usize) -> Result<(), Doubt> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        self.steps = left.ok_or(Doubt)?;
        Ok(())
    }

    /// Whether the value fits as it stands.
    fn accepts(&mut self, id: NodeId, value: &Json) -> Result<bool, Doubt> {
        self.pay(size(value))?;
        let accepts = check::accepts(self.view, id, value, &mut self.steps);
        // A check that could not be finished has refused, too.
        if self.steps == 0 { Err(Doubt) } else { Ok(accepts) }
    }

    /// The only reading of a value that fits a place: the value itself, if that fits.
    pub(super) fn place(&mut self, id: NodeId, value: &Json, writing: &Writing, at: &Path<'_>, how: How) -> Outcome {
        if self.accepts(id, value)? {
            return Ok(Some(Reading { value: value.clone(), done: Vec::new() }));
        }
        self.depth = self.depth.checked_sub(1).ok_or(Doubt)?;
        let mut readings = self.inside(id, value, writing, at, how)?;
        readings.extend(self.rewritten(id, value, writing, at, how)?);
        self.depth += 1;
        self.only(id, readings)
    }

    fn only(&mut self, id: NodeId, readings: Vec<Reading>) -> Outcome {
        let mut only: Option<Reading> = None;
        for reading in readings {
            let known = only.as_ref().is_some_and(|only| only.value == reading.value);
            // `null` is only read where it stands for an absent value.
            if known || reading.value != Json::Null && !self.accepts(id, &reading.value)? {
                continue;
            }
            if only.replace(reading).is_some() {
                return Err(Doubt);
            }
        }
        Ok(only)
    }

    /// What fits a place, as far as types tell.
    pub(super) fn fits(&mut self, id: NodeId) -> Fits {
        if let Some(fits) = self.fits.get(&id) {
            return *fits;
        }
        // A place that leads to itself says nothing more about itself, and one that leads too far says nothing at all.
        self.fits.insert(id, Fits::ANYTHING);
        let Some(depth) = self.depth.checked_sub(1) else { return Fits::ANYTHING };
        self.depth = depth;
        let fits = self.fits_of(id);
        self.depth += 1;
        self.fits.insert(id, fits);
        fits
    }

    fn fits_of(&mut self, id: NodeId) -> Fits {
        let view = self.view;
        let node = &view[id];
        let mut fits = Fits { types: node.types, text: node.types.contains(Types::STRING) };
        if let Some(choices) = &node.choices {
            let types = choices.iter().fold(Types::NONE, |all, choice| all.with(check::type_of(&choice.value)));
            fits = fits.and(Fits { types, text: false });
        }
        for rule in node.reference.iter().chain(&node.all_of) {
            fits = fits.and(self.fits(*rule));
        }
        for alternatives in [&node.any_of, &node.one_of] {
            if !alternatives.is_empty() {
                fits = fits.and(alternatives.iter().fold(Fits::NOTHING, |all, id| all.or(self.fits(*id))));
            }
        }
        if node.nullable { Fits { types: fits.types.with(Types::NULL), ..fits } } else { fits }
    }
}

/// What looking at a value costs.
pub(super) fn size(value: &Json) -> usize {
    match value {
        Json::String(text) => 1 + text.len() / BYTES_PER_STEP,
        Json::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Json::Object(members) => 1 + members.iter().map(|(_, value)| size(value)).sum::<usize>(),
        _ => 1,
    }
}
