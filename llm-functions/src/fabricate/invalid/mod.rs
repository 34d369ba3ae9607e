//! Arguments that just do not fit: valid ones with one thing changed.
//!
//! A change is aimed at one constraint. Whether the result is really refused is asked before it is handed out, since
//! another alternative of a union may take it.

mod change;
mod containers;
mod scalars;

use std::fmt;

use super::maker::pointer;
use super::source::Source;
use crate::json::Json;
use crate::view::{FunctionView, Node, NodeId, Types};

use change::Change;

/// Arguments that do not fit, and why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Invalid {
    /// The arguments object.
    pub value: Json,
    /// The JSON pointer (RFC 6901) to the place that was spoiled; of a member that is missing or too much, its own.
    pub pointer: String,
    /// The constraint that is broken there, in JSON Schema's word: `maximum`, `required`, …
    pub keyword: &'static str,
    /// Whether the Rust type cannot hold it, whatever its constraints say.
    pub(crate) structural: bool,
}

/// Names what is broken and where, but not the value.
impl fmt::Display for Invalid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` is broken at `{}`", self.keyword, self.pointer)
    }
}

/// A change that should spoil the arguments.
struct Candidate {
    path: Vec<String>,
    change: Change,
    keyword: &'static str,
    structural: bool,
}

/// Up to so many, chosen at random.
pub(super) fn some(view: &FunctionView, valid: &Json, source: &mut Source, count: usize) -> Vec<Invalid> {
    let mut candidates = candidates(view, valid);
    let mut found = Vec::new();
    while !candidates.is_empty() && found.len() < count {
        let candidate = candidates.swap_remove(source.index(candidates.len()));
        found.extend(spoiled(view, valid, candidate));
    }
    found
}

pub(super) fn all(view: &FunctionView, valid: &Json) -> Vec<Invalid> {
    candidates(view, valid).into_iter().filter_map(|candidate| spoiled(view, valid, candidate)).collect()
}

fn spoiled(view: &FunctionView, valid: &Json, candidate: Candidate) -> Option<Invalid> {
    let Candidate { path, change, keyword, structural } = candidate;
    let mut value = valid.clone();
    let path = change.apply(&mut value, path)?;
    let refused = !view.accepts(NodeId::ROOT, &value);
    refused.then(|| Invalid { value, pointer: pointer(&path), keyword, structural })
}

fn candidates(view: &FunctionView, valid: &Json) -> Vec<Candidate> {
    let mut walk = Walk { view, path: Vec::new(), found: Vec::new() };
    walk.place(&[NodeId::ROOT], valid);
    walk.found
}

/// Goes through a valid value and notes what could be spoiled.
struct Walk<'v> {
    view: &'v FunctionView,
    path: Vec<String>,
    found: Vec<Candidate>,
}

impl<'v> Walk<'v> {
    fn place(&mut self, ids: &[NodeId], value: &Json) {
        let nodes = self.nodes(ids, value);
        self.other_types(&nodes, value);
        self.other_choices(&nodes, value);
        match value {
            Json::Number(number) => self.numbers(&nodes, number),
            Json::String(text) => self.texts(&nodes, text),
            Json::Array(items) => self.arrays(&nodes, items),
            Json::Object(members) => self.objects(&nodes, members),
            Json::Null | Json::Bool(_) => {}
        }
    }

    fn inside(&mut self, step: &str, ids: &[NodeId], value: &Json) {
        self.path.push(step.to_owned());
        self.place(ids, value);
        self.path.pop();
    }

    /// What this value was made for: references followed, and the alternatives that it fits.
    fn nodes(&self, ids: &[NodeId], value: &Json) -> Vec<&'v Node> {
        let (view, mut seen, mut next) = (self.view, Vec::new(), ids.to_vec());
        while let Some(id) = next.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let node = &view[id];
            next.extend(node.reference.iter().chain(&node.all_of));
            next.extend(node.any_of.iter().chain(&node.one_of).filter(|id| view.accepts(**id, value)));
        }
        seen.into_iter().map(|id| &view[id]).collect()
    }

    fn note(&mut self, change: Change, keyword: &'static str, structural: bool) {
        let path = self.path.clone();
        self.found.push(Candidate { path, change, keyword, structural });
    }

    fn replace(&mut self, value: impl Into<Json>, keyword: &'static str) {
        self.note(Change::Replace(value.into()), keyword, false);
    }

    fn other_types(&mut self, nodes: &[&Node], value: &Json) {
        let fits = |types: Types| nodes.iter().all(|node| node.types.contains(types));
        let others = [
            (Types::STRING, Json::from("seven")),
            (Types::BOOLEAN, true.into()),
            (Types::NUMBER, 7.into()),
            (Types::NULL, Json::Null),
            (Types::ARRAY, Json::Array(Vec::new())),
            (Types::OBJECT, Json::Object(Vec::new())),
        ];
        for (types, other) in others {
            let scalar = !matches!(other, Json::Array(_) | Json::Object(_));
            let is_whole = types == Types::NUMBER && fits(Types::INTEGER);
            // Servers send `null` for a function without parameters.
            let is_empty = self.path.is_empty() && other == Json::Null;
            if !fits(types) && !is_whole && !is_empty && other.kind_name() != value.kind_name() {
                self.note(Change::Replace(other), "type", scalar);
            }
        }
    }

    fn other_choices(&mut self, nodes: &[&Node], value: &Json) {
        let constant = nodes.iter().any(|node| node.rare.as_ref().is_some_and(|rare| rare.constant.is_some()));
        let keyword = if constant { "const" } else { "enum" };
        if !constant && nodes.iter().all(|node| node.choices.is_none()) {
            return;
        }
        match value {
            Json::String(text) => self.replace(format!("{text}x"), keyword),
            Json::Number(number) => self.replace(number.as_i64().unwrap_or(0).wrapping_add(1), keyword),
            Json::Bool(value) => self.replace(!value, keyword),
            _ => {}
        }
    }
}
