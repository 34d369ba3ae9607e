//! A view, node by node, into the schema of a dialect, with the way back and a report. Every dialect takes these steps;
//! what each does depends on the dialect's [`Rules`] alone.

mod absent;
mod annotate;
mod arrays;
mod both;
mod bounds;
mod conjunction;
mod definitions;
mod disjoint;
mod flags;
mod lists;
mod objects;
mod rare;
mod root;
mod scalars;
mod schema;
mod text;
mod unions;
mod words;

use std::collections::HashMap;

use super::Bounds;
use super::back::{BackId, Backs};
use super::report::{EnforcedBy, Findings};
use super::rules::Rules;
use crate::json::Json;
use crate::view::{FunctionView, Node, NodeId, Types};
use definitions::Definitions;
pub(in crate::dialect) use schema::Schema;

/// A function in a dialect.
pub(super) struct Walked {
    pub(super) parameters: Json,
    pub(super) root: BackId,
    pub(super) backs: Backs,
    /// With the nodes that were made on the way, which the way back refers to.
    pub(super) view: FunctionView,
    pub(super) findings: Findings,
}

/// Brings a function into a dialect. When something is unsupported, the schema is not to be used.
pub(super) fn function(view: &FunctionView, rules: &Rules, bounds: Option<Bounds>) -> Walked {
    let mut walker = Walker {
        view: view.clone(),
        rules,
        bounds,
        backs: Backs::new(),
        findings: Findings::default(),
        definitions: Definitions::default(),
        recursive: HashMap::new(),
        path: String::new(),
        steps: STEPS,
        depth: 0,
        unrolled: 0,
    };
    let (parameters, root) = walker.root();
    Walked { parameters, root, backs: walker.backs, view: walker.view, findings: walker.findings }
}

/// The most places of a function. Schemas come from elsewhere, and a place of one may stand in many of another.
const STEPS: u32 = 20_000;

/// How deep places may be in each other, references and alternatives included.
const DEPTH: u32 = 100;

struct Walker<'r> {
    view: FunctionView,
    rules: &'r Rules,
    bounds: Option<Bounds>,
    backs: Backs,
    findings: Findings,
    definitions: Definitions,
    recursive: HashMap<NodeId, bool>,
    /// Where in the arguments the walk is, as a JSON pointer.
    path: String,
    steps: u32,
    depth: u32,
    /// How many times the walk is inside a type that contains itself and is written in place.
    unrolled: u32,
}

/// The schema of a place, and the way back from it.
struct Place {
    schema: Schema,
    back: BackId,
}

impl Place {
    fn plain(schema: Schema) -> Self {
        Self { schema, back: Backs::SAME }
    }
}

