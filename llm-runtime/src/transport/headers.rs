//! [`Headers`]: what is said about a request besides its body.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::auth::Secret;
use crate::error::{ErrorKind, Result};

/// Headers of requests. A secret one is marked, so that nothing below us prints or compresses it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers(HeaderMap);

impl Headers {
    /// Sets a header that anybody may read.
    ///
    /// # Errors
    /// When name or value cannot stand in HTTP.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let value = HeaderValue::from_str(value)
            .map_err(|_| wrong(format!("the value of the header `{name}` has characters that HTTP does not allow")))?;
        self.insert(name, value)
    }

    /// Sets a header that holds a secret, after this prefix.
    ///
    /// # Errors
    /// When the secret cannot stand in HTTP.
    pub(crate) fn set_secret(&mut self, name: &str, prefix: &str, secret: &Secret) -> Result<()> {
        let text = secrecy::SecretString::from(format!("{prefix}{}", secret.expose()));
        let mut value = HeaderValue::from_str(secrecy::ExposeSecret::expose_secret(&text)).map_err(|_| {
            ErrorKind::AuthToken("it has characters that cannot stand in a header, such as a line end".into())
        })?;
        value.set_sensitive(true);
        self.insert(name, value)
    }

    fn insert(&mut self, name: &str, value: HeaderValue) -> Result<()> {
        let name = HeaderName::try_from(name).map_err(|_| wrong(format!("`{name}` is no name of a header")))?;
        self.0.insert(name, value);
        Ok(())
    }

    pub(super) fn into_map(self) -> HeaderMap {
        self.0
    }

    /// As text, for who carries it instead of the network.
    #[cfg(feature = "fog")]
    pub(super) fn into_pairs(self) -> Vec<(String, String)> {
        let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
        self.0.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
    }
}

fn wrong(reason: String) -> crate::Error {
    ErrorKind::Configuration(reason).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn secrets_do_not_print_and_cannot_smuggle_headers_in() {
        let mut headers = Headers::default();
        headers.set_secret("authorization", "Bearer ", &Secret::new("hunter2".into())).unwrap();
        assert!(!format!("{headers:?}").contains("hunter2"));
        let error = headers.set_secret("authorization", "Bearer ", &Secret::new("a\r\nx: hunter2".into())).unwrap_err();
        assert!(error.is_authentication() && !format!("{error:?}").contains("hunter2"));
        assert!(headers.set("x y", "1").unwrap_err().to_string().contains("no name of a header"));
        assert!(headers.set("x", "1\n2").unwrap_err().to_string().contains("does not allow"));
    }
}
