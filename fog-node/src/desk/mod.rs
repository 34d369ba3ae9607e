//! [`Desk`]: where clients pair with a node, and where those that have paired fetch tokens.
//!
//! What a person asks for at the keyboard (`fog-node pair`) and what the node serves are two processes; between them is a file
//! with the digest of the code's secret, which only the owner reads. A code is good once, for some minutes, and for a few
//! guesses.

mod offer;
mod paired;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use llm_runtime::fog::NodeId;

use crate::refused::Refused;
use crate::token::{Issuer, LONGEST_LIFE, Limits, Scope, Wanted};
pub use offer::Offer;
pub use paired::PairedClients;

/// How many wrong secrets are heard before a code is worth nothing.
const MOST_GUESSES: u32 = 5;

/// The longest name of a client.
const LONGEST_NAME: usize = 100;

/// Where clients pair with a node, and fetch tokens.
#[derive(Debug)]
pub struct Desk {
    node: NodeId,
    issuer: Issuer,
    offer: PathBuf,
    paired: PathBuf,
    /// Wrong guesses at the present offer, by its digest. Locked while a code is tried, so that it is good once.
    guesses: Mutex<(String, u32)>,
}

impl Desk {
    /// The desk of a node whose own issuer makes the tokens; `offer` and `paired` are its files.
    pub fn new(node: NodeId, issuer: Issuer, offer: PathBuf, paired: PathBuf) -> Self {
        Self { node, issuer, offer, paired, guesses: Mutex::default() }
    }

    /// Takes a client that shows the secret of the present code, and gives it a secret of its own.
    ///
    /// # Errors
    /// The answer to a client whose secret is not the one.
    pub(crate) fn pair(&self, secret: &str, name: &str, now: SystemTime) -> Result<String, Refused> {
        let name = name.trim();
        if name.is_empty() || name.len() > LONGEST_NAME || name.contains(char::is_control) {
            return Err(Refused::invalid("name", format!("`name` has to have 1 to {LONGEST_NAME} bytes")));
        }
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        let offer = Offer::read(&self.offer, now).ok_or_else(no_code)?;
        if guesses.0 != offer.digest {
            *guesses = (offer.digest.clone(), 0);
        }
        if guesses.1 >= MOST_GUESSES {
            return Err(no_code());
        }
        if fingerprint(secret) != offer.digest {
            guesses.1 += 1;
            tracing::warn!(guess = guesses.1, "a wrong pairing code was tried");
            return Err(no_code());
        }
        let made = self.enter(name, now);
        made.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "a client could not be paired");
            Refused::failed("the node cannot keep the pairing")
        })
    }

    fn enter(&self, name: &str, now: SystemTime) -> anyhow::Result<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let secret = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let mut paired = PairedClients::read(&self.paired)?;
        paired.add(name, &fingerprint(&secret), now)?;
        paired.write(&self.paired)?;
        // Last, so that a code is still good when something went wrong before.
        std::fs::remove_file(&self.offer)?;
        tracing::info!(name, "a client has paired");
        Ok(secret)
    }

    /// A token for a client that has paired.
    ///
    /// # Errors
    /// The answer to whoever has not.
    pub(crate) fn token(&self, secret: &str, now: SystemTime) -> Result<String, Refused> {
        let failed = |error: anyhow::Error| {
            tracing::error!(error = format!("{error:#}"), "no token could be made");
            Refused::failed("the node cannot make tokens")
        };
        let paired = PairedClients::read(&self.paired).map_err(failed)?;
        let subject = paired.subject(&fingerprint(secret)).ok_or_else(Refused::unauthenticated)?;
        let wanted = Wanted {
            subject,
            audience: vec![format!("fog:{}", self.node)],
            scopes: vec![Scope::Infer, Scope::ModelsRead],
            limits: Limits::default(),
            life: LONGEST_LIFE,
        };
        self.issuer.issue(&wanted, now).map_err(failed)
    }

    /// The public keys of the issuer, with which others check its tokens.
    ///
    /// # Errors
    /// The answer when they cannot be read.
    pub(crate) fn keys(&self) -> Result<String, Refused> {
        std::fs::read_to_string(self.issuer.keys_file()).map_err(|error| {
            tracing::error!(%error, "the issuer's keys cannot be read");
            Refused::failed("the node cannot read its issuer's keys")
        })
    }

    pub(crate) fn node(&self) -> NodeId {
        self.node
    }
}

/// Wrong, over, used or never there: whoever guesses is not told which.
fn no_code() -> Refused {
    Refused::forbidden("this pairing code is not good (any more); `fog-node pair` on the node shows a new one")
}

/// Secrets are kept as digests: who reads the file cannot use them.
pub(crate) fn fingerprint(secret: &str) -> String {
    crate::digest::of_bytes(secret.as_bytes())
}

/// How long a code is good unless something else is said.
pub const USUAL_LIFE: Duration = Duration::from_secs(5 * 60);
