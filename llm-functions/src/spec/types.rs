//! The types that a parameter can have.

use std::any::TypeId;

use super::{Constraints, ParameterSpec};
use crate::json::Json;

/// A type, behind a function pointer so that it may contain itself.
pub type TypeRef = fn() -> &'static TypeSpec;

/// A type as the model sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TypeSpec {
    /// The Rust name, such as `Category`.
    pub name: &'static str,
    /// From the type's doc comment; empty when there is none.
    pub description: &'static str,
    /// What JSON stands for it.
    pub kind: TypeKind,
    /// What every value of the type satisfies, wherever it stands.
    pub constraints: Constraints,
    /// Which type it is: two constants of one type need not have one address, so addresses cannot tell.
    id: fn() -> TypeId,
}

impl TypeSpec {
    /// The spec of the type `T`, without a description and without constraints.
    pub const fn of<T: 'static>(name: &'static str, kind: TypeKind) -> Self {
        Self { name, description: "", kind, constraints: Constraints::NONE, id: TypeId::of::<T> }
    }

    /// The Rust type.
    pub fn type_id(&self) -> TypeId {
        (self.id)()
    }

    /// Sets the description.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Sets what every value of the type satisfies.
    #[must_use]
    pub const fn constraints(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }
}

/// What JSON stands for a type.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum TypeKind {
    /// `true` or `false`.
    Boolean,
    /// A whole number within the bounds of the Rust type.
    Integer {
        /// The least value of the Rust type.
        minimum: i128,
        /// The greatest value of the Rust type.
        maximum: i128,
    },
    /// A finite number.
    Number {
        /// The greatest absolute value of the Rust type.
        limit: f64,
    },
    /// A string.
    String,
    /// The inner type, `null`, or nothing at all.
    Optional(TypeRef),
    /// A list of the item type.
    Array(TypeRef),
    /// An object of any names with values of this type.
    Map(TypeRef),
    /// An object with exactly these fields.
    Object(&'static [ParameterSpec]),
    /// One of these names, as a string.
    Enum(&'static [VariantSpec]),
    /// An enum whose variants hold data.
    Union(UnionSpec),
    /// What JSON stands for the inner type, under a name and with constraints of its own.
    Newtype(TypeRef),
    /// Any JSON value.
    Any,
    /// What this JSON Schema (2020-12) says.
    Schema(fn() -> Json),
}

/// One choice of an enum.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct VariantSpec {
    /// The string that stands for it.
    pub name: &'static str,
    /// From its doc comment; empty when there is none.
    pub description: &'static str,
}

impl VariantSpec {
    /// A choice.
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description }
    }
}

/// An enum whose variants hold data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct UnionSpec {
    /// How JSON says which variant a value is.
    pub tagging: Tagging,
    /// In declaration order.
    pub variants: &'static [UnionVariant],
}

impl UnionSpec {
    /// An enum from its parts.
    pub const fn new(tagging: Tagging, variants: &'static [UnionVariant]) -> Self {
        Self { tagging, variants }
    }
}

/// How JSON says which variant of an enum a value is. The three ways and their names are serde's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "the ways that say which variant it is; untagged ones do not")]
pub enum Tagging {
    /// `{"variant": content}`, and a variant without content is the string `"variant"`.
    External,
    /// `{"tag": "variant", …content's fields}`.
    Internal {
        /// The member that names the variant.
        tag: &'static str,
    },
    /// `{"tag": "variant", "content": content}`.
    Adjacent {
        /// The member that names the variant.
        tag: &'static str,
        /// The member that holds what is in it.
        content: &'static str,
    },
}

/// One variant of an enum whose variants hold data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct UnionVariant {
    /// The string that stands for it.
    pub name: &'static str,
    /// From its doc comment; empty when there is none.
    pub description: &'static str,
    /// What it holds.
    pub content: VariantContent,
}

impl UnionVariant {
    /// A variant.
    pub const fn new(name: &'static str, description: &'static str, content: VariantContent) -> Self {
        Self { name, description, content }
    }
}

/// What a variant holds.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums, reason = "a variant of Rust with several unnamed fields has no JSON object")]
pub enum VariantContent {
    /// Nothing.
    Unit,
    /// One value. Under internal tagging its type is an object.
    Value(TypeRef),
    /// Named fields.
    Fields(&'static [ParameterSpec]),
}
