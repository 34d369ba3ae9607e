//! What a value must satisfy beyond its type.

use std::cmp::Ordering;
use std::fmt;

use crate::format::Format;

/// A bound of a number, exact for integers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "JSON Schema knows integers and numbers")]
pub enum Bound {
    /// A whole number.
    Integer(i128),
    /// A finite number.
    Number(f64),
}

impl Bound {
    /// How two bounds compare: integers exactly, anything else as floats; `None` for not-a-number.
    #[allow(clippy::cast_precision_loss, reason = "a float can only be compared as a float")]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(&other)),
            (Self::Integer(one), Self::Number(other)) => (one as f64).partial_cmp(&other),
            (Self::Number(one), Self::Integer(other)) => one.partial_cmp(&(other as f64)),
            (Self::Number(one), Self::Number(other)) => one.partial_cmp(&other),
        }
    }

    pub(crate) fn is_less_than(self, other: Self) -> bool {
        self.compare(other) == Some(Ordering::Less)
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(out),
            Self::Number(value) => value.fmt(out),
        }
    }
}

/// A constant that a parameter can be compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "JSON has these scalars")]
pub enum Scalar {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole or a finite number.
    Number(Bound),
    /// A string.
    String(&'static str),
}

/// The constraints of one parameter. Keys and meanings are JSON Schema's.
///
/// A type can have constraints of its own (a `char` is a string of one character); those of the parameter are checked
/// beside them, and neither replaces the other.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Constraints {
    /// The least number.
    pub minimum: Option<Bound>,
    /// The greatest number.
    pub maximum: Option<Bound>,
    /// The number that every value is greater than.
    pub exclusive_minimum: Option<Bound>,
    /// The number that every value is less than.
    pub exclusive_maximum: Option<Bound>,
    /// The number that every value is a whole multiple of.
    pub multiple_of: Option<Bound>,
    /// The least length of a string, in Unicode scalar values.
    pub min_length: Option<u32>,
    /// The greatest length of a string, in Unicode scalar values.
    pub max_length: Option<u32>,
    /// The regular expression that a string contains a match of.
    pub pattern: Option<&'static str>,
    /// What the pattern asks for, in words that read better than the pattern: "a time of day such as `07:30`".
    pub meaning: Option<&'static str>,
    /// The format of a string.
    pub format: Option<Format>,
    /// The least number of items, or of entries of a map.
    pub min_items: Option<u32>,
    /// The greatest number of items, or of entries of a map.
    pub max_items: Option<u32>,
    /// Whether no item may be there twice.
    pub unique_items: bool,
    /// The only values there are; empty when any will do.
    pub one_of: &'static [Scalar],
    /// What every item of a list, or every value of a map, must satisfy.
    pub items: Option<&'static Constraints>,
}

impl Constraints {
    /// Nothing beyond the type.
    pub const NONE: Self = Self {
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        meaning: None,
        format: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        one_of: &[],
        items: None,
    };
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $value:expr;)*) => {
        /// Builders, usable in constants.
        impl Constraints {$(
            $(#[$doc])*
            #[must_use]
            pub const fn $name(mut self, $name: $ty) -> Self {
                self.$name = $value;
                self
            }
        )*}
    };
}
setters! {
    /// Sets the least number.
    minimum: Bound = Some(minimum);
    /// Sets the greatest number.
    maximum: Bound = Some(maximum);
    /// Sets the number that every value is greater than.
    exclusive_minimum: Bound = Some(exclusive_minimum);
    /// Sets the number that every value is less than.
    exclusive_maximum: Bound = Some(exclusive_maximum);
    /// Sets the number that every value is a whole multiple of.
    multiple_of: Bound = Some(multiple_of);
    /// Sets the least length of a string.
    min_length: u32 = Some(min_length);
    /// Sets the greatest length of a string.
    max_length: u32 = Some(max_length);
    /// Sets the regular expression that a string contains a match of.
    pattern: &'static str = Some(pattern);
    /// Sets the words for what the pattern asks for.
    meaning: &'static str = Some(meaning);
    /// Sets the format of a string.
    format: Format = Some(format);
    /// Sets the least number of items.
    min_items: u32 = Some(min_items);
    /// Sets the greatest number of items.
    max_items: u32 = Some(max_items);
    /// Sets the only values there are.
    one_of: &'static [Scalar] = one_of;
    /// Sets what every item must satisfy.
    items: &'static Constraints = Some(items);
}

impl Constraints {
    /// Declares that no item may be there twice.
    #[must_use]
    pub const fn unique_items(mut self) -> Self {
        self.unique_items = true;
        self
    }
}
