//! [`Verifier`]: whether a token counts here.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation, decode};

use super::claims::Claims;
use super::head::Head;
use super::{Grant, Keys, Refusal, Revoked};
use crate::tls::Thumbprint;

/// Whether a token counts here. Clones share keys and revocations, which can be changed at any time.
#[derive(Clone, Debug)]
pub struct Verifier {
    audiences: Arc<[String]>,
    known: Arc<RwLock<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    keys: Keys,
    revoked: Revoked,
}

impl Verifier {
    /// Counts tokens for one of these audiences: the node's own (`fog:` and its identity) and the site's.
    pub fn new<A: Into<String>>(audiences: impl IntoIterator<Item = A>, keys: Keys) -> Self {
        let known = Known { keys, revoked: Revoked::default() };
        Self { audiences: audiences.into_iter().map(Into::into).collect(), known: Arc::new(RwLock::new(known)) }
    }

    /// Counts the tokens of these keys from now on, and of no others.
    pub fn replace_keys(&self, keys: Keys) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).keys = keys;
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
        let head = Head::of(token)?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let key = known.keys.get(&head.kid).filter(|_| !known.revoked.keys.contains(&head.kid)).ok_or(Refusal::Key)?;
        if head.alg != name(key.algorithm) {
            return Err(Refusal::Algorithm);
        }
        let claims = decode::<Claims>(token, &key.verifying, &signature_alone(key.algorithm))
            .map_err(|error| refusal(&error))?;
        let claims = claims.claims;
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
