//! What a value must satisfy beyond its type.

use std::fmt;

/// A bound of a number, exact for integers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "JSON Schema knows integers and numbers")]
pub enum Bound {
    /// A whole number.
    Integer(i128),
    /// A finite number.
    Number(f64),
}

impl fmt::Display for Bound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(out),
            Self::Number(value) => value.fmt(out),
        }
    }
}

/// The constraints of one parameter. Keys and meanings are JSON Schema's.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Constraints {
    /// The least number.
    pub minimum: Option<Bound>,
    /// The greatest number.
    pub maximum: Option<Bound>,
    /// The least length of a string, in Unicode scalar values.
    pub min_length: Option<u32>,
    /// The greatest length of a string, in Unicode scalar values.
    pub max_length: Option<u32>,
    /// The least number of items.
    pub min_items: Option<u32>,
    /// The greatest number of items.
    pub max_items: Option<u32>,
}

impl Constraints {
    /// Nothing beyond the type.
    pub const NONE: Self =
        Self { minimum: None, maximum: None, min_length: None, max_length: None, min_items: None, max_items: None };

    /// Sets the least number.
    #[must_use]
    pub const fn minimum(mut self, bound: Bound) -> Self {
        self.minimum = Some(bound);
        self
    }

    /// Sets the greatest number.
    #[must_use]
    pub const fn maximum(mut self, bound: Bound) -> Self {
        self.maximum = Some(bound);
        self
    }

    /// Sets the least length of a string.
    #[must_use]
    pub const fn min_length(mut self, length: u32) -> Self {
        self.min_length = Some(length);
        self
    }

    /// Sets the greatest length of a string.
    #[must_use]
    pub const fn max_length(mut self, length: u32) -> Self {
        self.max_length = Some(length);
        self
    }

    /// Sets the least number of items.
    #[must_use]
    pub const fn min_items(mut self, items: u32) -> Self {
        self.min_items = Some(items);
        self
    }

    /// Sets the greatest number of items.
    #[must_use]
    pub const fn max_items(mut self, items: u32) -> Self {
        self.max_items = Some(items);
        self
    }
}
