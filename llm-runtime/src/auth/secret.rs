//! [`Secret`]: a text that does not print itself.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

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
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[redacted]")
    }
}
