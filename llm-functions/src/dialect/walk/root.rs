//! The arguments object.

use super::{Place, Schema, Walker, annotate};
use crate::dialect::back::{Back, BackId, Backs, WRAPPED};
use crate::dialect::limits;
use crate::json::Json;
use crate::view::{Node, NodeId, Types};

impl Walker<'_> {
    pub(super) fn root(&mut self) -> (Json, BackId) {
        let mut node = self.view.root().clone();
        node.nullable = false;
        // Arguments are an object whatever a schema from elsewhere forgot to say.
        node.types = Types::OBJECT;
        let place = if self.rules.root_alternatives { self.whole_root(node) } else { self.plain_root(node) };
        let Some(Place { mut schema, back }) = place else {
            if self.findings.reasons().is_empty() {
                self.unsupported("no arguments fit: a type contains itself without an end, or nothing is allowed");
            }
            return (Json::object::<String>([]), Backs::SAME);
        };
        let definitions = self.definitions.take();
        if !definitions.is_empty() {
            schema.set("$defs", Json::object(definitions));
        }
        let parameters = schema.into_json();
        if let Err(reason) = limits::check(&parameters, &self.rules.limits) {
            self.unsupported(reason);
        }
        (parameters, back)
    }

    fn whole_root(&mut self, mut node: Node) -> Option<Place> {
        node.types = self.view.root().types;
        self.as_root(|walker| walker.node(node))
    }

    /// An object and nothing but an object: what is more goes into a member of it.
    fn plain_root(&mut self, node: Node) -> Option<Place> {
        let node = self.merged(node);
        if is_plain(&node) {
            return self.as_root(|walker| {
                let place = walker.keywords(&node)?;
                Some(annotate::annotated(place, &node))
            });
        }
        self.findings.shape("", "the only member of an object");
        let inner = self.shaped_root(&node)?;
        let mut schema = Schema::of("type", "object");
        schema.set("properties", Json::object([(WRAPPED, inner.schema.into_json())]));
        schema.set("required", Json::array([WRAPPED]));
        if self.rules.closed || self.rules.has("additionalProperties") {
            schema.set("additionalProperties", false);
        }
        Some(Place { schema, back: self.backs.push(Back::Wrapped(inner.back)) })
    }

    fn shaped_root(&mut self, node: &Node) -> Option<Place> {
        if self.is_definition(NodeId::ROOT) {
            return self.place(NodeId::ROOT);
        }
        let place = self.content(node)?;
        Some(annotate::annotated(place, node))
    }

    /// The schema itself is what `#` refers to.
    fn as_root(&mut self, place: impl FnOnce(&mut Self) -> Option<Place>) -> Option<Place> {
        let back = self.backs.reserve();
        self.definitions.root = Some(back);
        let place = place(self)?;
        self.backs.fill(back, Back::Goto(place.back));
        Some(place)
    }
}

fn is_plain(node: &Node) -> bool {
    let rare = node.rare.as_ref();
    let combined = rare.is_some_and(|rare| rare.not.is_some() || rare.conditional.is_some() || rare.constant.is_some());
    node.any_of.is_empty() && node.one_of.is_empty() && node.choices.is_none() && !combined
}
