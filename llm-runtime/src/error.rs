//! [`Error`]: why a session could not go on. A failed call is not an error: it is answered to the model.

use std::fmt;

use llm_functions::Sensitivity;

/// Any error from below, kept as the source.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A kind, a source and questions. It never carries what was said or what a record holds.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    source: Option<BoxError>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A builder was given something unusable.
    #[error("{0}")]
    Configuration(String),
    /// No platform of the runner serves the schema's model.
    #[error("no platform serves the model `{model}`; available: {available}")]
    NoPlatform {
        /// The model that was asked for.
        model: String,
        /// What the platforms offer.
        available: String,
    },
    /// The model cannot be loaded: its file is missing, damaged, or lacks something that is needed.
    #[error("model `{model}`: {reason}")]
    Model {
        /// Its name or file.
        model: String,
        /// What is wrong and what to do about it.
        reason: String,
    },
    /// The conversation does not fit the context window; nothing was sent or computed.
    #[error(
        "the conversation needs {needed} tokens and the context window has {available}; shorten it or start a new session"
    )]
    ContextWindow {
        /// Tokens of the prompt, with room for an answer.
        needed: usize,
        /// Tokens the model can hold.
        available: usize,
    },
    /// The data is more private than the platform may see.
    #[error("data labelled {label:?} may not go to {platform}, whose ceiling is {ceiling:?}")]
    Sensitivity {
        /// The platform that was refused.
        platform: String,
        /// The label of the conversation.
        label: Sensitivity,
        /// The most private data that the platform may see.
        ceiling: Sensitivity,
    },
    /// The work was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// The engine failed while it generated.
    #[error("generation failed: {0}")]
    Generation(String),
    /// The engine is gone: it was shut down, or its thread died.
    #[error("the engine has stopped; open a new session")]
    EngineStopped,
}

impl Error {
    /// An error without a source.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, source: None }))
    }

    /// An error and what caused it.
    pub fn with_source(kind: ErrorKind, source: impl Into<BoxError>) -> Self {
        Self(Box::new(Inner { kind, source: Some(source.into()) }))
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Whether the conversation is too long for the model.
    pub fn is_context_window(&self) -> bool {
        matches!(self.0.kind, ErrorKind::ContextWindow { .. })
    }

    /// Whether the data was too private for the platform.
    pub fn is_sensitivity(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Sensitivity { .. })
    }

    /// Whether somebody cancelled the work.
    pub fn is_cancelled(&self) -> bool {
        self.0.kind == ErrorKind::Cancelled
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(out)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Error").field("kind", &self.0.kind).field("source", &self.0.source).finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// What the runtime's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_wide_and_can_cross_threads() {
        const fn crosses<T: Send + Sync>() {}
        const { crosses::<Error>() };
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
