//! [`Node`]: what is known of one place in a function's arguments, in JSON Schema's vocabulary.

use std::borrow::Cow;

use super::{Additional, ArrayRules, NumberRules, ObjectRules, RareRules, StringRules};
use crate::json::Json;

/// Text of a derive is constant, text from elsewhere is owned.
pub type Text = Cow<'static, str>;

/// Which node of a [`FunctionView`](super::FunctionView).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The arguments object of the function.
    pub const ROOT: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is known of one place. A value fits when every member that speaks of its type accepts it; a member that says
/// nothing accepts everything.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Node {
    /// The Rust type's name, or the schema's `title`; may be empty.
    pub name: Text,
    /// Whether it is a type of its own, which several places refer to. Every cycle goes through such a node.
    pub shared: bool,
    /// What the model reads; may be empty.
    pub description: Text,
    /// The JSON types that a value can have.
    pub types: Types,
    /// Whether `null` fits, whatever else is said here.
    pub nullable: bool,
    /// The only values there are.
    pub choices: Option<Vec<Choice>>,
    /// Another node that a value must fit as well (`$ref`).
    pub reference: Option<NodeId>,
    /// What a number must satisfy.
    pub number: NumberRules,
    /// What a string must satisfy.
    pub string: StringRules,
    /// What an array must satisfy.
    pub array: ArrayRules,
    /// What an object must satisfy.
    pub object: ObjectRules,
    /// At least one of these must accept the value, if there are any.
    pub any_of: Vec<NodeId>,
    /// Exactly one of these must accept the value, if there are any.
    pub one_of: Vec<NodeId>,
    /// Each of these must accept the value.
    pub all_of: Vec<NodeId>,
    /// How a value says which of `any_of` it is, where that can be said.
    pub tag: Option<Tag>,
    /// What schemas from elsewhere seldom say, and derives never.
    pub rare: Option<Box<RareRules>>,
    /// The value that an absent or null one stands for.
    pub default: Option<Json>,
    /// Values that the model is shown.
    pub examples: Vec<Json>,
    /// Whether values are to be kept out of what people are shown.
    pub sensitive: bool,
}

impl Node {
    /// A place for values of these types.
    pub fn of(types: Types) -> Self {
        Self { types, ..Self::default() }
    }

    /// A place for any value.
    pub fn any() -> Self {
        Self::of(Types::ANY)
    }

    /// Nothing but another node, with annotations of its own.
    pub fn reference(to: NodeId) -> Self {
        Self { reference: Some(to), ..Self::any() }
    }
}

/// One of the only values there are.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choice {
    /// The value.
    pub value: Json,
    /// What it means; may be empty.
    pub description: Text,
}

impl Choice {
    /// A value.
    pub fn new(value: impl Into<Json>, description: impl Into<Text>) -> Self {
        Self { value: value.into(), description: description.into() }
    }
}

/// How a value says which alternative it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "an alternative is told by a member's value or by a member's name")]
pub enum Tag {
    /// By the string in this member.
    Member(Text),
    /// By the name of its only member; an alternative without content is a string.
    Key,
}

/// A set of JSON types. `NUMBER` accepts whole numbers as well.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// No type at all: nothing fits.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(1 << 1);
    /// Whole numbers.
    pub const INTEGER: Self = Self(1 << 2);
    /// Numbers.
    pub const NUMBER: Self = Self(1 << 3);
    /// Strings.
    pub const STRING: Self = Self(1 << 4);
    /// Arrays.
    pub const ARRAY: Self = Self(1 << 5);
    /// Objects.
    pub const OBJECT: Self = Self(1 << 6);
    /// Every type.
    pub const ANY: Self = Self((1 << 7) - 1);

    const NAMED: [(Self, &'static str); 7] = [
        (Self::NULL, "null"),
        (Self::BOOLEAN, "boolean"),
        (Self::INTEGER, "integer"),
        (Self::NUMBER, "number"),
        (Self::STRING, "string"),
        (Self::ARRAY, "array"),
        (Self::OBJECT, "object"),
    ];

    /// The type with this name in JSON Schema.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(_, known)| *known == name).map(|(types, _)| types)
    }

    /// The names in JSON Schema, in a fixed order; `integer` is not named beside `number`.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let shown = if self.contains(Self::NUMBER) { self.without(Self::INTEGER) } else { self };
        Self::NAMED.into_iter().filter(move |(types, _)| shown.contains(*types)).map(|(_, name)| name)
    }

    /// Whether all of `other` are among these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether a number can stand here.
    pub const fn has_numbers(self) -> bool {
        self.0 & (Self::INTEGER.0 | Self::NUMBER.0) != 0
    }

    /// Both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// These, but not `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl Default for Types {
    fn default() -> Self {
        Self::ANY
    }
}

impl std::fmt::Debug for Types {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_set().entries(self.names()).finish()
    }
}

/// Where the graph goes on.
impl Node {
    /// The nodes that speak of the same value as this one.
    pub(crate) fn in_place(&self) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = self.reference.into_iter().collect();
        nodes.extend(self.any_of.iter().chain(&self.one_of).chain(&self.all_of));
        if let Some(rare) = &self.rare {
            nodes.extend(rare.in_place());
        }
        nodes
    }

    /// Every node that this one refers to, in no particular order.
    pub fn children(&self) -> Vec<NodeId> {
        let mut children = self.in_place();
        children.extend(self.array.prefix.iter().chain(&self.array.items));
        children.extend(self.object.properties.iter().map(|property| property.node));
        if let Additional::Each(node) = self.object.additional {
            children.push(node);
        }
        if let Some(rare) = &self.rare {
            children.extend(rare.inner());
        }
        children
    }
}
