//! [`Feature`], [`Support`] and [`Finding`].

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that servers do, accept without doing, or refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Feature {
    /// Functions reach the model, and it calls them.
    Tools,
    /// A model that is told which function to call calls it.
    ForcedChoice,
    /// A model that may make one call in a message makes no more.
    SingleCalls,
    /// An answer has the form that its schema demands.
    StrictSchemas,
    /// It is told how likely tokens were.
    Logprobs,
    /// An answer whose beginning is given is continued.
    Prefix,
    /// The same seed gives the same answer.
    Seeds,
    /// An answer ends where it is to end.
    Stop,
}

impl fmt::Display for Feature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Tools => "tools",
            Self::ForcedChoice => "forced choice",
            Self::SingleCalls => "single calls",
            Self::StrictSchemas => "strict schemas",
            Self::Logprobs => "log probabilities",
            Self::Prefix => "continuing a prefix",
            Self::Seeds => "seeds",
            Self::Stop => "stop texts",
        })
    }
}

/// How far a server does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Support {
    /// Its effect was seen.
    Enforced,
    /// It is accepted, and its effect was not seen.
    Advertised,
    /// It is refused, or left out of requests because the server is known not to have it.
    Absent,
}

impl fmt::Display for Support {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Enforced => "enforced",
            Self::Advertised => "advertised",
            Self::Absent => "absent",
        })
    }
}

/// How far a server does something, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// How far.
    pub support: Support,
    /// What was seen, in words for a person.
    pub evidence: String,
}

impl Finding {
    pub(super) fn enforced(evidence: impl Into<String>) -> Self {
        Self { support: Support::Enforced, evidence: evidence.into() }
    }

    pub(super) fn advertised(evidence: impl Into<String>) -> Self {
        Self { support: Support::Advertised, evidence: evidence.into() }
    }

    pub(super) fn absent(evidence: impl Into<String>) -> Self {
        Self { support: Support::Absent, evidence: evidence.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.support, self.evidence)
    }
}
