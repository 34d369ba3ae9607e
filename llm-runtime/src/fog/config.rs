//! [`FogConfig`]: which nodes there are, whom of them to believe, and how to use them.

use core::net::SocketAddr;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use llm_functions::Sensitivity;

use super::surroundings::Surroundings;
use super::{ClientCertificate, FogTimeouts, NodeId, Paired, Trust};
use crate::auth::AuthToken;
use crate::error::Result;

/// A node and where it was said to be. Of these only the identity is believed, and it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeAddress {
    /// Who it is.
    pub node: NodeId,
    /// Where it may be reached: several interfaces, IPv4 and IPv6.
    pub addresses: Vec<SocketAddr>,
}

impl NodeAddress {
    /// A node at these addresses.
    pub fn new(node: NodeId, addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self { node, addresses: addresses.into_iter().collect() }
    }
}

/// Which nodes there are, whom of them to believe, and how to use them.
///
/// ```no_run
/// use llm_runtime::fog::{FogConfig, FogPlatform};
/// use llm_runtime::{AuthToken, Sensitivity};
///
/// let config = FogConfig::new()
///     .authority(std::fs::read("authority.pem")?)?
///     .auth(AuthToken::command("fog-node", ["token", "issue"]))
///     .models(["smollm2-135m-instruct"])
///     .ceiling(Sensitivity::Sensitive);
/// let platform = FogPlatform::new(config)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct FogConfig {
    pub(super) trust: Trust,
    pub(super) auth: AuthToken,
    /// Of nodes that make their own tokens: those of one are for no other.
    pub(super) own_auth: BTreeMap<NodeId, AuthToken>,
    pub(super) nodes: Vec<NodeAddress>,
    pub(super) models: Vec<String>,
    pub(super) ceiling: Sensitivity,
    pub(super) timeouts: FogTimeouts,
    pub(super) pinned: Option<NodeId>,
    pub(super) window: Option<usize>,
    pub(super) remembered: Option<PathBuf>,
    pub(super) client_certificate: Option<ClientCertificate>,
    pub(super) surroundings: Surroundings,
}

impl Default for FogConfig {
    fn default() -> Self {
        Self::new()
    }
}

impl FogConfig {
    /// No nodes, and nobody is believed. Nodes of the own house may see everything unless a [`ceiling`](Self::ceiling) is
    /// set.
    pub fn new() -> Self {
        Self {
            trust: Trust::new(),
            auth: AuthToken::none(),
            own_auth: BTreeMap::new(),
            nodes: Vec::new(),
            models: Vec::new(),
            ceiling: Sensitivity::Sensitive,
            timeouts: FogTimeouts::default(),
            pinned: None,
            window: None,
            remembered: None,
            client_certificate: None,
            surroundings: Surroundings::default(),
        }
    }

    /// Believes every node that this authority of the site vouches for, given as PEM.
    ///
    /// # Errors
    /// When it is no PEM, or has no certificate in it.
    pub fn authority(mut self, pem: impl AsRef<[u8]>) -> Result<Self> {
        self.trust = self.trust.authority(pem)?;
        Ok(self)
    }

    /// Believes whom this trust believes, and nobody else.
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Believes this node, because a person has compared its identity.
    pub fn believe(mut self, node: NodeId) -> Self {
        self.trust = self.trust.pin(node);
        self
    }

    /// Sets the token that nodes are shown, after they have shown who they are.
    pub fn auth(mut self, token: AuthToken) -> Self {
        self.auth = token;
        self
    }

    /// Shows this certificate to nodes that want one (`fog-node serve --require-client-certificate`), once they have shown
    /// theirs.
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.client_certificate = Some(certificate);
        self
    }

    /// Adds a node that is known without being looked for.
    pub fn node(mut self, node: NodeId, addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        self.nodes.push(NodeAddress::new(node, addresses));
        self
    }

    /// Uses a node that this client has paired with, at these addresses.
    pub fn paired(mut self, paired: &Paired, addresses: impl IntoIterator<Item = SocketAddr>) -> Self {
        let addresses: Vec<SocketAddr> = addresses.into_iter().collect();
        self.trust = self.trust.pin(paired.node());
        self.own_auth.insert(paired.node(), paired.auth(addresses.clone()));
        self.node(paired.node(), addresses)
    }

    /// Keeps the nodes that have shown who they are in this file, and begins with those of the last time: who they are and
    /// where they were, nothing else. They are believed for no other reason than before. A file that is damaged is reported
    /// (as a warning through `tracing`) and ignored.
    pub fn remember(mut self, file: impl Into<PathBuf>) -> Self {
        self.remembered = Some(file.into());
        self
    }

    /// Names the models that sessions may ask for.
    pub fn models<M: Into<String>>(mut self, models: impl IntoIterator<Item = M>) -> Self {
        self.models = models.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the most private data that nodes may see.
    pub fn ceiling(mut self, ceiling: Sensitivity) -> Self {
        self.ceiling = ceiling;
        self
    }

    /// Sets how long nodes may take.
    pub fn timeouts(mut self, timeouts: FogTimeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Uses this node and no other, whatever happens to it.
    pub fn pin(mut self, node: NodeId) -> Self {
        self.pinned = Some(node);
        self
    }

    /// Says how many tokens prompt and answer may have together, where that is known.
    pub fn window(mut self, tokens: usize) -> Self {
        self.window = Some(tokens);
        self
    }
}

impl fmt::Debug for FogConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("FogConfig")
            .field("trust", &self.trust)
            .field("auth", &self.auth)
            .field("nodes", &self.nodes)
            .field("models", &self.models)
            .field("ceiling", &self.ceiling)
            .finish_non_exhaustive()
    }
}
