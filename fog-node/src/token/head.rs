//! [`Head`]: the head of a token. Three members and no other.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::{LONGEST, Refusal};

/// The longest name of a key.
const LONGEST_KEY: usize = 64;

/// What a token says about itself before anything of it is believed. A member that is not among these might mean that the
/// token is to be understood in another way (`crit`, `b64`, `cty`), or where a key is to be had (`jku`, `jwk`, `x5u`): nothing
/// of that is looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub(super) alg: String,
    typ: String,
    pub(super) kid: String,
}

impl Head {
    /// Reads the head of a token; beside it the claims, which nobody has believed yet.
    pub(super) fn of(token: &str) -> Result<(Self, Vec<u8>), Refusal> {
        if token.len() > LONGEST {
            return Err(Refusal::Long);
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [head, claims, signature] = parts.as_slice() else { return Err(Refusal::Form) };
        // Decoded here too, because the library takes some that others do not, such as with bits left over.
        let decoded = [head, claims, signature].map(|part| BASE64_URL_SAFE_NO_PAD.decode(part));
        let [Ok(head), Ok(claims), Ok(_)] = decoded else { return Err(Refusal::Form) };
        let head: Self = serde_json::from_slice(&head).map_err(|_| Refusal::Head)?;
        let is_access = ["at+jwt", "application/at+jwt"].iter().any(|kind| head.typ.eq_ignore_ascii_case(kind));
        let is_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let is_key = (1..=LONGEST_KEY).contains(&head.kid.len()) && head.kid.chars().all(is_name);
        if is_access && is_key { Ok((head, claims)) } else { Err(Refusal::Head) }
    }
}
