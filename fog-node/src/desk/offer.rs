//! [`Offer`]: a pairing code that is good now.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use llm_runtime::fog::{NodeId, PairingCode};
use serde::{Deserialize, Serialize};

use super::fingerprint;
use crate::identity::write_private;

/// A pairing code that is good now, as it is kept: without the secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Offer {
    pub(super) digest: String,
    /// In seconds since 1970.
    until: u64,
}

impl Offer {
    /// Makes a code for a node. The one before is worth nothing from then on.
    ///
    /// # Errors
    /// When there are no random numbers, or the file cannot be written.
    pub fn make(node: &NodeId, file: &Path, life: Duration, now: SystemTime) -> Result<PairingCode> {
        let mut bytes = [0; 5];
        getrandom::fill(&mut bytes).context("the operating system has no random numbers")?;
        let code = PairingCode::new(node, &bytes);
        let until = (now + life).duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let offer = Self { digest: fingerprint(code.secret()), until };
        write_private(file, &serde_json::to_vec(&offer)?)?;
        Ok(code)
    }

    /// The offer that is good now, if there is one.
    pub(super) fn read(file: &Path, now: SystemTime) -> Option<Self> {
        let offer: Self = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        (now.duration_since(UNIX_EPOCH).ok()?.as_secs() < offer.until).then_some(offer)
    }
}
