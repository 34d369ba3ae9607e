//! [`PairingCode`]: what a person carries from a node's screen to a client, so that the two know each other.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, ErrorKind, Result};
use crate::fog::NodeId;

/// 80 bits of the key's digest: who wants to be taken for the node has to find a key whose digest begins with them while
/// the code is valid.
const FINGERPRINT: usize = 16;

/// 40 bits that the client proves itself with, of which a node lets a few guesses be made and no more.
const SECRET: usize = 8;

/// Letters in a group, for the eye.
const GROUP: usize = 4;

/// What a person carries from a node to a client: the beginning of the digest of the node's key, by which the client knows
/// the node, and a secret that is valid once and shortly, by which the node knows the client. `Debug` shows no secret.
///
/// ```
/// use llm_runtime::fog::{NodeId, PairingCode};
/// let node = NodeId::of_public_key(b"a key");
/// let code = PairingCode::new(&node, &[7; 5]);
/// let typed: PairingCode = code.to_string().to_uppercase().parse()?;
/// assert!(typed.fits(&node));
/// assert!(!typed.fits(&NodeId::of_public_key(b"another key")));
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct PairingCode {
    fingerprint: String,
    secret: SecretString,
}

impl PairingCode {
    /// The code of a node with this secret.
    pub fn new(node: &NodeId, secret: &[u8; 5]) -> Self {
        let mut fingerprint = node.to_string();
        fingerprint.truncate(FINGERPRINT);
        Self { fingerprint, secret: BASE32_NOPAD.encode(secret).to_ascii_lowercase().into() }
    }

    /// Whether it is about this node.
    pub fn fits(&self, node: &NodeId) -> bool {
        node.to_string().starts_with(&self.fingerprint)
    }

    /// What the client sends to the node, once it has seen the node's key.
    pub fn secret(&self) -> &str {
        self.secret.expose_secret()
    }
}

/// In groups of four letters.
impl fmt::Display for PairingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}{}", self.fingerprint, self.secret());
        for (place, letter) in text.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                out.write_str("-")?;
            }
            write!(out, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PairingCode").field("fingerprint", &self.fingerprint).finish_non_exhaustive()
    }
}

impl FromStr for PairingCode {
    type Err = Error;

    /// Takes what a person types: large letters, other groups; `0`, `1` and `8`, which are no letters of the code, for those
    /// that look like them.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = || {
            Error::new(ErrorKind::Configuration(
                "a pairing code has 24 letters and digits, as `fog-node pair` shows them".into(),
            ))
        };
        let mut letters = String::new();
        for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
            match letter.to_ascii_lowercase() {
                '0' => letters.push('o'),
                '1' => letters.push('l'),
                '8' => letters.push('b'),
                letter @ ('a'..='z' | '2'..='7') if letters.len() < FINGERPRINT + SECRET => letters.push(letter),
                _ => return Err(wrong()),
            }
        }
        if letters.len() != FINGERPRINT + SECRET {
            return Err(wrong());
        }
        let secret = letters.split_off(FINGERPRINT);
        Ok(Self { fingerprint: letters, secret: secret.into() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_a_person_types_is_read_and_anything_else_refused() {
        let node = NodeId::of_public_key(b"key");
        let code = PairingCode::new(&node, &[1, 2, 3, 4, 5]);
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.matches('-').count()), (24 + 5, 5));
        for typed in [shown.clone(), shown.replace('-', ""), shown.replace('-', " "), shown.to_uppercase()] {
            let read: PairingCode = typed.parse().unwrap();
            assert!(read.fits(&node));
            assert_eq!(read.secret(), code.secret());
        }
        let looks_alike = shown.replace('o', "0").replace('l', "1").replace('b', "8");
        assert_eq!(looks_alike.parse::<PairingCode>().unwrap().secret(), code.secret());
        for wrong in ["", "abcd", &format!("{shown}a"), &shown[1..], &shown.replacen(|c: char| c != '-', "é", 1)] {
            assert!(wrong.parse::<PairingCode>().is_err(), "{wrong}");
        }
        assert!(!format!("{code:?}").contains(code.secret()));
    }
}
