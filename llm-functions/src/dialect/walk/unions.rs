//! Alternatives.

use super::{Place, Schema, Walker, disjoint};
use crate::dialect::back::{Back, BackId};
use crate::dialect::report::EnforcedBy;
use crate::dialect::rules::Null;
use crate::json::Json;
use crate::view::{Node, NodeId, Types};

impl Walker<'_> {
    /// Alternatives where each has to be a schema of its own that the dialect can say.
    pub(super) fn union(&mut self, node: &Node) -> Option<Place> {
        let exactly_one = node.any_of.is_empty();
        let mut base = node.clone();
        let ids = std::mem::take(if exactly_one { &mut base.one_of } else { &mut base.any_of });
        let ids = self.with_base(base, ids);
        self.alternatives(&ids, exactly_one)
    }

    /// What holds for every alternative goes into each of them.
    fn with_base(&mut self, mut base: Node, ids: Vec<NodeId>) -> Vec<NodeId> {
        base.description = "".into();
        (base.default, base.examples, base.tag, base.shared) = (None, Vec::new(), None, false);
        if says_nothing(&base) {
            return ids;
        }
        let base = self.view.push(base);
        ids.into_iter().map(|id| self.view.push(Node { all_of: vec![base, id], ..Node::any() })).collect()
    }

    fn alternatives(&mut self, ids: &[NodeId], exactly_one: bool) -> Option<Place> {
        let places: Vec<(NodeId, Place)> = ids.iter().filter_map(|id| Some((*id, self.place(*id)?))).collect();
        let (backs, mut schemas): (Vec<(NodeId, BackId)>, Vec<Json>) =
            places.into_iter().map(|(id, place)| ((id, place.back), place.schema.into_json())).unzip();
        let told_apart = || disjoint::all(&schemas, &self.definitions, self.rules.closed_world());
        let changed = backs.iter().any(|(_, back)| self.backs.raises(*back));
        if (changed || exactly_one && !self.rules.has("oneOf")) && !told_apart() {
            if changed {
                self.unsupported("alternatives that cannot be told apart once their shape is changed");
            } else {
                self.change("exactly one of its alternatives", EnforcedBy::Check);
            }
        }
        let back = self.backs.push(Back::Union(backs));
        let schema = match schemas.len() {
            0 => return None,
            1 => Schema::from_json(schemas.swap_remove(0)),
            _ => Schema::of("anyOf", Json::Array(schemas)),
        };
        Some(Place { schema, back })
    }

    /// What is said beside a node's own keywords.
    pub(super) fn combined(&mut self, node: &Node, schema: &mut Schema) -> Option<BackId> {
        let mut backs = Vec::new();
        let all: Vec<NodeId> = node.reference.into_iter().chain(node.all_of.iter().copied()).collect();
        for id in all {
            let place = self.place(id)?;
            backs.push(place.back);
            schema.append("allOf", vec![place.schema.into_json()]);
        }
        for (keyword, ids) in [("anyOf", &node.any_of), ("oneOf", &node.one_of)] {
            if !ids.is_empty() {
                backs.push(self.beside(keyword, ids, schema)?);
            }
        }
        Some(self.backs.each(backs))
    }

    fn beside(&mut self, keyword: &str, ids: &[NodeId], schema: &mut Schema) -> Option<BackId> {
        let places: Vec<(NodeId, Place)> = ids.iter().filter_map(|id| Some((*id, self.place(*id)?))).collect();
        let (backs, schemas): (Vec<(NodeId, BackId)>, Vec<Json>) =
            places.into_iter().map(|(id, place)| ((id, place.back), place.schema.into_json())).unzip();
        if schemas.is_empty() {
            return None;
        }
        if keyword == "oneOf" && !self.rules.has(keyword) && self.rules.has("anyOf") && !schema.has("anyOf") {
            if !disjoint::all(&schemas, &self.definitions, self.rules.closed_world()) {
                self.change("exactly one of its alternatives", EnforcedBy::Check);
            }
            schema.set("anyOf", Json::Array(schemas));
        } else {
            self.subschema(schema, keyword, Json::Array(schemas));
        }
        Some(self.backs.push(Back::Union(backs)))
    }

    /// Whether values of these types need an alternative for each.
    pub(super) fn has_to_be_split(&self, types: Types) -> bool {
        let several = types.names().nth(1).is_some();
        several && (self.rules.null != Null::InTypes || types.contains(Types::ARRAY) || types.contains(Types::OBJECT))
    }

    /// An alternative for each type.
    pub(super) fn split(&mut self, node: &Node) -> Option<Place> {
        let types: Vec<Types> = node.types.names().filter_map(Types::of_name).collect();
        let bare = Node { description: "".into(), default: None, examples: Vec::new(), shared: false, ..node.clone() };
        let ids: Vec<NodeId> = types.into_iter().map(|types| self.view.push(Node { types, ..bare.clone() })).collect();
        self.alternatives(&ids, false)
    }
}

fn says_nothing(node: &Node) -> bool {
    let bare = Node { types: node.types, ..Node::any() };
    node.types == Types::ANY && super::both::same_rules(node, &bare)
}
