//! [`Listed`]: a conversation in a list.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use llm_functions::Sensitivity;
use serde::{Deserialize, Serialize};

/// What a store's list says of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) noted: Noted,
}

/// What is noted about a conversation when it is saved.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Noted {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(super) saved: u64,
    pub(super) messages: u64,
    pub(super) sensitivity: Sensitivity,
    pub(super) suspended: bool,
}

impl Listed {
    /// Its identity.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What the application noted about it.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// How private it is.
    pub fn sensitivity(&self) -> Sensitivity {
        self.noted.sensitivity
    }

    /// How many messages it has.
    pub fn messages(&self) -> u64 {
        self.noted.messages
    }

    /// Whether it waits for somebody's approval.
    pub fn is_suspended(&self) -> bool {
        self.noted.suspended
    }

    /// When it was saved, by the clock of who saved it, to the millisecond.
    pub fn saved_at(&self) -> SystemTime {
        UNIX_EPOCH.checked_add(Duration::from_millis(self.noted.saved)).unwrap_or(UNIX_EPOCH)
    }
}

/// Without the title and the metadata, which may be health data.
impl fmt::Debug for Listed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Listed").field("id", &self.id).field("messages", &self.messages()).finish_non_exhaustive()
    }
}
