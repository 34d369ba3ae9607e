//! [`Link`]: connections to one node, whose key is checked before anything is sent.

use core::net::SocketAddr;
use std::time::Duration;

use llm_functions::Sensitivity;
use tokio::time::Instant;

use super::protocol::{STATUS_PATH, Status};
use super::{NodeId, Trust};
use crate::auth::{AuthToken, Issued};
use crate::authorized;
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::labelled::Labelled;
use crate::platform::Tier;
use crate::transport::{BaseUrl, Client, Headers, Instead, Method, Node, Proxy, Response, Settings};

/// The most bytes of a node's status.
const MOST_OF_A_STATUS: usize = 256 << 10;

/// Connections to one node.
#[derive(Clone, Debug)]
pub(super) struct Link {
    node: NodeId,
    client: Client,
    auth: AuthToken,
}

impl Link {
    /// Prepares connections to a node at these addresses; connects to nobody yet.
    ///
    /// # Errors
    /// When there is no reason to believe the node.
    pub(super) fn new(
        node: NodeId,
        addresses: Vec<SocketAddr>,
        trust: &Trust,
        auth: AuthToken,
        ceiling: Sensitivity,
        connect: Duration,
        instead: Instead,
    ) -> Result<Self> {
        // Without a port, so that each address keeps its own.
        let base = BaseUrl::parse(&format!("https://{}", node.server_name()), false)?;
        let settings = Settings {
            proxy: Proxy::None,
            authorities: Vec::new(),
            connect_timeout: connect,
            node: Some(Node { tls: trust.tls(node)?, addresses, instead }),
        };
        Ok(Self { node, client: Client::new(base, Tier::Fog, ceiling, &settings)?, auth })
    }

    pub(super) fn node(&self) -> NodeId {
        self.node
    }

    /// Its name in errors.
    pub(super) fn name(&self) -> String {
        format!("node {}", self.node.short())
    }

    /// What the gate has let through to this node.
    ///
    /// # Errors
    /// When it is more private than nodes may see.
    pub(super) fn release(&self, body: Labelled<Vec<u8>>) -> Result<Outbound> {
        Outbound::release(body, self.client.destination())
    }

    /// What the node tells of itself. The time that it took is one round trip on a connection that is there.
    ///
    /// # Errors
    /// When the node is not reached or not believed, refuses, or tells something else.
    pub(super) async fn status(&self, limit: Duration) -> Result<(Status, Duration)> {
        let nothing = self.release(Labelled::new(Vec::new(), Sensitivity::Public))?;
        let begun = Instant::now();
        let asked = async {
            let (body, whole) = self.ask(Method::Get, STATUS_PATH, &nothing).await?.body(MOST_OF_A_STATUS).await?;
            let status = whole.then(|| serde_json::from_slice::<Status>(&body).ok()).flatten();
            status
                .filter(|status| status.node == self.node)
                .ok_or_else(|| self.foreign("it tells no status of its own"))
        };
        let status = tokio::time::timeout(limit, asked)
            .await
            .map_err(|_| self.timeout(WaitedFor::End, limit))?
            .map_err(|error| self.explained(error))?;
        Ok((status, begun.elapsed()))
    }

    /// Asks, with a fresh token if the node refuses the last one. Gives back a success only.
    ///
    /// # Errors
    /// When the node is not reached or not believed, or answers anything else.
    pub(super) async fn ask(&self, method: Method, path: &str, outbound: &Outbound) -> Result<Response> {
        let attempt = |token: Option<Issued>| async move { self.attempt(method, path, outbound, token.as_ref()).await };
        authorized::ask(&self.auth, outbound.sensitivity(), attempt).await
    }

    async fn attempt(
        &self,
        method: Method,
        path: &str,
        outbound: &Outbound,
        token: Option<&Issued>,
    ) -> Result<Response> {
        let mut headers = Headers::default();
        if method == Method::Post {
            headers.set("content-type", "application/json")?;
        }
        if let Some(token) = token {
            headers.set_secret("authorization", "Bearer ", token.secret())?;
        }
        self.client.send(method, path, headers, outbound).await.map_err(|error| self.explained(error))
    }

    /// The same error in words about nodes.
    fn explained(&self, error: Error) -> Error {
        let node = self.node.short();
        match error.kind() {
            ErrorKind::Certificate { .. } => {
                let reason = if has_other_key(&error) {
                    "the machine at its address has another key; if the node was set up anew, pair with it again or let \
                     the site's authority enrol it, else somebody wants to be taken for it"
                } else {
                    "its certificate is not one of the site's authority, or is over; `fog-node enroll` on the node renews it"
                };
                Error::with_source(ErrorKind::Untrusted { node, reason: reason.to_owned() }, error)
            }
            ErrorKind::Transport { reason, .. } => {
                let kind = ErrorKind::Transport { destination: self.name(), reason: reason.clone() };
                Error::with_source(kind, error)
            }
            ErrorKind::Timeout { waited_for, limit, .. } => self.timeout(*waited_for, *limit),
            _ => error,
        }
    }

    fn foreign(&self, reason: &str) -> Error {
        ErrorKind::NotTheApi { destination: self.name(), reason: reason.to_owned() }.into()
    }

    /// It took too long.
    pub(super) fn timeout(&self, waited_for: WaitedFor, limit: Duration) -> Error {
        ErrorKind::Timeout { destination: self.name(), waited_for, limit }.into()
    }
}

/// Our own verifier's words are behind those of the libraries around it.
fn has_other_key(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.to_string().contains("OtherKey") || error.to_string().contains("another key than the node") {
            return true;
        }
        source = error.source();
    }
    false
}
