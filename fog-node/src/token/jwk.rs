//! [`JwkSet`]: the public keys of an issuer, as a file (RFC 7517).

use serde::{Deserialize, Serialize};

/// The most keys of a set that are read; an issuer that changes its key has two.
const MOST_KEYS: usize = 64;

/// The public keys of an issuer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JwkSet {
    /// The keys. Members of others, and keys of kinds that nobody here knows, are passed over.
    pub keys: Vec<Jwk>,
}

/// A public key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Jwk {
    /// The family: `OKP`, `EC` or `RSA`.
    pub kty: String,
    /// Its name, which tokens repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// What it is for: `sig`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The algorithm, where the issuer says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// The point, or its first half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// The second half of the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// RSA's modulus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// RSA's exponent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
}

impl JwkSet {
    /// Reads a set.
    ///
    /// # Errors
    /// When it is none, or has more keys than an issuer has.
    pub fn read(json: &str) -> anyhow::Result<Self> {
        let set: Self = serde_json::from_str(json)?;
        anyhow::ensure!(set.keys.len() <= MOST_KEYS, "a set of keys has at most {MOST_KEYS}");
        Ok(set)
    }
}
