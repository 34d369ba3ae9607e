//! Types that contain themselves: definitions and references to them, or written in place to a depth.

use std::collections::BTreeMap;

use super::{Place, Schema, Walker, annotate};
use crate::dialect::back::{Back, BackId};
use crate::dialect::report::EnforcedBy;
use crate::dialect::rules::References;
use crate::json::Json;
use crate::view::{Node, NodeId, Types};

#[derive(Default)]
pub(super) struct Definitions {
    /// What each is called and the way back from it, from the moment it is begun.
    known: BTreeMap<NodeId, (String, BackId)>,
    bodies: Vec<(String, Json)>,
    /// What refers to the arguments object; nothing while it is the schema itself.
    pub(super) root: Option<BackId>,
}

impl Definitions {
    /// What a reference refers to, once it is written.
    pub(super) fn body(&self, reference: &str) -> Option<&Json> {
        let name = reference.strip_prefix("#/$defs/")?;
        self.bodies.iter().find(|(known, _)| known == name).map(|(_, body)| body)
    }

    pub(super) fn take(&mut self) -> Vec<(String, Json)> {
        std::mem::take(&mut self.bodies)
    }

    /// The Rust name; two types of one name are told apart by a number.
    fn free_name(&self, name: &str) -> String {
        let legal: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
        let legal = if legal.is_empty() { "Definition".to_owned() } else { legal };
        let taken = |name: &str| self.known.values().any(|(taken, _)| taken == name);
        let mut numbered = (2..).map(|number| format!("{legal}{number}"));
        if taken(&legal) { numbered.find(|name| !taken(name)).unwrap_or(legal) } else { legal }
    }
}

impl Walker<'_> {
    /// A type that contains itself, at a place with annotations of its own.
    pub(super) fn defined(&mut self, id: NodeId, place: &Node) -> Option<Place> {
        match self.rules.references {
            References::Written(depth) => self.written(id, place, depth),
            References::Refused => {
                self.unsupported("a type that contains itself");
                None
            }
            References::Beside | References::Alone => Some(self.reference(id, place)),
        }
    }

    fn written(&mut self, id: NodeId, place: &Node, depth: u32) -> Option<Place> {
        let depth = self.bounds.map_or(depth, |bounds| bounds.max_depth);
        if self.unrolled >= depth {
            return self.deepest(id, depth);
        }
        let mut node = self.view[id].clone();
        annotate::take(&mut node, place);
        self.unrolled += 1;
        let made = self.node(node);
        self.unrolled -= 1;
        made
    }

    /// Where a type is not written once more. A model that is not held to the schema may well go on.
    fn deepest(&mut self, id: NodeId, depth: u32) -> Option<Place> {
        let what = format!("more than {depth} levels of a type that contains itself");
        if self.rules.changes_shapes() {
            self.change(what, EnforcedBy::Schema);
            return None;
        }
        self.change(what, EnforcedBy::Description);
        let node = &self.view[id];
        let mut schema = Schema::default();
        if node.types == Types::OBJECT {
            schema.set("type", "object");
        }
        schema.say(format!("{} again, as above.", if node.name.is_empty() { "the same" } else { &node.name }));
        Some(Place::plain(schema))
    }

    fn reference(&mut self, id: NodeId, place: &Node) -> Place {
        let (target, back) = self.definition(id);
        let mut schema = Schema::of("$ref", target);
        if !place.description.is_empty() {
            if self.rules.references == References::Alone {
                schema = schema.wrapped("anyOf", []);
            }
            schema.describe(&place.description);
        }
        if place.nullable {
            self.or_null(&mut schema);
        }
        Place { schema, back }
    }

    fn definition(&mut self, id: NodeId) -> (String, BackId) {
        if let (NodeId::ROOT, Some(back)) = (id, self.definitions.root) {
            return ("#".to_owned(), back);
        }
        if let Some((name, back)) = self.definitions.known.get(&id) {
            return (format!("#/$defs/{name}"), *back);
        }
        let name = self.definitions.free_name(&self.view[id].name);
        let back = self.backs.reserve();
        self.definitions.known.insert(id, (name.clone(), back));
        let node = self.view[id].clone();
        match self.node(node) {
            Some(place) => {
                self.backs.fill(back, Back::Goto(place.back));
                self.definitions.bodies.push((name.clone(), place.schema.into_json()));
            }
            None => self.unsupported("a type that no value fits"),
        }
        (format!("#/$defs/{name}"), back)
    }
}
