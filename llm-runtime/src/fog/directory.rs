//! [`Directory`]: the nodes that are known, each by its identity, with the connections to them and what was seen of them.

mod chosen;
mod crowded;
mod known;
mod refresh;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, broadcast, mpsc};
use tokio::time::Instant;

use super::link::Link;
use super::protocol::{Rates, Status};
use super::remembered::Remembered;
use super::{FogConfig, NodeAddress, NodeChange, NodeId};
use crate::error::{Error, ErrorKind, Result};
pub(super) use chosen::Chosen;
use known::Known;

/// The most nodes that are kept: who advertises more wants the memory.
const MOST_NODES: usize = 1024;

/// How many changes whoever listens may be behind.
const MOST_CHANGES: usize = 256;

/// The nodes that are known.
pub(super) struct Directory {
    pub(super) config: FogConfig,
    known: Mutex<BTreeMap<NodeId, Known>>,
    changes: broadcast::Sender<NodeChange>,
    /// Told whenever a node was asked, whatever came of it.
    asked: Notify,
    /// Whoever looks out is told which nodes do not answer.
    missing: Mutex<Option<mpsc::Sender<NodeId>>>,
    remembered: Option<Remembered>,
}

/// What an answer showed of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Observed {
    pub(super) rates: Rates,
}

impl Directory {
    pub(super) fn new(config: FogConfig) -> Self {
        let changes = broadcast::Sender::new(MOST_CHANGES);
        let remembered = config.remembered.as_deref().map(Remembered::open);
        let (known, asked, missing) = (Mutex::default(), Notify::new(), Mutex::default());
        let directory = Self { config, known, changes, asked, missing, remembered };
        directory.remembered.iter().flat_map(Remembered::nodes).for_each(|node| directory.add(node));
        for node in directory.config.nodes.clone() {
            let id = node.node;
            directory.add(node);
            if let Some(known) = directory.lock().get_mut(&id) {
                known.named = true;
            }
        }
        directory
    }

    /// Adds a node, or further addresses of one that is known.
    pub(super) fn add(&self, NodeAddress { node, addresses }: NodeAddress) {
        let mut all = self.lock();
        if all.len() >= MOST_NODES && !all.contains_key(&node) && !crowded::make_room(&mut all) {
            tracing::warn!(node = node.short(), "more nodes are advertised than are kept; this one is passed over");
            return;
        }
        let is_new = !all.contains_key(&node);
        let known = all.entry(node).or_default();
        if !known.add(addresses) && !is_new {
            return;
        }
        let node = NodeAddress::new(node, known.addresses.clone());
        // Nobody need listen.
        let _ = self.changes.send(if is_new { NodeChange::Added(node) } else { NodeChange::Changed(node) });
    }

    /// Forgets a node, unless it was named by the application or works for us.
    pub(super) fn remove(&self, node: NodeId) {
        let mut all = self.lock();
        if all.get(&node).is_some_and(|known| !known.named && known.outstanding == 0) {
            all.remove(&node);
            let _ = self.changes.send(NodeChange::Removed(node));
        }
    }

    /// What changes from now on.
    pub(super) fn changes(&self) -> broadcast::Receiver<NodeChange> {
        self.changes.subscribe()
    }

    /// Tells this one from now on which nodes do not answer.
    pub(super) fn report_missing(&self, to: mpsc::Sender<NodeId>) {
        *self.missing.lock().unwrap_or_else(PoisonError::into_inner) = Some(to);
    }

    fn is_missing(&self, node: NodeId) {
        if let Some(missing) = &*self.missing.lock().unwrap_or_else(PoisonError::into_inner) {
            // One that is not told of now is told of after the next failure.
            let _ = missing.try_send(node);
        }
    }

    pub(super) fn nodes(&self) -> Vec<NodeAddress> {
        self.lock().iter().map(|(node, known)| NodeAddress::new(*node, known.addresses.clone())).collect()
    }

    /// The connections to a node.
    ///
    /// # Errors
    /// When it is not known, or there is no reason to believe it.
    pub(super) fn link(&self, node: NodeId) -> Result<Link> {
        let mut all = self.lock();
        let known = all.get_mut(&node).ok_or_else(|| unknown(node))?;
        if let Some(link) = &known.link {
            return Ok(link.clone());
        }
        let address = known.address().ok_or_else(|| unknown(node))?;
        let config = &self.config;
        let auth = config.own_auth.get(&node).unwrap_or(&config.auth).clone();
        let link = Link::new(node, vec![address], auth, config)?;
        known.link = Some(link.clone());
        Ok(link)
    }

