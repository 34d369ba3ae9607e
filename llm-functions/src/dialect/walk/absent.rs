//! `null`, and parameters that may be absent.

use super::{Place, Schema, Walker};
use crate::dialect::back::{Backs, Member};
use crate::dialect::report::EnforcedBy;
use crate::dialect::rules::{Absent, Null};
use crate::json::Json;
use crate::view::{Node, NodeId, Property};

/// Keywords beside which a `null` in the list of types would not be enough.
const BESIDE_NULL: [&str; 7] = ["$ref", "anyOf", "oneOf", "allOf", "const", "not", "if"];

impl Walker<'_> {
    /// A member of an object under the name that the dialect has for it.
    ///
    /// `fills_in` says that `null` is the same as nothing in this object, whatever the member's type.
    pub(super) fn property(&mut self, property: &Property, lowered: &str, fills_in: bool) -> Option<(Member, Json)> {
        self.findings.visit(&self.path);
        let mut place = self.absent_or(property)?;
        let may_be_absent = !property.required;
        let as_null = may_be_absent && self.rules.absent == Absent::Null;
        if as_null {
            self.or_null(&mut place.schema);
        }
        let takes_null = self.view.accepts(property.node, &Json::Null);
        let member = Member {
            name: property.name.clone().into_owned(),
            lowered: lowered.to_owned(),
            back: place.back,
            null_when_absent: as_null,
            drops_null: match self.rules.absent {
                Absent::LeftOut => false,
                Absent::OnlyLeftOut => may_be_absent && (takes_null || fills_in),
                Absent::Null => as_null && !takes_null,
            },
        };
        self.annotated_with_values(&mut place, property, as_null);
        Some((member, place.schema.into_json()))
    }

    fn absent_or(&mut self, property: &Property) -> Option<Place> {
        if property.required || self.rules.absent != Absent::OnlyLeftOut {
            return self.place(property.node);
        }
        let node = &self.view[property.node];
        if node.shared {
            return self.place(property.node);
        }
        let stripped = self.without_null_alternatives(node.clone());
        self.node(stripped)
    }

    /// The node less `null`, also where that is an alternative of its own.
    fn without_null_alternatives(&self, node: Node) -> Node {
        let (_, mut node) = super::without_null(node);
        let only_null = |id: &NodeId| self.view[*id].types == crate::view::Types::NULL;
        if node.any_of.iter().any(|id| !only_null(id)) {
            node.any_of.retain(|id| !only_null(id));
        }
        if node.one_of.iter().any(|id| !only_null(id)) {
            node.one_of.retain(|id| !only_null(id));
        }
        node
    }

    /// What an object that does not fill its members in loses when `null` is only said by leaving a member out.
    pub(super) fn note_lost_null(&mut self, fills_in: bool, property: &Property) {
        if !fills_in
            && !property.required
            && self.rules.absent == Absent::OnlyLeftOut
            && self.view.accepts(property.node, &Json::Null)
        {
            self.change("null, which is said by leaving it out", EnforcedBy::Schema);
        }
    }

    /// The same schema, with `null` accepted as well.
    pub(super) fn or_null(&mut self, schema: &mut Schema) {
        if accepts_null(schema) {
            return;
        }
        if self.rules.null == Null::Keyword {
            schema.set("nullable", true);
        } else if self.rules.null == Null::InTypes && !BESIDE_NULL.iter().any(|keyword| schema.has(keyword)) {
            in_types(schema);
        } else {
            beside(schema);
        }
    }

    /// The default and the examples of a member, in the dialect's shape.
    fn annotated_with_values(&mut self, place: &mut Place, property: &Property, as_null: bool) {
        let node = self.view[property.node].clone();
        self.values_of(place, &node, as_null);
    }
}

fn accepts_null(schema: &Schema) -> bool {
    let null = |types: &Json| types.as_str() == Some("null");
    let is_null = |schema: &Json| schema.get("type").is_some_and(null);
    let says_nothing = !["type", "enum"].iter().chain(&BESIDE_NULL).any(|keyword| schema.has(keyword));
    match (schema.get("type"), schema.get("anyOf")) {
        (Some(Json::Array(types)), _) => types.iter().any(null),
        (Some(only), _) => null(only) || schema.get("nullable") == Some(&Json::Bool(true)),
        (None, Some(Json::Array(alternatives))) => alternatives.iter().any(is_null),
        _ => says_nothing,
    }
}

fn in_types(schema: &mut Schema) {
    match schema.get_mut("type") {
        Some(Json::Array(types)) => types.push("null".into()),
        Some(only) => *only = Json::Array(vec![std::mem::take(only), "null".into()]),
        None => {}
    }
    if let Some(Json::Array(choices)) = schema.get_mut("enum") {
        choices.push(Json::Null);
    }
}

fn beside(schema: &mut Schema) {
    let null = Json::object([("type", Json::from("null"))]);
    let only_alternatives = schema.only("anyOf");
    match schema.get_mut("anyOf") {
        Some(Json::Array(alternatives)) if only_alternatives => alternatives.push(null),
        _ => *schema = std::mem::take(schema).wrapped("anyOf", [null]),
    }
}

impl Place {
    /// A place where nothing but this schema is said and nothing has to be changed back.
    pub(super) fn back_is_same(&self) -> bool {
        self.back == Backs::SAME
    }
}
