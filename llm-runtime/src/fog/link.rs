//! [`Link`]: connections to one node, whose key is checked before anything is sent.

use core::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use llm_functions::Sensitivity;
use tokio::time::Instant;

use super::protocol::{STATUS_PATH, Status};
use super::trust::{Disbelief, Shown, is_refusal_of_client};
use super::{FogConfig, NodeId};
use crate::auth::{AuthToken, Issued};
use crate::authorized;
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::labelled::Labelled;
use crate::platform::Tier;
use crate::transport::{BaseUrl, Client, Headers, Method, Node, Proxy, Response, Settings};

/// The most bytes of a node's status.
const MOST_OF_A_STATUS: usize = 256 << 10;

/// What a node says by breaking the connection off.
const WANTS_A_CERTIFICATE: &str = "the node wants a certificate of this client, and none was shown, or none that counts there; \
                                   see `FogConfig::client_certificate`";

/// Connections to one node.
#[derive(Clone, Debug)]
pub(super) struct Link {
    node: NodeId,
    client: Client,
    auth: AuthToken,
    shown: Shown,
    /// Whether the node has ever answered on these connections.
    answered: Arc<AtomicBool>,
}

impl Link {
    /// Prepares connections to a node at these addresses; connects to nobody yet.
    ///
    /// # Errors
    /// When there is no reason to believe the node.
    pub(super) fn new(node: NodeId, addresses: Vec<SocketAddr>, auth: AuthToken, config: &FogConfig) -> Result<Self> {
        // Without a port, so that each address keeps its own.
        let base = BaseUrl::parse(&format!("https://{}", node.server_name()), false)?;
        let shown = Shown::new(config.client_certificate.clone());
        let settings = Settings {
            proxy: Proxy::None,
            authorities: Vec::new(),
            connect_timeout: config.timeouts.connect,
            node: Some(Node {
                tls: config.trust.tls(node, &shown)?,
                addresses,
                instead: config.surroundings.carrier.clone(),
            }),
        };
        Ok(Self {
            node,
            client: Client::new(base, Tier::Fog, config.ceiling, &settings)?,
            auth,
            shown,
            answered: Arc::default(),
        })
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
        let response = self.client.send(method, path, headers, outbound).await;
        self.answered.fetch_or(response.is_ok(), Ordering::Relaxed);
        response.map_err(|error| self.explained(error))
    }

    /// The same error in words about nodes.
    fn explained(&self, error: Error) -> Error {
        let node = self.node.short();
        match error.kind() {
            ErrorKind::Certificate { .. } => {
                let reason = Disbelief::behind(&error).unwrap_or(Disbelief::Unknown).told();
                Error::with_source(ErrorKind::Untrusted { node, reason: reason.to_owned() }, error)
            }
            ErrorKind::Transport { reason, .. } => {
                let was_refused = self.shown.was_asked_for() && !self.answered.load(Ordering::Relaxed);
                let reason = if was_refused || is_refusal_of_client(&error) { WANTS_A_CERTIFICATE } else { reason };
                let kind = ErrorKind::Transport { destination: self.name(), reason: reason.to_owned() };
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
