//! What a value of each JSON type must satisfy.

use super::{NodeId, Text};
use crate::format::Format;
use crate::json::Json;
use crate::pattern::Matcher;
use crate::spec::Bound;

/// What a number must satisfy.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct NumberRules {
    /// The least number.
    pub minimum: Option<Bound>,
    /// The greatest number.
    pub maximum: Option<Bound>,
    /// The number that every value is greater than.
    pub exclusive_minimum: Option<Bound>,
    /// The number that every value is less than.
    pub exclusive_maximum: Option<Bound>,
    /// The numbers that every value is a whole multiple of.
    pub multiple_of: Vec<Bound>,
    /// The least and greatest value of the Rust type. Where they are exact in most programs they are also said to the
    /// model.
    pub type_range: Option<(Bound, Bound)>,
    /// Whether a whole number must be written as one: `20.0` is an integer in JSON Schema and none in Rust.
    pub written_whole: bool,
}

/// What a string must satisfy. Lengths count Unicode scalar values.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct StringRules {
    /// The least length.
    pub min_length: Option<u32>,
    /// The greatest length.
    pub max_length: Option<u32>,
    /// The regular expressions that it contains a match of.
    pub patterns: Vec<Matcher>,
    /// What one of the patterns asks for, in words, and which: words are what a model is told when a string does not fit.
    pub meaning: Option<(Text, usize)>,
    /// What it stands for.
    pub formats: Vec<Format>,
}

/// What an array must satisfy.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ArrayRules {
    /// What the first items must fit, each at its place.
    pub prefix: Vec<NodeId>,
    /// What every item after them must fit.
    pub items: Option<NodeId>,
    /// The least number of items.
    pub min_items: Option<u32>,
    /// The greatest number of items.
    pub max_items: Option<u32>,
    /// Whether no item may be there twice.
    pub unique_items: bool,
}

/// What an object must satisfy.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ObjectRules {
    /// The members with names of their own, in declaration order.
    pub properties: Vec<Property>,
    /// What holds for every other member.
    pub additional: Additional,
    /// The least number of members.
    pub min_properties: Option<u32>,
    /// The greatest number of members.
    pub max_properties: Option<u32>,
    /// Whether an absent member is filled in, with its default or with `null`. So in objects that Rust decodes; a schema
    /// from elsewhere leaves that to whoever wrote it.
    pub fills_in: bool,
}

impl ObjectRules {
    /// The member of this name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

/// A member with a name of its own.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Property {
    /// The name in JSON.
    pub name: Text,
    /// What its value must fit.
    pub node: NodeId,
    /// Whether it must be there.
    pub required: bool,
}

impl Property {
    /// A member from its parts.
    pub fn new(name: impl Into<Text>, node: NodeId, required: bool) -> Self {
        Self { name: name.into(), node, required }
    }
}

/// What holds for members without a name of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "JSON Schema's `additionalProperties` says one of these")]
pub enum Additional {
    /// They may hold anything.
    #[default]
    Any,
    /// There are none.
    Refused,
    /// Each must fit this node.
    Each(NodeId),
}

/// What schemas from elsewhere seldom say, and derives never.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RareRules {
    /// What a value must not fit.
    pub not: Option<NodeId>,
    /// If a value fits the first, it must fit the second, else the third.
    pub conditional: Option<(NodeId, Option<NodeId>, Option<NodeId>)>,
    /// What at least so many and at most so many items must fit.
    pub contains: Option<(NodeId, u32, Option<u32>)>,
    /// What every member's name must fit.
    pub property_names: Option<NodeId>,
    /// What the members whose name matches must fit.
    pub pattern_properties: Vec<(Matcher, NodeId)>,
    /// Names that must be there beside a name that is.
    pub dependent_required: Vec<(Text, Vec<Text>)>,
    /// What the whole object must fit when a name is there.
    pub dependent_schemas: Vec<(Text, NodeId)>,
    /// Names that must be there without a schema of their own.
    pub required: Vec<Text>,
    /// The only value there is, in a schema that has an `enum` as well.
    pub constant: Option<Json>,
}

impl RareRules {
    /// The nodes that speak of the same value.
    pub(super) fn in_place(&self) -> impl Iterator<Item = NodeId> {
        let conditional = self.conditional.into_iter();
        let conditional = conditional.flat_map(|(condition, then, otherwise)| [Some(condition), then, otherwise]);
        let schemas = self.dependent_schemas.iter().map(|(_, node)| *node);
        self.not.into_iter().chain(conditional.flatten()).chain(schemas)
    }

    /// The nodes that speak of what is in the value.
    pub(super) fn inner(&self) -> impl Iterator<Item = NodeId> {
        let contained = self.contains.map(|(node, ..)| node);
        let matching = self.pattern_properties.iter().map(|(_, node)| *node);
        contained.into_iter().chain(self.property_names).chain(matching)
    }
}
