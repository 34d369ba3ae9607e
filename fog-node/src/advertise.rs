//! [`Advertisement`]: says on the local network that a node is there.
//!
//! It says who the node is and how it is spoken to, and nothing about whose it is, what runs on it and how busy it is: whoever
//! is on the same network reads it. Clients find out the rest from the node itself, once they know it.

use std::time::Duration;

use anyhow::{Context, Result};
use llm_runtime::fog::protocol::SERVICE_TYPE;
use llm_runtime::fog::{Interface, NodeId};
use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};

/// The port of multicast DNS.
pub const MDNS: u16 = 5353;

/// How long the network is given to hear that a node leaves.
const FAREWELL: Duration = Duration::from_secs(2);

/// How much of the identity names the host; a name of it has to be one on its network.
const HOST: usize = 32;

/// Says that a node is there, until it is taken back or dropped.
pub struct Advertisement {
    daemon: ServiceDaemon,
    name: String,
}

impl Advertisement {
    /// Says on these interfaces and no others that a node listens at this port.
    ///
    /// # Errors
    /// When the system does not let us speak there.
    pub fn new(node: NodeId, port: u16, interfaces: &[Interface], mdns: u16) -> Result<Self> {
        let daemon = ServiceDaemon::new_with_port(mdns).context("the local network cannot be spoken to")?;
        daemon.disable_interface(IfKind::All)?;
        for interface in interfaces {
            daemon.enable_interface(kind(interface)?)?;
        }
        let id = node.to_string();
        let host = format!("{}.local.", &id[..HOST]);
        let properties = [("txtvers", "1"), ("id", &id), ("api", "/v1"), ("tls", "1"), ("au", "jwt")];
        let mut service = ServiceInfo::new(SERVICE_TYPE, &id, &host, "", port, &properties[..])
            .context("the node cannot be advertised")?
            .enable_addr_auto();
        // Nobody else has this name, unless he wants to be taken for this node; asking first costs a second.
        service.set_requires_probe(false);
        let name = service.get_fullname().to_owned();
        daemon.register(service).context("the node cannot be advertised")?;
        Ok(Self { daemon, name })
    }

    /// Takes it back. Waits until the network has been told.
    pub async fn goodbye(self) {
        if let Ok(told) = self.daemon.unregister(&self.name) {
            let _ = tokio::time::timeout(FAREWELL, told.recv_async()).await;
        }
    }
}

fn kind(interface: &Interface) -> Result<IfKind> {
    match interface {
        Interface::Loopback => Ok(IfKind::LoopbackV4),
        Interface::Named(name) => Ok(IfKind::Name(name.clone())),
        other => anyhow::bail!("{other:?} is an interface of a kind that is not known here"),
    }
}

impl Drop for Advertisement {
    fn drop(&mut self) {
        // It ends by itself when it cannot be told.
        let _ = self.daemon.shutdown();
    }
}

impl std::fmt::Debug for Advertisement {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Advertisement").field("name", &self.name).finish_non_exhaustive()
    }
}
