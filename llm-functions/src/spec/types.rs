//! The types that a parameter can have.

use std::any::TypeId;

use super::ParameterSpec;

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
    /// Which type it is: two constants of one type need not have one address, so addresses cannot tell.
    id: fn() -> TypeId,
}

impl TypeSpec {
    /// The spec of the type `T`, without a description.
    pub const fn of<T: 'static>(name: &'static str, kind: TypeKind) -> Self {
        Self { name, description: "", kind, id: TypeId::of::<T> }
    }

    /// Whether both describe the same Rust type.
    pub fn is_same_type(&self, other: &Self) -> bool {
        (self.id)() == (other.id)()
    }

    /// Sets the description.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
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
    /// An object with exactly these fields.
    Object(&'static [ParameterSpec]),
    /// One of these names, as a string.
    Enum(&'static [VariantSpec]),
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
