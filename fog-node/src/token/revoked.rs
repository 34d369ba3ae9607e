//! [`Revoked`]: what no longer counts although its time is not over.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Tokens, subjects and keys that no longer count. A token is forgotten here once it is over; a subject stays until somebody
/// takes it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Revoked {
    /// By their `jti`.
    pub tokens: BTreeSet<String>,
    /// By their `sub`.
    pub subjects: BTreeSet<String>,
    /// By their `kid`.
    pub keys: BTreeSet<String>,
}

impl Revoked {
    /// Reads a list.
    ///
    /// # Errors
    /// When it is none. A member that is not known is an error too: whoever misspells `subjects` wants somebody kept out.
    pub fn read(json: &str) -> anyhow::Result<Self> {
        Ok(serde_json::from_str(json)?)
    }
}
