//! [`BaseUrl`]: where an API is, as far as it is safe to send anything there.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use crate::error::{ErrorKind, Result};

/// The checked address of an API, to which paths are joined.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl(Url);

impl BaseUrl {
    /// Checks an address: HTTPS, or HTTP on this machine or where that is allowed.
    ///
    /// # Errors
    /// When it is no such address, or carries a password.
    pub(crate) fn parse(text: &str, plain_http_allowed: bool) -> Result<Self> {
        let url = Url::parse(text).map_err(|error| wrong(format!("`{}` is no base URL: {error}", shown(text))))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("a base URL with a user or password would show it in logs; use an `AuthToken`".into()));
        }
        let base = Self(url);
        match base.0.scheme() {
            "https" => Ok(base),
            "http" if plain_http_allowed || base.is_loopback() => Ok(base),
            "http" => Err(wrong(format!(
                "`{base}` would send everything unencrypted; use https, or allow it with `CloudConfig::allow_plain_http`"
            ))),
            scheme => Err(wrong(format!("a base URL begins with https:// or http://, not with {scheme}:"))),
        }
    }

    /// The address of a path below this one; a query stays at the end.
    pub(super) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let below = url.path().trim_end_matches('/');
        let joined = format!("{below}/{}", path.trim_start_matches('/'));
        url.set_path(&joined);
        url.set_fragment(None);
        url
    }

    /// Whether its path ends with this one.
    pub(crate) fn ends_with(&self, path: &str) -> bool {
        self.0.path().trim_end_matches('/').strip_suffix(path).is_some_and(|before| before.ends_with('/'))
    }

    /// Host and, where it is not the usual one, port.
    pub(crate) fn authority(&self) -> String {
        authority(&self.0)
    }

    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port, also where it is the usual one.
    pub(crate) fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// Whether the host is this machine. `localhost` is, because we resolve it ourselves.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Host and, where it is not the usual one, port.
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// As much of an address, malformed or not, as cannot hold a password or the key of a query.
pub(crate) fn shown(text: &str) -> &str {
    let end = text.find(['@', '?', '#']).unwrap_or(text.len());
    if text.contains('@') { "…" } else { &text[..end] }
}

fn wrong(reason: String) -> crate::Error {
    ErrorKind::Configuration(reason).into()
}

/// Without the query, which may hold a key.
impl fmt::Display for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}{}", self.0.scheme(), self.authority(), self.0.path())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn refused(text: &str) -> String {
        BaseUrl::parse(text, false).unwrap_err().to_string()
    }

    #[test]
    fn paths_are_joined_below_the_base_and_a_query_stays() {
        let join = |base: &str| BaseUrl::parse(base, false).unwrap().join("chat/completions").to_string();
        assert_eq!(join("https://api.example.org/v1"), "https://api.example.org/v1/chat/completions");
        assert_eq!(join("https://api.example.org/v1/"), "https://api.example.org/v1/chat/completions");
        assert_eq!(join("https://api.example.org"), "https://api.example.org/chat/completions");
        assert_eq!(join("https://a.example.org/x?v=1#y"), "https://a.example.org/x/chat/completions?v=1");
    }

    #[test]
    fn plain_http_stays_on_this_machine_unless_it_is_allowed() {
        for here in ["http://localhost:8080/v1", "http://127.0.0.1/v1", "http://127.9.9.9", "http://[::1]:1/"] {
            BaseUrl::parse(here, false).unwrap();
        }
        for there in
            ["http://example.org", "http://192.168.1.2:11434", "http://localhost.example.org", "http://0.0.0.0"]
        {
            assert!(refused(there).contains("allow_plain_http"), "{there}");
            BaseUrl::parse(there, true).unwrap();
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_secrets() {
        assert!(refused("api.example.org/v1").contains("is no base URL"));
        assert!(refused("ftp://example.org").contains("begins with https://"));
        assert!(refused("file:///etc/hosts").contains("begins with https://"));
        for secret in ["https://ada:hunter2@example.org", "ada:hunter2@example.org", "https://a b?key=hunter2"] {
            assert!(!refused(secret).contains("hunter2"), "{secret}");
        }
        let base = BaseUrl::parse("https://example.org:8443/v1?key=hunter2", false).unwrap();
        assert_eq!(format!("{base} {base:?}"), "https://example.org:8443/v1 https://example.org:8443/v1");
        assert_eq!((base.authority(), base.host(), base.port()), ("example.org:8443".into(), "example.org", 8443));
    }
}
