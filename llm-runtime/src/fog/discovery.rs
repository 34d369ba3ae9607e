//! Who is there? Nodes say so on the local network; here it is listened to, in the background and as long as the platform
//! lives.
//!
//! What is heard leads to addresses and to nothing else. A node that takes its leave, or whose name somebody else takes its
//! leave with, is asked by the way that counts before it is forgotten; connections to it are left alone in any case.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::mpsc::Receiver;

use super::directory::Directory;
use super::protocol::SERVICE_TYPE;
use super::{NodeAddress, NodeId};
use crate::error::Result;
use crate::transport::{Interface, Lookout, Sighting};

/// The port of multicast DNS.
const MDNS: u16 = 5353;

/// How long it takes until is listened again when the listener has ended.
const AGAIN: Duration = Duration::from_secs(1);

/// The most names that are remembered.
const MOST_NAMES: usize = 4096;

/// Where nodes are looked for.
///
/// ```
/// use llm_runtime::fog::{Discovery, Interface};
/// let discovery = Discovery::on([Interface::Named("eth0".into())]);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Discovery {
    interfaces: Vec<Interface>,
    port: u16,
}

impl Default for Discovery {
    /// Within this machine: no question leaves it unless an interface is named.
    fn default() -> Self {
        Self::on([Interface::Loopback])
    }
}

impl Discovery {
    /// Looks on these interfaces.
    pub fn on(interfaces: impl IntoIterator<Item = Interface>) -> Self {
        Self { interfaces: interfaces.into_iter().collect(), port: MDNS }
    }

    /// Uses another port than multicast DNS', for a network of one's own, such as that of a test.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    pub(super) fn listen(&self) -> Result<Lookout> {
        Lookout::new(SERVICE_TYPE, &self.interfaces, self.port)
    }
}

/// What has changed about the nodes that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeChange {
    /// A node that was not known.
    Added(NodeAddress),
    /// A node has other addresses.
    Changed(NodeAddress),
    /// A node is not there any more.
    Removed(NodeId),
}

/// Where sightings come from: the network, or what a simulation makes up.
pub(super) trait Lookouts: Send + 'static {
    /// What is seen next; `None` when nothing more will be until it is [begun again](Self::again).
    fn next(&mut self) -> impl Future<Output = Option<Sighting>> + Send;

    /// Asks whether who has this name is still there.
    fn verify(&self, name: &str);

    /// Begins again; whether that went well.
    fn again(&mut self) -> bool;
}

/// The network.
pub(super) struct Heard {
    pub(super) discovery: Discovery,
    pub(super) lookout: Lookout,
}

impl Lookouts for Heard {
    fn next(&mut self) -> impl Future<Output = Option<Sighting>> + Send {
        self.lookout.next()
    }

    fn verify(&self, name: &str) {
        self.lookout.verify(name);
    }

    fn again(&mut self) -> bool {
        let again = self.discovery.listen();
        again.map(|lookout| self.lookout = lookout).is_ok()
    }
}

/// Listens as long as the platform lives. `missing` names nodes that did not answer.
pub(super) async fn watch(directory: Weak<Directory>, mut lookout: impl Lookouts, mut missing: Receiver<NodeId>) {
    let mut names: HashMap<String, NodeId> = HashMap::new();
    loop {
        let sighting = tokio::select! {
            sighting = lookout.next() => sighting,
            node = missing.recv() => {
                let Some(node) = node else { return };
                names.iter().filter(|(_, known)| **known == node).for_each(|(name, _)| lookout.verify(name));
                continue;
            }
        };
        let Some(directory) = directory.upgrade() else { return };
        match sighting {
            Some(Sighting::Here { name, id, addresses }) => {
                let Ok(node) = id.parse::<NodeId>() else { continue };
                if names.len() < MOST_NAMES {
                    names.insert(name, node);
                }
                directory.add(NodeAddress::new(node, addresses));
            }
            Some(Sighting::Gone { name }) => {
                if let Some(node) = names.remove(&name) {
                    tokio::spawn(leave(directory, node));
                }
            }
            None => {
                drop(directory);
                tokio::time::sleep(AGAIN).await;
                lookout.again();
            }
        }
    }
}

/// A node is said to be gone. It is, unless it answers.
async fn leave(directory: Arc<Directory>, node: NodeId) {
    if directory.is_gone(node).await {
        directory.remove(node);
    }
}
