//! Arguments as the function takes them → arguments as a model sees them in a dialect: for calls in a conversation that
//! goes on with another provider, and for examples.

use std::cell::Cell;

use super::{Back, BackId, Backs, DEPTH, Flag, KEY, Member, STEPS, VALUE, WRAPPED};
use crate::json::Json;
use crate::view::{FunctionView, NodeId};

pub(in crate::dialect) struct Lowering<'l> {
    backs: &'l Backs,
    view: &'l FunctionView,
    steps: Cell<u32>,
}

impl<'l> Lowering<'l> {
    pub(in crate::dialect) fn new(backs: &'l Backs, view: &'l FunctionView) -> Self {
        Self { backs, view, steps: Cell::new(STEPS) }
    }

    /// A value that the function does not take is left as it is.
    pub(in crate::dialect) fn value(&self, id: BackId, value: &Json) -> Json {
        self.at(id, value, 0)
    }

    fn at(&self, id: BackId, value: &Json, depth: u32) -> Json {
        let steps = self.steps.get();
        if steps == 0 || depth > DEPTH {
            return value.clone();
        }
        self.steps.set(steps - 1);
        let depth = depth + 1;
        match (self.backs.get(id), value) {
            (Back::Goto(next), value) => self.at(*next, value, depth),
            (Back::Each(steps), value) => {
                steps.iter().rev().fold(value.clone(), |value, step| self.at(*step, &value, depth))
            }
            (Back::Object(known, others), Json::Object(members)) => self.object(known, *others, members, value, depth),
            (Back::Array(prefix, items), Json::Array(values)) => {
                let step = |index: usize| prefix.get(index).copied().unwrap_or(*items);
                Json::Array(
                    values.iter().enumerate().map(|(index, value)| self.at(step(index), value, depth)).collect(),
                )
            }
            (Back::Entries(step), Json::Object(members)) => {
                let entry = |(key, value): &(String, Json)| {
                    Json::object([(KEY, key.as_str().into()), (VALUE, self.at(*step, value, depth))])
                };
                Json::Array(members.iter().map(entry).collect())
            }
            (Back::Flags(flags), Json::Array(values)) => flags_of(flags, values),
            (Back::Places(places, rest), Json::Array(values)) => self.places(places, rest.as_ref(), values, depth),
            (Back::Text, value) => value.to_string().into(),
            (Back::Union(alternatives), value) => self.union(alternatives, value, depth),
            (Back::Wrapped(inner), value) => Json::object([(WRAPPED, self.at(*inner, value, depth))]),
            (_, value) => value.clone(),
        }
    }

    /// Members in the order of the schema, then those that it does not list.
    fn object(&self, known: &[Member], others: BackId, members: &[(String, Json)], object: &Json, depth: u32) -> Json {
        let mut lowered = Vec::with_capacity(members.len());
        for member in known {
            match object.get(&member.name) {
                Some(Json::Null) if member.drops_null => lowered.extend(member.absent()),
                Some(value) => lowered.push((member.lowered.clone(), self.at(member.back, value, depth))),
                None => lowered.extend(member.absent()),
            }
        }
        let unknown = members.iter().filter(|(name, _)| !known.iter().any(|member| member.name == *name));
        lowered.extend(unknown.map(|(name, value)| (name.clone(), self.at(others, value, depth))));
        Json::Object(lowered)
    }

    fn places(&self, places: &[Member], rest: Option<&Member>, values: &[Json], depth: u32) -> Json {
        let mut members = Vec::new();
        for (index, place) in places.iter().enumerate() {
            match values.get(index) {
                Some(value) => members.push((place.lowered.clone(), self.at(place.back, value, depth))),
                None => members.extend(place.absent()),
            }
        }
        if let Some(rest) = rest {
            let more = values.iter().skip(places.len()).map(|value| self.at(rest.back, value, depth));
            members.push((rest.lowered.clone(), Json::Array(more.collect())));
        }
        Json::Object(members)
    }

    fn union(&self, alternatives: &[(NodeId, BackId)], value: &Json, depth: u32) -> Json {
        let fitting = alternatives.iter().find(|(node, _)| self.view.accepts(*node, value));
        fitting.map_or_else(|| value.clone(), |(_, back)| self.at(*back, value, depth))
    }
}

impl Member {
    fn absent(&self) -> Option<(String, Json)> {
        self.null_when_absent.then(|| (self.lowered.clone(), Json::Null))
    }
}

/// A list that holds anything else is left as it is.
fn flags_of(flags: &[Flag], values: &[Json]) -> Json {
    let all_known = values.iter().all(|value| flags.iter().any(|flag| flag.value == *value));
    if !all_known {
        return Json::Array(values.to_vec());
    }
    Json::object(flags.iter().map(|flag| (flag.lowered.as_str(), values.contains(&flag.value).into())))
}
