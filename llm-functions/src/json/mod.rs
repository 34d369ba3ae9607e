//! [`Json`]: a JSON value whose objects keep the order in which they were written.
//!
//! Declaration order is part of what a model reads and of what a prefix cache is keyed by. `serde_json`'s map is
//! alphabetical unless a Cargo feature changes it for every crate of a program, so the order is kept here instead.

mod error;
mod incremental;
mod read;
mod value;
mod write;

pub use error::ReadError;
pub use incremental::{IncrementalReader, Items, Members, Partial, PartialValue};
pub use read::read;

/// A JSON value with ordered objects.
///
/// ```
/// use llm_functions::json::{read, Json};
/// let value = read(r#"{"b": 1, "a": [true, null]}"#)?;
/// assert_eq!(value.get("b"), Some(&Json::from(1)));
/// assert_eq!(value.to_string(), r#"{"b":1,"a":[true,null]}"#);
/// # Ok::<(), llm_functions::json::ReadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Default)]
#[allow(clippy::exhaustive_enums, reason = "JSON has these six kinds and will have no other")]
pub enum Json {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as exact as it was written when it fits 64 bits.
    Number(serde_json::Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: names with values in the order they were written, no name twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An object of the given members, in this order.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Json)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// An array of the given items.
    pub fn array<T: Into<Json>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }

    /// The member of an object with this name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The word for this kind of value in a message: "a string", "null", …
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Json {
            fn from(value: $integer) -> Self {
                Self::Number(value.into())
            }
        }
    )*};
}
from_integer!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// JSON has no infinity and no not-a-number: they become `null`, as in `serde_json`.
impl From<f64> for Json {
    fn from(value: f64) -> Self {
        serde_json::Number::from_f64(value).map_or(Self::Null, Self::Number)
    }
}
