//! Arguments as a model wrote them in a dialect → arguments as the function takes them.

use std::cell::Cell;

use super::{Back, BackId, Backs, DEPTH, Flag, KEY, Member, STEPS, VALUE, WRAPPED};
use crate::arguments::check::Path;
use crate::json::{self, Json};
use crate::view::FunctionView;

/// Arguments that cannot be brought back into the function's own shape.
///
/// What merely does not fit is not refused here: it is passed on as it is, and the check of arguments names it with
/// everything else that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct RaiseError(Reason);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("there is no tool `{0}`")]
    UnknownTool(String),
    #[error("argument `{0}`: expected JSON text in a string")]
    NotJson(String),
    #[error("argument `{0}`: the key was given before, and every key can be there once")]
    KeyTwice(String),
}

impl RaiseError {
    pub(in crate::dialect) fn unknown_tool(name: &str) -> Self {
        // A name that a model made up may be of any length.
        Self(Reason::UnknownTool(name.chars().take(64).collect()))
    }

    /// Whether no tool has the name that was called.
    pub fn is_unknown_tool(&self) -> bool {
        matches!(self.0, Reason::UnknownTool(_))
    }
}

pub(in crate::dialect) struct Raising<'l> {
    backs: &'l Backs,
    view: &'l FunctionView,
    steps: Cell<u32>,
}

type Raised = Result<Json, RaiseError>;

impl<'l> Raising<'l> {
    pub(in crate::dialect) fn new(backs: &'l Backs, view: &'l FunctionView) -> Self {
        Self { backs, view, steps: Cell::new(STEPS) }
    }

    pub(in crate::dialect) fn arguments(&self, root: BackId, value: Json) -> Raised {
        self.value(root, value, &Path::Root, 0)
    }

    fn value(&self, id: BackId, value: Json, at: &Path<'_>, depth: u32) -> Raised {
        let steps = self.steps.get();
        if steps == 0 || depth > DEPTH {
            return Ok(value);
        }
        self.steps.set(steps - 1);
        let depth = depth + 1;
        match (self.backs.get(id), value) {
            (Back::Goto(next), value) => self.value(*next, value, at, depth),
            (Back::Each(steps), value) => {
                steps.iter().try_fold(value, |value, step| self.value(*step, value, at, depth))
            }
            (Back::Object(known, others), Json::Object(members)) => self.object(known, *others, members, at, depth),
            (Back::Array(prefix, items), Json::Array(values)) => {
                let step = |index: usize| prefix.get(index).copied().unwrap_or(*items);
                self.items(values, step, at, depth)
            }
            (Back::Entries(values), Json::Array(entries)) => self.entries(*values, entries, at, depth),
            (Back::Flags(flags), Json::Object(members)) => Ok(flagged(flags, members)),
            (Back::Places(places, rest), Json::Object(members)) => {
                self.places(places, rest.as_ref(), members, at, depth)
            }
            (Back::Text, Json::String(text)) => {
                json::read(&text).map_err(|_| RaiseError(Reason::NotJson(at.pointer())))
            }
            (Back::Union(alternatives), value) => self.union(alternatives, &value, at, depth),
            (Back::Wrapped(inner), Json::Object(mut members)) if is_wrapped(&members) => {
                let value = members.pop().map_or(Json::Null, |(_, value)| value);
                self.value(*inner, value, at, depth)
            }
            (_, value) => Ok(value),
        }
    }

    fn object(
        &self,
        known: &[Member],
        others: BackId,
        members: Vec<(String, Json)>,
        at: &Path<'_>,
        depth: u32,
    ) -> Raised {
        let mut raised = Vec::with_capacity(members.len());
        for (name, value) in members {
            match known.iter().find(|member| member.lowered == name) {
                Some(member) if member.drops_null && value == Json::Null => {}
                Some(member) => {
                    let value = self.value(member.back, value, &at.member(&member.name), depth)?;
                    raised.push((member.name.clone(), value));
                }
                None => {
                    let value = self.value(others, value, &at.member(&name), depth)?;
                    raised.push((name, value));
                }
            }
        }
        Ok(Json::Object(raised))
    }

