//! [`Destination`]: where data may go, and how private it may be.

use llm_functions::Sensitivity;

use crate::error::{ErrorKind, Result};
use crate::platform::Tier;

/// A place where data goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    tier: Tier,
    /// Names it to a person: a host, a node.
    name: String,
    ceiling: Sensitivity,
}

impl Destination {
    pub(crate) fn new(tier: Tier, name: impl Into<String>, ceiling: Sensitivity) -> Self {
        Self { tier, name: name.into(), ceiling }
    }

    /// Whether data of this label may go there.
    pub(crate) fn admit(&self, label: Sensitivity) -> Result<()> {
        if label <= self.ceiling {
            return Ok(());
        }
        let platform = match self.name.as_str() {
            "" => self.tier.to_string(),
            name => format!("{} ({name})", self.tier),
        };
        Err(ErrorKind::Sensitivity { platform, label, ceiling: self.ceiling }.into())
    }
}