impl Walker<'_> {
    /// A place; `None` when no value can stand there.
    fn place(&mut self, id: NodeId) -> Option<Place> {
        let node = self.view[id].clone();
        if self.is_definition(id) { self.defined(id, &Node::any()) } else { self.node(node) }
    }

    /// A place one step further down.
    fn inner<T>(&mut self, step: &str, place: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let made = place(self);
        self.path.truncate(length);
        made
    }

    fn node(&mut self, node: Node) -> Option<Place> {
        if self.steps == 0 || self.depth >= DEPTH {
            self.unsupported("it is too large, or too deep in itself");
            return None;
        }
        self.steps -= 1;
        self.depth += 1;
        let made = self.node_within_bounds(node);
        self.depth -= 1;
        made
    }

    fn node_within_bounds(&mut self, node: Node) -> Option<Place> {
        if let Some(target) = only_reference(&node) {
            return self.referred(target, &node);
        }
        let node = self.conjunction(node);
        let (null, node) = without_null(node);
        let Some(mut place) = self.content(&node) else {
            return null.then(|| annotate::annotated(Place::plain(Schema::of("type", "null")), &node));
        };
        place = annotate::annotated(place, &node);
        if null {
            self.or_null(&mut place.schema);
        }
        Some(place)
    }

    /// What a reference refers to, with the annotations of the place.
    fn referred(&mut self, target: NodeId, place: &Node) -> Option<Place> {
        if self.is_definition(target) {
            return self.defined(target, place);
        }
        let mut node = self.view[target].clone();
        annotate::take(&mut node, place);
        self.node(node)
    }

    fn content(&mut self, node: &Node) -> Option<Place> {
        if node.types == Types::NONE {
            return None;
        }
        if self.rules.changes_shapes() { self.shaped(node) } else { self.keywords(node) }
    }

    /// A node whose kinds of value each have to be something that the dialect can say.
    fn shaped(&mut self, node: &Node) -> Option<Place> {
        if !node.any_of.is_empty() || !node.one_of.is_empty() {
            return self.union(node);
        }
        if let Some(values) = scalars::values(node)
            && self.rules.allows("enum", &Json::Array(values))
        {
            return self.keywords(node);
        }
        if self.is_text(node) {
            return Some(self.text(node));
        }
        if self.has_to_be_split(node.types) { self.split(node) } else { self.keywords(node) }
    }

    /// Everything that the node says, side by side.
    fn keywords(&mut self, node: &Node) -> Option<Place> {
        let mut schema = Schema::default();
        let mut backs = Vec::new();
        self.scalars(node, &mut schema);
        if node.choices.is_none() || !self.rules.changes_shapes() {
            if node.types.contains(Types::ARRAY) {
                backs.push(self.array(node, &mut schema)?);
            }
            if node.types.contains(Types::OBJECT) {
                backs.push(self.object(node, &mut schema)?);
            }
        }
        backs.push(self.combined(node, &mut schema)?);
        self.rare(node, &mut schema);
        if self.bounds.is_some() {
            self.bound(node, &mut schema);
        }
        let back = self.backs.each(backs);
        Some(Place { schema, back })
    }

    fn change(&mut self, what: impl Into<String>, enforced_by: EnforcedBy) {
        self.findings.change(&self.path, what, enforced_by);
    }

    fn unsupported(&mut self, reason: impl Into<String>) {
        self.findings.unsupported(&self.path, reason);
    }

    fn is_definition(&mut self, id: NodeId) -> bool {
        if id != NodeId::ROOT && !self.view[id].shared {
            return false;
        }
        let view = &self.view;
        *self.recursive.entry(id).or_insert_with(|| view.is_recursive(id))
    }
}

/// The node that a node refers to and says nothing more about but in annotations.
fn only_reference(node: &Node) -> Option<NodeId> {
    let says_nothing = node.types == Types::ANY
        && node.choices.is_none()
        && node.all_of.is_empty()
        && node.any_of.is_empty()
        && node.one_of.is_empty()
        && node.rare.is_none();
    node.reference.filter(|_| says_nothing)
}

/// The node less `null`, and whether `null` fits.
fn without_null(mut node: Node) -> (bool, Node) {
    if node.types == Types::NULL {
        return (false, node);
    }
    let listed = node.choices.as_ref().is_none_or(|choices| choices.iter().any(|choice| choice.value == Json::Null));
    let own = node.types != Types::ANY && node.types.contains(Types::NULL) && listed && !has_alternatives(&node);
    let null = node.nullable || own;
    node.nullable = false;
    if null && node.types != Types::ANY {
        node.types = node.types.without(Types::NULL);
        if let Some(choices) = &mut node.choices {
            choices.retain(|choice| choice.value != Json::Null);
        }
    }
    (null, node)
}

fn has_alternatives(node: &Node) -> bool {
    let rare = node
        .rare
        .as_ref()
        .is_some_and(|rare| rare.not.is_some() || rare.conditional.is_some() || rare.constant.is_some());
    !node.any_of.is_empty() || !node.one_of.is_empty() || !node.all_of.is_empty() || node.reference.is_some() || rare
}
