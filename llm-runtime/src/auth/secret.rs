//! [`Secret`]: a text that does not print itself.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// What is shorter than this is not looked for.
const SHORTEST: usize = 6;

/// A secret. It is wiped when it is dropped, and its `Debug` is `[redacted]`.
#[derive(Clone)]
pub(crate) struct Secret(SecretString);

impl Secret {
    pub(crate) fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the header that carries it.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Bytes in which it may occur, without it. Texts of a few letters are no secrets and occur in words.
    pub(crate) fn without_it(&self, bytes: &[u8]) -> Vec<u8> {
        let secret = self.expose().as_bytes();
        if secret.len() < SHORTEST {
            return bytes.to_vec();
        }
        let (mut kept, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
        while let Some((first, tail)) = rest.split_first() {
            if let Some(after) = rest.strip_prefix(secret) {
                kept.extend_from_slice(b"[redacted]");
                rest = after;
            } else {
                kept.push(*first);
                rest = tail;
            }
        }
        kept
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[redacted]")
    }
}
