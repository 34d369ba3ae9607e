//! An engine's error as it stands on a cassette.

use std::time::Duration;

use llm_functions::Sensitivity;
use serde::{Deserialize, Serialize};

use super::redaction::{PRIVATE, Redaction};
use crate::error::{Error, ErrorKind, ProviderError, WaitedFor};
use crate::labelled::Labelled;

/// An engine's error as it stands on a cassette. Kinds that a test of an application does not tell apart are their words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Failure {
    Provider {
        status: u16,
        code: Option<String>,
        kind: Option<String>,
        parameter: Option<String>,
        message: String,
        label: Sensitivity,
        retry_after_ms: Option<u64>,
    },
    Transport {
        destination: String,
        reason: String,
    },
    Timeout {
        destination: String,
        waited_for: Waited,
        limit_ms: u64,
    },
    ContextWindow {
        needed: usize,
        functions: usize,
        available: usize,
    },
    Cancelled,
    EngineStopped,
    Other(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Waited {
    Connection,
    FirstToken,
    MoreTokens,
    End,
}

impl Failure {
    /// `Display` of an error says nothing private; what else is in a provider's answer may.
    pub(super) fn of(error: &Error, redaction: &Redaction) -> Self {
        match error.kind() {
            ErrorKind::Provider(error) => provider(error, redaction),
            ErrorKind::Transport { destination, reason } => {
                Self::Transport { destination: destination.clone(), reason: reason.clone() }
            }
            ErrorKind::Timeout { destination, waited_for, limit } => Self::Timeout {
                destination: destination.clone(),
                waited_for: (*waited_for).into(),
                limit_ms: milliseconds(*limit),
            },
            ErrorKind::ContextWindow { needed, functions, available } => {
                Self::ContextWindow { needed: *needed, functions: *functions, available: *available }
            }
            ErrorKind::Cancelled => Self::Cancelled,
            ErrorKind::EngineStopped => Self::EngineStopped,
            ErrorKind::Generation(reason) => Self::Other(reason.clone()),
            other => Self::Other(other.to_string()),
        }
    }

    pub(super) fn into_kind(self) -> ErrorKind {
        match self {
            Self::Provider { status, code, kind, parameter, message, label, retry_after_ms } => {
                let mut error = ProviderError::new(status, Labelled::new(message, label));
                (error.code, error.kind, error.parameter) = (code, kind, parameter);
                error.retry_after = retry_after_ms.map(Duration::from_millis);
                ErrorKind::from(error)
            }
            Self::Transport { destination, reason } => ErrorKind::Transport { destination, reason },
            Self::Timeout { destination, waited_for, limit_ms } => ErrorKind::Timeout {
                destination,
                waited_for: waited_for.into(),
                limit: Duration::from_millis(limit_ms),
            },
            Self::ContextWindow { needed, functions, available } => {
                ErrorKind::ContextWindow { needed, functions, available }
            }
            Self::Cancelled => ErrorKind::Cancelled,
            Self::EngineStopped => ErrorKind::EngineStopped,
            Self::Other(reason) => ErrorKind::Generation(reason),
        }
    }
}

fn provider(error: &ProviderError, redaction: &Redaction) -> Failure {
    let label = error.message.sensitivity();
    // Whoever does not like a key may repeat it.
    let private = redaction.is_private(label) || matches!(error.status, 401 | 403);
    // A server may put what it was sent into any of them.
    let word = |word: &Option<String>| word.clone().filter(|word| !private || is_word(word));
    Failure::Provider {
        status: error.status,
        code: word(&error.code),
        kind: word(&error.kind),
        parameter: error.parameter.clone().filter(|_| !private),
        message: if private { PRIVATE.to_owned() } else { error.message.value().clone() },
        label,
        retry_after_ms: error.retry_after.map(milliseconds),
    }
}

/// What a program branches on: lower case and underscores, and not long.
fn is_word(text: &str) -> bool {
    text.len() <= 40 && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

macro_rules! waited {
    ($($what:ident),*) => {
        impl From<WaitedFor> for Waited {
            fn from(waited: WaitedFor) -> Self {
                match waited { $(WaitedFor::$what => Self::$what),* }
            }
        }

        impl From<Waited> for WaitedFor {
            fn from(waited: Waited) -> Self {
                match waited { $(Waited::$what => Self::$what),* }
            }
        }
    };
}
waited!(Connection, FirstToken, MoreTokens, End);
