//! What can be wrong with a registration or a call.

use std::fmt;

use crate::arguments::DecodeError;
use crate::view::{Defect, FunctionView, Text};

/// A function that cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// Its name is taken.
    #[error("two functions are named `{name}`; rename one with #[llm_function(name = \"...\")]")]
    #[non_exhaustive]
    Duplicate {
        /// The name.
        name: String,
    },
    /// Its declaration contradicts itself.
    #[error("the declaration of `{name}` contradicts itself: {}", Listed(defects))]
    #[non_exhaustive]
    Defective {
        /// The function.
        name: String,
        /// Everything that is wrong.
        defects: Vec<Defect>,
    },
}

impl RegistrationError {
    pub(super) fn duplicate(name: &str) -> Self {
        Self::Duplicate { name: name.to_owned() }
    }

    pub(super) fn of_defects(view: &FunctionView) -> Result<(), Self> {
        if view.defects().is_empty() {
            return Ok(());
        }
        Err(Self::Defective { name: view.name.clone().into_owned(), defects: view.defects().to_vec() })
    }

    /// The function that cannot be registered.
    pub fn name(&self) -> &str {
        match self {
            Self::Duplicate { name } | Self::Defective { name, .. } => name,
        }
    }
}

struct Listed<'a>(&'a [Defect]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let defects: Vec<String> = self.0.iter().map(Defect::to_string).collect();
        out.write_str(&defects.join("; "))
    }
}

/// A model's call that cannot be run. The model can repair it: [`for_model`](Self::for_model) says how.
pub struct CallError(Kind);

enum Kind {
    Unknown { called: String, available: Vec<Text> },
    Arguments(DecodeError),
}

impl CallError {
    pub(super) fn unknown(called: &str, available: Vec<Text>) -> Self {
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
            Kind::Unknown { called, available } => format!("unknown function `{called}`; {}", Available(available)),
            Kind::Arguments(error) => error.for_model(),
        }
    }
}

/// Without what the model wrote, which may be health data, be it the name of a function.
impl fmt::Display for CallError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Unknown { available, .. } => write!(out, "unknown function; {}", Available(available)),
            Kind::Arguments(error) => error.fmt(out),
        }
    }
}

struct Available<'a>(&'a [Text]);

impl fmt::Display for Available<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => out.write_str("no functions are available"),
            names => write!(out, "available: `{}`", names.join("`, `")),
        }
    }
}

/// As careful as `Display`.
impl fmt::Debug for CallError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "CallError({self})")
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
