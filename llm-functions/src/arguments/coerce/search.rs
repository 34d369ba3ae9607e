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
    /// The types that fit the place of which this is an alternative.
    pub(super) beside: Types,
}

impl How {
    pub(super) const ROOT: Self = Self { root: true, optional: false, rewrites: 4, list: false, beside: Types::NONE };
    pub(super) const CHILD: Self = Self { root: false, ..Self::ROOT };
}

pub(super) struct Search<'v> {
    pub(super) view: &'v FunctionView,
    pub(super) allowed: Coercions,
    steps: u32,
    depth: u32,
    types: HashMap<NodeId, Types>,
}

impl<'v> Search<'v> {
    pub(super) fn new(view: &'v FunctionView, allowed: Coercions) -> Self {
        Self { view, allowed, steps: STEPS, depth: DEPTH, types: HashMap::new() }
    }

    /// Pays for work; `None` when the budget is spent.
    pub(super) fn pay(&mut self, steps: usize) -> Option<()> {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        self.steps = left.unwrap_or(0);
        left.map(drop)
    }

    /// Whether the value fits as it stands.
    pub(super) fn accepts(&mut self, id: NodeId, value: &Json) -> bool {
        self.pay(size(value)).is_some() && check::accepts(self.view, id, value, &mut self.steps)
    }

    /// The only reading of a value that fits a place: the value itself, if that fits.
    pub(super) fn place(
        &mut self,
        id: NodeId,
        value: &Json,
        writing: &Writing,
        at: &Path<'_>,
        how: How,
    ) -> Option<Reading> {
        if self.accepts(id, value) {
            return Some(Reading { value: value.clone(), done: Vec::new() });
        }
        self.pay(1)?;
        self.depth = self.depth.checked_sub(1)?;
        let only = self.only(id, value, writing, at, how);
        self.depth += 1;
        only
    }

    fn only(&mut self, id: NodeId, value: &Json, writing: &Writing, at: &Path<'_>, how: How) -> Option<Reading> {
        let mut found = Vec::new();
        let readings = self.inside(id, value, writing, at, how);
        self.keep(id, readings, &mut found);
        let readings = self.rewritten(id, value, writing, at, how);
        self.keep(id, readings, &mut found);
        // When the budget is spent, a reading that was not found may have been there.
        self.pay(1)?;
        let only = found.pop();
        if found.is_empty() { only } else { None }
    }

    /// Keeps the readings that fit and are not there yet. Two are enough for a doubt.
    fn keep(&mut self, id: NodeId, readings: Vec<Reading>, found: &mut Vec<Reading>) {
        for reading in readings {
            if found.len() < 2
                && found.iter().all(|known| known.value != reading.value)
                && (reading.value == Json::Null || self.accepts(id, &reading.value))
            {
                found.push(reading);
            }
        }
    }

    /// The types of the values that fit a place, as far as types tell.
    pub(super) fn types(&mut self, id: NodeId) -> Types {
        if let Some(types) = self.types.get(&id) {
            return *types;
        }
        // A place that leads to itself says nothing more about itself, and one that leads too far says nothing at all.
        self.types.insert(id, Types::ANY);
        let Some(depth) = self.depth.checked_sub(1) else { return Types::ANY };
        self.depth = depth;
        let types = self.types_of(id);
        self.depth += 1;
        self.types.insert(id, types);
        types
    }

    fn types_of(&mut self, id: NodeId) -> Types {
        let view = self.view;
        let node = &view[id];
        let mut types = node.types;
        if let Some(choices) = &node.choices {
            types = both(types, choices.iter().fold(Types::NONE, |all, one| all.with(check::type_of(&one.value))));
        }
        for rule in node.reference.iter().chain(&node.all_of) {
            types = both(types, self.types(*rule));
        }
        for alternatives in [&node.any_of, &node.one_of] {
            if !alternatives.is_empty() {
                types = both(types, alternatives.iter().fold(Types::NONE, |all, id| all.with(self.types(*id))));
            }
        }
        if node.nullable { types.with(Types::NULL) } else { types }
    }
}

/// The types in both sets. `INTEGER` is part of `NUMBER`.
fn both(one: Types, other: Types) -> Types {
    let one = if one.contains(Types::NUMBER) { one.with(Types::INTEGER) } else { one };
    let other = if other.contains(Types::NUMBER) { other.with(Types::INTEGER) } else { other };
    one.without(one.without(other))
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
