//! [`Thumbprint`]: the certificate that the client of a connection has shown.
//!
//! A token may be bound to one (RFC 8705, 3.1): who stole the token has not the key. What was shown belongs to the connection
//! and not to a request, so it goes with the task that serves the connection, and no path can forget to hand it on.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::identity::Certificate;

tokio::task_local! {
    static SHOWN: Option<Thumbprint>;
}

/// The SHA-256 digest of a certificate as `x5t#S256` has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Thumbprint(String);

impl Thumbprint {
    /// Of a certificate as DER.
    pub fn of_der(der: &[u8]) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, der)))
    }

    /// Of a certificate that was read.
    pub fn of(certificate: &Certificate) -> Self {
        Self::of_der(certificate.first())
    }

    /// As it stands in a token.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the client of the connection that is served here has shown.
    pub(crate) fn shown() -> Option<Self> {
        SHOWN.try_with(Clone::clone).ok().flatten()
    }
}

/// Serves a connection whose client has shown this.
pub(crate) async fn with_client<F: Future>(shown: Option<Thumbprint>, serving: F) -> F::Output {
    SHOWN.scope(shown, serving).await
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Thumbprint({})", self.0)
    }
}