    fn items(&self, values: Vec<Json>, step: impl Fn(usize) -> BackId, at: &Path<'_>, depth: u32) -> Raised {
        let items = values.into_iter().enumerate();
        let items = items.map(|(index, value)| self.value(step(index), value, &at.index(index), depth));
        Ok(Json::Array(items.collect::<Result<_, _>>()?))
    }

    fn entries(&self, values: BackId, entries: Vec<Json>, at: &Path<'_>, depth: u32) -> Raised {
        if !entries.iter().all(is_entry) {
            return Ok(Json::Array(entries));
        }
        let mut members: Vec<(String, Json)> = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let (Some(Json::String(key)), Some(value)) = (entry.get(KEY), entry.get(VALUE)) else { continue };
            if members.iter().any(|(known, _)| known == key) {
                return Err(RaiseError(Reason::KeyTwice(at.index(index).member(KEY).pointer())));
            }
            let value = self.value(values, value.clone(), &at.member(key), depth)?;
            members.push((key.clone(), value));
        }
        Ok(Json::Object(members))
    }

    /// The values of the members in their order; the first that is absent ends the list.
    fn places(
        &self,
        places: &[Member],
        rest: Option<&Member>,
        members: Vec<(String, Json)>,
        at: &Path<'_>,
        depth: u32,
    ) -> Raised {
        let known = |name: &str| places.iter().chain(rest).any(|member| member.lowered == name);
        if !members.iter().all(|(name, _)| known(name)) {
            return Ok(Json::Object(members));
        }
        let object = Json::Object(members);
        let mut items = Vec::new();
        for (index, place) in places.iter().enumerate() {
            match object.get(&place.lowered) {
                None => break,
                Some(Json::Null) if place.drops_null => break,
                Some(value) => items.push(self.value(place.back, value.clone(), &at.index(index), depth)?),
            }
        }
        if let Some(Json::Array(more)) = rest.and_then(|rest| object.get(&rest.lowered))
            && let Some(rest) = rest.filter(|_| items.len() == places.len())
        {
            for value in more {
                items.push(self.value(rest.back, value.clone(), &at.index(items.len()), depth)?);
            }
        }
        Ok(Json::Array(items))
    }

    /// The first reading that the function accepts; if it accepts none, the first that there is, whose problems are then
    /// named.
    fn union(&self, alternatives: &[(crate::view::NodeId, BackId)], value: &Json, at: &Path<'_>, depth: u32) -> Raised {
        let mut first = None;
        for (node, back) in alternatives {
            let raised = self.value(*back, value.clone(), at, depth);
            if let Ok(fitting) = &raised
                && self.view.accepts(*node, fitting)
            {
                return raised;
            }
            let better = matches!((&first, &raised), (None, _) | (Some(Err(_)), Ok(_)));
            first = if better { Some(raised) } else { first };
        }
        first.unwrap_or_else(|| Ok(value.clone()))
    }
}

fn is_wrapped(members: &[(String, Json)]) -> bool {
    matches!(members, [(name, _)] if name == WRAPPED)
}

fn is_entry(entry: &Json) -> bool {
    matches!(entry, Json::Object(members) if members.len() == 2)
        && matches!(entry.get(KEY), Some(Json::String(_)))
        && entry.get(VALUE).is_some()
}

/// The values whose flag is set, in declaration order. An object of anything but these flags is left as it is.
fn flagged(flags: &[Flag], members: Vec<(String, Json)>) -> Json {
    let is_flag = |(name, value): &(String, Json)| {
        flags.iter().any(|flag| flag.lowered == *name) && matches!(value, Json::Bool(_) | Json::Null)
    };
    if !members.iter().all(is_flag) {
        return Json::Object(members);
    }
    let object = Json::Object(members);
    let set = flags.iter().filter(|flag| object.get(&flag.lowered) == Some(&Json::Bool(true)));
    Json::Array(set.map(|flag| flag.value.clone()).collect())
}
