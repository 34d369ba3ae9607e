//! [`SchemaError`]: a schema that cannot be used.

use std::fmt;
use std::sync::Arc;

use super::place::Location;

/// A JSON Schema that cannot be used for a function: where, which keyword, and what to write instead.
///
/// ```
/// use llm_functions::{json, json_schema};
///
/// let schema = json::read(r#"{"properties": {"day": {"minLength": "two"}}}"#)?;
/// let error = json_schema::parse("plan", "", &schema).unwrap_err();
/// assert_eq!((error.pointer(), error.keyword(), error.is_malformed()), ("/properties/day", Some("minLength"), true));
/// assert_eq!(
///     error.to_string(),
///     "the schema of `plan` cannot be used: `minLength` at `/properties/day` must be a whole number of at least 0"
/// );
/// # Ok::<(), llm_functions::json::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SchemaError {
    function: String,
    pointer: String,
    keyword: Option<String>,
    reason: Reason,
}

/// Why a schema cannot be used.
#[derive(Clone, Debug)]
enum Reason {
    /// It asserts something that is not checked here.
    Unsupported { instead: String },
    /// It is no JSON Schema.
    Malformed { expected: String },
    /// A pattern outside the subset that every reader understands alike.
    Pattern(Arc<dyn std::error::Error + Send + Sync>),
    /// A reference that leads nowhere.
    Reference { why: String },
    /// Larger than is read from elsewhere.
    TooLarge { limit: String },
    /// No schema is wrong, but the function is.
    Function { why: &'static str },
}

impl SchemaError {
    fn at(place: &Location, keyword: Option<&str>, reason: Reason) -> Self {
        Self { function: String::new(), pointer: place.to_string(), keyword: keyword.map(str::to_owned), reason }
    }

    pub(super) fn unsupported(place: &Location, keyword: &str, instead: impl Into<String>) -> Self {
        Self::at(place, Some(keyword), Reason::Unsupported { instead: instead.into() })
    }

    pub(super) fn malformed(place: &Location, keyword: &str, expected: impl Into<String>) -> Self {
        Self::at(place, Some(keyword), Reason::Malformed { expected: expected.into() })
    }

    pub(super) fn no_schema(place: &Location) -> Self {
        Self::at(place, None, Reason::Malformed { expected: "an object, `true` or `false`".to_owned() })
    }

    pub(super) fn pattern(
        place: &Location,
        keyword: &str,
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::at(place, Some(keyword), Reason::Pattern(Arc::new(error)))
    }

    pub(super) fn reference(place: &Location, why: impl Into<String>) -> Self {
        Self::at(place, Some("$ref"), Reason::Reference { why: why.into() })
    }

    pub(super) fn too_large(place: &Location, limit: impl Into<String>) -> Self {
        Self::at(place, None, Reason::TooLarge { limit: limit.into() })
    }

    pub(super) fn function(why: &'static str) -> Self {
        Self::at(&Location::default(), None, Reason::Function { why })
    }

    pub(super) fn of(mut self, function: &str) -> Self {
        // A name from elsewhere may be of any length, and of any characters.
        self.function = function.chars().filter(|letter| !letter.is_control()).take(64).collect();
        self
    }

    /// The JSON pointer (RFC 6901) to the schema, empty for the whole; behind the name of a document and `#` when it is
    /// in one.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword that is wrong, where it is one.
    pub fn keyword(&self) -> Option<&str> {
        self.keyword.as_deref()
    }

    /// Whether the schema may be right, but says something that is not checked here.
    pub fn is_unsupported(&self) -> bool {
        matches!(self.reason, Reason::Unsupported { .. } | Reason::Pattern(_))
    }

    /// Whether it is no JSON Schema.
    pub fn is_malformed(&self) -> bool {
        matches!(self.reason, Reason::Malformed { .. })
    }

    /// Whether a reference leads nowhere, or to a document that was not given.
    pub fn is_reference(&self) -> bool {
        matches!(self.reason, Reason::Reference { .. })
    }

    /// Whether it is larger than is read from elsewhere.
    pub fn is_too_large(&self) -> bool {
        matches!(self.reason, Reason::TooLarge { .. })
    }

    /// What is wrong, without the function's name.
    pub(crate) fn what(&self) -> String {
        let place = if self.pointer.is_empty() { "the top".to_owned() } else { format!("`{}`", self.pointer) };
        let subject = self.keyword.as_ref().map_or_else(|| "what is".to_owned(), |keyword| format!("`{keyword}`"));
        match &self.reason {
            Reason::Unsupported { instead } => format!("{subject} at {place} is not checked here; {instead}"),
            Reason::Malformed { expected } => format!("{subject} at {place} must be {expected}"),
            Reason::Pattern(error) => format!("{subject} at {place} cannot be used: {error}"),
            Reason::Reference { why } => format!("{subject} at {place} {why}"),
            Reason::TooLarge { limit } => format!("{subject} at {place} is too large: {limit}"),
            Reason::Function { why } => (*why).to_owned(),
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the schema of `{}` cannot be used: {}", self.function, self.what())
    }
}

impl std::error::Error for SchemaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Pattern(error) => Some(&**error),
            _ => None,
        }
    }
}
