//! [`Rules`]: what a provider understands of JSON Schema. One constant of it for each dialect; the steps that bring a
//! function into a dialect read it and know no provider.

use super::names::NameRule;
use crate::format::Format;
use crate::json::Json;

/// What a provider understands, and what becomes of the rest.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own about a provider")]
pub(super) struct Rules {
    /// The keywords that it understands, and holds a model to where it does that at all.
    pub(super) keywords: &'static [&'static str],
    /// The formats of strings that it understands.
    pub(super) formats: &'static [Format],
    /// The values that `enum` and `const` may have.
    pub(super) values: Values,
    /// What becomes of a kind of value that it has no keyword for, such as a map.
    pub(super) shapes: Shapes,
    /// How a type that contains itself is written.
    pub(super) references: References,
    /// How `null` is written beside a type.
    pub(super) null: Null,
    /// How a parameter that may be absent is written.
    pub(super) absent: Absent,
    /// Whether every object must say that it has no other members.
    pub(super) closed: bool,
    /// Whether the arguments object itself may have alternatives.
    pub(super) root_alternatives: bool,
    /// Whether an array must say what its items are.
    pub(super) items_needed: bool,
    /// The greatest `minItems`.
    pub(super) min_items: u32,
    /// How large a schema may be.
    pub(super) limits: Limits,
    /// The names that a function may have.
    pub(super) names: NameRule,
    /// The names that a member may have.
    pub(super) keys: NameRule,
    /// Whether the provider says that it holds a model to the schema.
    pub(super) enforced: bool,
}

/// The values that `enum` and `const` may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    Any,
    Scalars,
    Strings,
}

/// What becomes of a kind of value that a provider has no keyword for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shapes {
    /// It is said in words: nothing holds the model to a shape anyway.
    Said,
    /// It gets another shape, which is changed back when a call comes in.
    Changed,
}

/// How a type that contains itself is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum References {
    /// As a definition; a reference may have keywords beside it.
    Beside,
    /// As a definition; a reference stands alone.
    Alone,
    /// In place, to this depth.
    Written(u32),
    /// Not at all.
    Refused,
}

/// How `null` is written beside a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Null {
    /// `"type": ["string", "null"]`, and several types may stand in one list.
    InTypes,
    /// As an alternative of its own, like every other second type.
    Alternative,
    /// `"nullable": true`.
    Keyword,
}

/// How a parameter that may be absent is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    /// It is not required, and `null` is accepted where it was.
    LeftOut,
    /// It is not required, and never `null`.
    OnlyLeftOut,
    /// It is required, and `null` says that it is absent.
    Null,
}

/// How large the schema of one function may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// Members of all objects together.
    pub(super) properties: usize,
    /// Objects and arrays in each other.
    pub(super) depth: usize,
    /// Characters of all names and values of `enum` and `const` together.
    pub(super) characters: usize,
    /// Values of all `enum`s together.
    pub(super) values: usize,
    /// From how many values of one `enum` on their characters are counted, and how many there may be.
    pub(super) long_enum: (usize, usize),
}

impl Limits {
    pub(super) const NONE: Self = Self {
        properties: usize::MAX,
        depth: usize::MAX,
        characters: usize::MAX,
        values: usize::MAX,
        long_enum: (usize::MAX, usize::MAX),
    };
}

impl Rules {
    /// All of JSON Schema 2020-12 that a view can say.
    pub(super) const FULL: Self = Self {
        keywords: &FULL_KEYWORDS,
        formats: &Format::ALL,
        values: Values::Any,
        shapes: Shapes::Said,
        references: References::Beside,
        null: Null::InTypes,
        absent: Absent::LeftOut,
        closed: false,
        root_alternatives: true,
        items_needed: false,
        min_items: u32::MAX,
        limits: Limits::NONE,
        names: NameRule::ANY,
        keys: NameRule::ANY,
        enforced: false,
    };

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.keywords.contains(&keyword)
    }

    /// Whether this keyword can be said with this value.
    pub(super) fn allows(&self, keyword: &str, value: &Json) -> bool {
        self.has(keyword)
            && match (keyword, value) {
                ("format", value) => self.formats.iter().any(|format| value.as_str() == Some(format.name())),
                ("minItems", Json::Number(least)) => least.as_u64().is_some_and(|least| least <= self.min_items.into()),
                ("enum", Json::Array(values)) => values.iter().all(|value| self.allows_value(value)),
                ("const", value) => self.allows_value(value),
                _ => true,
            }
    }

    fn allows_value(&self, value: &Json) -> bool {
        match self.values {
            Values::Any => true,
            Values::Scalars => !matches!(value, Json::Array(_) | Json::Object(_)),
            Values::Strings => matches!(value, Json::String(_)),
        }
    }

    pub(super) fn changes_shapes(&self) -> bool {
        self.shapes == Shapes::Changed
    }

    /// Whether objects have no members but those that are listed, said or not.
    pub(super) fn closed_world(&self) -> bool {
        self.closed || !self.has("additionalProperties")
    }
}

/// What a view can say.
pub(super) const FULL_KEYWORDS: [&str; 41] = [
    "$ref",
    "$defs",
    "description",
    "type",
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "prefixItems",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "properties",
    "required",
    "additionalProperties",
    "minProperties",
    "maxProperties",
    "anyOf",
    "oneOf",
    "allOf",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "patternProperties",
    "dependentRequired",
    "dependentSchemas",
    "default",
    "examples",
];