    /// Asks a node for its status, and keeps what it says. Its addresses are tried one after the other, because whoever
    /// advertises a node's name at an address of his own can do no more than cost time.
    pub(super) async fn status(&self, node: NodeId) -> Result<Status> {
        loop {
            let asked = async {
                let link = self.link(node)?;
                link.status(self.config.timeouts.status).await
            };
            let answer = asked.await;
            let mut all = self.lock();
            let Some(known) = all.get_mut(&node) else { return answer.map(|(status, _)| status) };
            match answer {
                Ok((status, took)) => {
                    known.told(status.clone(), took);
                    let seen = NodeAddress::new(node, known.addresses.clone());
                    drop(all);
                    if let Some(remembered) = &self.remembered {
                        remembered.seen(seen);
                    }
                    return Ok(status);
                }
                Err(_) if known.next_address() => {}
                Err(error) => {
                    known.failed(error.to_string(), Instant::now());
                    drop(all);
                    self.is_missing(node);
                    return Err(error);
                }
            }
        }
    }

    /// A turn was sent to a node.
    pub(super) fn sent(&self, node: NodeId) {
        if let Some(known) = self.lock().get_mut(&node) {
            known.outstanding += 1;
        }
    }

    /// A turn is no longer with a node.
    pub(super) fn returned(&self, node: NodeId) {
        if let Some(known) = self.lock().get_mut(&node) {
            known.outstanding = known.outstanding.saturating_sub(1);
        }
    }

    /// A node answered to the end.
    pub(super) fn observed(&self, node: NodeId, observed: Observed) {
        if let Some(known) = self.lock().get_mut(&node) {
            known.observed(observed);
        }
    }

    /// A node failed, and is left alone for a while.
    pub(super) fn failed(&self, node: NodeId, reason: String) {
        if let Some(known) = self.lock().get_mut(&node) {
            known.failed(reason, Instant::now());
        }
        self.is_missing(node);
    }

    /// A node is well, and wants to be left alone for so long.
    pub(super) fn busy(&self, node: NodeId, pause: Duration) {
        if let Some(known) = self.lock().get_mut(&node) {
            known.busy(pause, Instant::now());
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<NodeId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown(node: NodeId) -> Error {
    let destination = format!("node {}", node.short());
    ErrorKind::Transport { destination, reason: "no address of it is known".to_owned() }.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_memory_for_nodes_is_bounded() {
        let directory = Directory::new(FogConfig::new());
        let address = core::net::SocketAddr::from(([127, 0, 0, 1], 1));
        for number in 0_u32..2000 {
            directory.add(NodeAddress::new(NodeId::of_public_key(&number.to_be_bytes()), [address]));
        }
        assert_eq!(directory.nodes().len(), MOST_NODES);
        let last = NodeId::of_public_key(&1999_u32.to_be_bytes());
        let is_known = directory.nodes().iter().any(|known| known.node == last);
        assert!(is_known, "those that were never seen make room for who comes");
    }

    #[tokio::test]
    async fn a_node_that_is_being_asked_or_has_just_answered_is_not_asked_because_of_a_goodbye() {
        let directory = Arc::new(Directory::new(FogConfig::new()));
        let node = NodeId::of_public_key(b"key");
        assert!(!directory.is_gone(node).await, "who is not known cannot go");
        directory.add(NodeAddress::new(node, [core::net::SocketAddr::from(([127, 0, 0, 1], 1))]));
        directory.lock().get_mut(&node).unwrap().told(Status::new(node, 1, 2, Vec::new()), Duration::from_millis(1));
        assert!(!directory.is_gone(node).await, "it has just answered");
        let other = NodeId::of_public_key(b"other");
        directory.add(NodeAddress::new(other, [core::net::SocketAddr::from(([127, 0, 0, 1], 1))]));
        assert!(directory.lock().get_mut(&other).unwrap().is_to_be_asked(Instant::now(), false));
        assert!(!directory.is_gone(other).await, "somebody asks it already");
        directory.lock().get_mut(&other).unwrap().was_asked();
        assert!(directory.is_gone(other).await, "nobody believes it, so it is none of ours");
    }
}
