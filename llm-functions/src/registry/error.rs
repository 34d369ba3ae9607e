//! What can be wrong with a registration or a call.

use std::fmt;

use crate::arguments::DecodeError;

/// Two functions have one name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("two functions are named `{name}`; rename one with #[llm_function(name = \"...\")]")]
pub struct DuplicateFunction {
    name: &'static str,
}

impl DuplicateFunction {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name }
    }

    /// The name that is taken.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// A model's call that cannot be run. The model can repair it: [`for_model`](Self::for_model) says how.
#[derive(Debug)]
pub struct CallError(Kind);

#[derive(Debug)]
enum Kind {
    Unknown { called: String, available: Vec<&'static str> },
    Arguments(DecodeError),
}

impl CallError {
    pub(super) fn unknown(called: &str, available: Vec<&'static str>) -> Self {
        // A name that the model made up may be of any length.
        Self(Kind::Unknown { called: called.chars().take(64).collect(), available })
    }

    /// Whether no function has the name that was called.
    pub fn is_unknown_function(&self) -> bool {
        matches!(self.0, Kind::Unknown { .. })
    }

    /// The problems of the arguments, if those are what is wrong.
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.0 {
            Kind::Unknown { .. } => None,
            Kind::Arguments(error) => Some(error),
        }
    }

    /// One line for the model that made the call.
    pub fn for_model(&self) -> String {
        match &self.0 {
            Kind::Unknown { .. } => self.to_string(),
            Kind::Arguments(error) => error.for_model(),
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Unknown { called, available } if available.is_empty() => {
                write!(out, "unknown function `{called}`; no functions are available")
            }
            Kind::Unknown { called, available } => {
                write!(out, "unknown function `{called}`; available: `{}`", available.join("`, `"))
            }
            Kind::Arguments(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        None
    }
}

impl From<DecodeError> for CallError {
    fn from(error: DecodeError) -> Self {
        Self(Kind::Arguments(error))
    }
}
