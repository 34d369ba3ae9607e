//! [`FogConfig`]: which nodes there are, whom of them to believe, and how to use them.

use core::net::SocketAddr;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use llm_functions::Sensitivity;

use super::surroundings::Surroundings;
use super::{NodeId, Paired, Trust};
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

/// How long a node may take; [`Duration::MAX`] for as long as it likes. A node shows each second that it lives; who says nothing
/// for longer is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FogTimeouts {
    /// Until there is a connection, with TLS; 1 second unless set.
    pub connect: Duration,
    /// For the status; 1 second unless set.
    pub status: Duration,
    /// Without any sign of life in the middle of an answer; 3 seconds unless set.
    pub silence: Duration,
    /// Until the first token, however much the node lives; 5 minutes unless set.
    pub first_token: Duration,
    /// For the whole turn, at all nodes together; 15 minutes unless set.
    pub whole: Duration,
}

impl Default for FogTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            status: Duration::from_secs(1),
            silence: Duration::from_secs(3),
            first_token: Duration::from_secs(5 * 60),
            whole: Duration::from_secs(15 * 60),
        }
    }
}

impl FogTimeouts {
    /// Sets how long connecting may take.
    #[must_use]
    pub const fn connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// Sets how long a node may take to tell its status.
    #[must_use]
    pub const fn status(mut self, limit: Duration) -> Self {
        self.status = limit;
        self
    }

    /// Sets how long a node may show no sign of life.
    #[must_use]
    pub const fn silence(mut self, limit: Duration) -> Self {
        self.silence = limit;
        self
    }

    /// Sets how long the first token may take.
    #[must_use]
    pub const fn first_token(mut self, limit: Duration) -> Self {
        self.first_token = limit;
        self
    }

    /// Sets how long the whole turn may take.
    #[must_use]
    pub const fn whole(mut self, limit: Duration) -> Self {
        self.whole = limit;
        self
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
