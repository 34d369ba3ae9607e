//! [`Keys`]: the keys that count, each with its issuer and its algorithm.

use std::collections::HashMap;
use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};

use super::{Jwk, JwkSet};

/// The shortest modulus of RSA, in bytes: 2048 bits.
const SHORTEST_MODULUS: usize = 256;

/// The keys that count. Which algorithm a key has is decided when it is read, and never by a token.
#[derive(Clone, Default)]
pub struct Keys {
    by_name: HashMap<String, Key>,
}

#[derive(Clone)]
pub(super) struct Key {
    pub(super) issuer: String,
    pub(super) algorithm: Algorithm,
    pub(super) verifying: DecodingKey,
}

impl Keys {
    /// Adds the keys of an issuer. Those without a name, of an unknown kind, or not for signatures are passed over.
    ///
    /// # Errors
    /// When two keys have one name: it could not be known whose token it is. Nothing is added then.
    pub fn add(&mut self, issuer: &str, set: &JwkSet) -> anyhow::Result<()> {
        let mut added = self.by_name.clone();
        for jwk in &set.keys {
            let Some(name) = jwk.kid.as_deref().filter(|_| is_for_signatures(jwk)) else { continue };
            let Some((algorithm, verifying)) = read(jwk) else { continue };
            let key = Key { issuer: issuer.to_owned(), algorithm, verifying };
            anyhow::ensure!(
                added.insert(name.to_owned(), key).is_none(),
                "two keys have the name `{name}`; one of the issuers has to rename its own"
            );
        }
        self.by_name = added;
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether there are none, so that nobody is let in.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Key> {
        self.by_name.get(name)
    }
}

fn is_for_signatures(jwk: &Jwk) -> bool {
    jwk.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
}

/// The algorithm that belongs to a key, and the key; `None` for a kind that nobody here knows, or one that is too weak.
fn read(jwk: &Jwk) -> Option<(Algorithm, DecodingKey)> {
    let bytes = |text: &Option<String>| BASE64_URL_SAFE_NO_PAD.decode(text.as_deref()?).ok();
    let (name, algorithm, key) = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("OKP", Some("Ed25519")) if bytes(&jwk.x)?.len() == 32 => {
            ("EdDSA", Algorithm::EdDSA, DecodingKey::from_ed_components(jwk.x.as_deref()?).ok()?)
        }
        ("EC", Some("P-256")) if bytes(&jwk.x)?.len() == 32 && bytes(&jwk.y)?.len() == 32 => {
            let key = DecodingKey::from_ec_components(jwk.x.as_deref()?, jwk.y.as_deref()?).ok()?;
            ("ES256", Algorithm::ES256, key)
        }
        ("RSA", None) if bytes(&jwk.n)?.len() >= SHORTEST_MODULUS => {
            let key = DecodingKey::from_rsa_components(jwk.n.as_deref()?, jwk.e.as_deref()?).ok()?;
            ("RS256", Algorithm::RS256, key)
        }
        _ => return None,
    };
    jwk.alg.as_deref().is_none_or(|said| said == name).then_some((algorithm, key))
}

impl fmt::Debug for Keys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.by_name.keys()).finish()
    }
}
