//! [`Verifier`]: whether a token counts here.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation, decode};

use super::claims::Claims;
use super::head::Head;
use super::{Grant, Keys, Refusal, RemoteKeys, Revoked};
use crate::tls::Thumbprint;

/// Whether a token counts here. Clones share keys and revocations, which can be changed at any time.
#[derive(Clone, Debug)]
pub struct Verifier {
    audiences: Arc<[String]>,
    remotes: Arc<[RemoteKeys]>,
    known: Arc<RwLock<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Those that were given, and with them those that were fetched.
    given: Keys,
    keys: Keys,
    revoked: Revoked,
}

impl Verifier {
    /// Counts tokens for one of these audiences: the node's own (`fog:` and its identity) and the site's.
    pub fn new<A: Into<String>>(audiences: impl IntoIterator<Item = A>, keys: Keys) -> Self {
        let known = Known { given: keys.clone(), keys, revoked: Revoked::default() };
        let audiences = audiences.into_iter().map(Into::into).collect();
        Self { audiences, remotes: Arc::default(), known: Arc::new(RwLock::new(known)) }
    }

    /// Counts the tokens of these issuers too, whose keys are fetched.
    #[must_use]
    pub fn with_remotes(mut self, remotes: Vec<RemoteKeys>) -> Self {
        self.remotes = remotes.into();
        self
    }

    /// Counts the tokens of these keys from now on, and of no others.
    pub fn replace_keys(&self, keys: Keys) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).given = keys;
        self.put_together();
    }

    /// Asks the issuers for their keys. What cannot be had leaves the keys of that issuer as they were, and is said.
    pub async fn fetch(&self) {
        for remote in self.remotes.iter() {
            if let Err(error) = remote.fetch().await {
                tracing::warn!(error = format!("{error:#}"), "the keys of an issuer are as they were");
            }
        }
        self.put_together();
    }

    /// Asks the issuers again, because a token names a key that nobody knows; whether it is worth looking again.
    pub async fn look_again(&self) -> bool {
        let mut changed = false;
        for remote in self.remotes.iter() {
            changed |= remote.look_again().await;
        }
        if changed {
            self.put_together();
        }
        changed
    }

    /// Keys that were given come first: a name that they have no issuer elsewhere can take.
    fn put_together(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let mut keys = known.given.clone();
        for remote in self.remotes.iter() {
            if let Err(error) = keys.add(remote.issuer(), &remote.keys()) {
                tracing::error!(issuer = remote.issuer(), %error, "the issuer's keys cannot be used");
            }
        }
        known.keys = keys;
    }

    /// Refuses what is on this list from now on.
    pub fn revoke(&self, revoked: Revoked) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).revoked = revoked;
    }

    /// What a token allows at this time, for a client that has shown no certificate.
    ///
    /// # Errors
    /// When it does not count.
    pub fn verify(&self, token: &str, now: SystemTime) -> Result<Grant, Refusal> {
        self.verify_of(token, now, None)
    }

    /// What a token allows at this time, for a client that has shown this certificate. A token that is bound to another, or to
    /// any where none was shown, counts for nothing.
    ///
    /// # Errors
    /// When it does not count.
    pub fn verify_of(&self, token: &str, now: SystemTime, shown: Option<&Thumbprint>) -> Result<Grant, Refusal> {
        let (head, written) = Head::of(token)?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let key = known.keys.get(&head.kid).filter(|_| !known.revoked.keys.contains(&head.kid)).ok_or(Refusal::Key)?;
        if head.alg != name(key.algorithm) {
            return Err(Refusal::Algorithm);
        }
        let claims = decode::<Claims>(token, &key.verifying, &signature_alone(key.algorithm))
            .map_err(|error| refusal(&error))?;
        let claims = claims.claims;
        // In members that are not read, the library takes what other readers refuse, such as half a character.
        serde_json::from_slice::<serde_json::Value>(&written).map_err(|_| Refusal::Claims)?;
        if claims.iss != key.issuer {
            return Err(Refusal::Issuer);
        }
        if !self.audiences.iter().any(|audience| claims.aud.has(audience)) {
            return Err(Refusal::Audience);
        }
        claims.check(now, shown)?;
        if known.revoked.tokens.contains(&claims.jti) || known.revoked.subjects.contains(&claims.sub) {
            return Err(Refusal::Revoked);
        }
        Ok(claims.into_grant())
    }
}

/// The library checks the signature with this algorithm alone. Every claim is checked here, by a clock that is given.
fn signature_alone(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims = HashSet::new();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn refusal(error: &jsonwebtoken::errors::Error) -> Refusal {
    match error.kind() {
        ErrorKind::InvalidSignature => Refusal::Signature,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => Refusal::Algorithm,
        ErrorKind::Json(_) | ErrorKind::Utf8(_) => Refusal::Claims,
        _ => Refusal::Form,
    }
}

/// The word for an algorithm in a token's head.
fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EdDSA => "EdDSA",
        Algorithm::ES256 => "ES256",
        Algorithm::RS256 => "RS256",
        // No key has another; see `Keys`.
        _ => "",
    }
}
