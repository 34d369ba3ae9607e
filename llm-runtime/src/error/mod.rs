//! [`Error`]: why a session could not go on. A failed call is not an error: it is answered to the model.

mod provider;

use std::fmt;
use std::time::Duration;

use llm_functions::Sensitivity;

pub use provider::ProviderError;

use crate::platform::FinishReason;

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
    /// The budget of memory has no room for the model now, because others are used. It may have later; nothing was computed.
    #[error(
        "model `{model}` needs {needed} bytes, and the memory budget of {budget} has {left} left beside {others} models that \
         are used; try again when their sessions have ended, or change EdgeConfig::memory_budget or cache_tokens"
    )]
    NoRoom {
        /// The model that was to be loaded.
        model: String,
        /// Bytes that it needs.
        needed: u64,
        /// Bytes that are left.
        left: u64,
        /// Bytes of the budget.
        budget: u64,
        /// How many other models are loaded or being loaded.
        others: usize,
    },
    /// The conversation does not fit the context window; nothing was sent or computed.
    #[error(
        "the conversation needs {needed} tokens, {functions} of them for the functions' definitions, and the context window \
         has {available}; shorten it, give fewer functions or start a new session"
    )]
    ContextWindow {
        /// Tokens of the prompt, with room for an answer.
        needed: usize,
        /// Tokens the model can hold.
        available: usize,
        /// Those of the needed tokens that the functions' definitions are.
        functions: usize,
    },
    /// The data is more private than the platform may see.
    #[error("data labelled {} may not go to {platform}, whose ceiling is {}", label.name(), ceiling.name())]
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
    /// A server answered something else than a turn.
    #[error("{0}")]
    /// Boxed, because it is larger than all the others and seldom.
    Provider(Box<ProviderError>),
    /// A server was not reached, or the connection broke.
    #[error("{destination}: {reason}")]
    Transport {
        /// The server.
        destination: String,
        /// What happened, without anything that was sent or received.
        reason: String,
    },
    /// Nobody who is trusted vouches for a server; nothing was sent to it.
    #[error(
        "{destination}: the server's certificate is not trusted; if that is meant to be, name its authority with \
         `CloudConfig::root_certificates`"
    )]
    Certificate {
        /// The server.
        destination: String,
    },
    /// A machine of the local network is not, or not for any reason that counts, the node that was meant; nothing was sent
    /// to it.
    #[error("node {node} is not trusted: {reason}")]
    Untrusted {
        /// The beginning of the identity of the node that was meant.
        node: String,
        /// Why, and what to do about it.
        reason: String,
    },
    /// No machine of the local network answers.
    #[error("no node answers with the model `{model}`: {reasons}")]
    NoNode {
        /// The model that was asked for.
        model: String,
        /// What became of each that was tried, and what to do if there was none.
        reasons: String,
    },
    /// Somebody took too long.
    #[error("{destination}: no {waited_for} within {} s", limit.as_secs_f64())]
    Timeout {
        /// Who.
        destination: String,
        /// What was waited for.
        waited_for: WaitedFor,
        /// How long.
        limit: Duration,
    },
    /// A server wants the request to be sent elsewhere.
    #[error(
        "{destination} redirects to {}, and what was released for one server is not sent to another; if the API is there, \
         make that the base URL",
        to.as_deref().unwrap_or("another address")
    )]
    Redirected {
        /// The server.
        destination: String,
        /// Scheme and host of the other one, where what was sent was public.
        to: Option<String>,
    },
    /// Whoever answered is not the API.
    #[error("{destination}: {reason}; is the base URL right, and does a proxy or a log-in page stand before it?")]
    NotTheApi {
        /// The server.
        destination: String,
        /// What it answered with, without anything of it.
        reason: String,
    },
    /// A test forbade every use of the network.
    #[error("{destination} was not reached: use of the network is forbidden here")]
    NetworkForbidden {
        /// The server.
        destination: String,
    },
    /// An authentication token could not be had.
    #[error("no authentication token: {0}")]
    AuthToken(String),
    /// The answer did not get the form that was asked for.
    #[error("the answer does not have the form `{format}` after {attempts} attempts")]
    Output {
        /// The name of the form.
        format: String,
        /// How often the model was asked.
        attempts: u32,
    },
    /// The session may use no more of the model; nothing was sent or computed.
    #[error("the session's budget of {0} is used up; open a session with a larger one, see SchemaBuilder::budget")]
    Budget(String),
    /// The exchange ended without a whole answer.
    #[error("there is no answer, because the exchange ended early: {}", .0.because())]
    NoAnswer(FinishReason),
    /// A decision about a call cannot be used; nothing was executed.
    #[error("{0}")]
    Approval(String),
    /// A store of conversations failed.
    #[error("{0}")]
    Store(String),
    /// As many turns wait for the model as may; nothing was computed.
    #[error("{waiting} turns wait for the model already; try again later, or allow more with EdgeConfig::max_waiting")]
    Busy {
        /// How many.
        waiting: usize,
    },
    /// The engine is gone: it was shut down, or its thread died.
    #[error("the engine has stopped; open a new session")]
    EngineStopped,
}

/// What was waited for in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitedFor {
    /// A connection.
    Connection,
    /// The first token of an answer.
    FirstToken,
    /// More of an answer that had begun.
    MoreTokens,
    /// The end of the answer.
    End,
}

impl fmt::Display for WaitedFor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Connection => "connection",
            Self::FirstToken => "first token",
            Self::MoreTokens => "further token",
            Self::End => "end of the answer",
        })
    }
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

    /// What a server answered instead of a turn, if that is what went wrong.
    pub fn provider(&self) -> Option<&ProviderError> {
        match &self.0.kind {
            ErrorKind::Provider(error) => Some(error),
            _ => None,
        }
    }

    /// The status that a server answered with, if it is an error of the server's.
    pub fn status(&self) -> Option<u16> {
        self.provider().map(|error| error.status)
    }

    /// The server's own name for the request, for its operator.
    pub fn request_id(&self) -> Option<&str> {
        self.provider().and_then(|error| error.request_id.as_deref())
    }

    /// Whether somebody took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Timeout { .. })
    }

    /// Whether a credential was missing or refused.
    pub fn is_authentication(&self) -> bool {
        matches!(self.0.kind, ErrorKind::AuthToken(_)) || self.status() == Some(401)
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Provider(error) => error.is_retryable(),
            ErrorKind::Transport { .. }
            | ErrorKind::Timeout { .. }
            | ErrorKind::Busy { .. }
            | ErrorKind::NoRoom { .. }
            | ErrorKind::NoNode { .. } => true,
            _ => false,
        }
    }

    /// How long the server wants to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        self.provider().and_then(|error| error.retry_after)
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

impl From<ProviderError> for ErrorKind {
    fn from(error: ProviderError) -> Self {
        Self::Provider(Box::new(error))
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
