//! [`Settings`]: how connections are made.

use std::fmt;
use std::time::Duration;

/// The proxy that requests go through. Those to this machine's own loopback go through none.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Proxy {
    /// None, whatever the environment says: a proxy reads what goes over plain HTTP, and learns of the rest whom it is for.
    #[default]
    None,
    /// The one that the environment's variables name (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` …).
    FromEnvironment,
    /// This one: `http://host:port`.
    Url(String),
}

/// Without the password that a proxy's address may hold.
impl fmt::Debug for Proxy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("None"),
            Self::FromEnvironment => out.write_str("FromEnvironment"),
            Self::Url(url) => write!(out, "Url({})", super::shown(url)),
        }
    }
}

/// How connections are made.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) proxy: Proxy,
    /// PEM, each with one certificate or several. Where there are any, no other authority is trusted.
    pub(crate) authorities: Vec<Vec<u8>>,
    /// With DNS and the TLS handshake.
    pub(crate) connect_timeout: Duration,
}
