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
    /// Where and how a node of the fog is reached, whose name no resolver knows.
    #[cfg(feature = "fog")]
    pub(crate) node: Option<Node>,
}

/// A machine that is reached at addresses which were found, and known by its key.
#[cfg(feature = "fog")]
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Speaks to that machine and to nobody else.
    pub(crate) tls: rustls::ClientConfig,
    /// Tried one after the other, at the port of the base URL.
    pub(crate) addresses: Vec<core::net::SocketAddr>,
    /// Who carries what is sent, where it is not the network.
    pub(crate) instead: super::Instead,
}
