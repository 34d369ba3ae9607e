//! Asks the nodes how they are, before one is chosen.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::known::Known;
use super::{Directory, crowded};
use crate::fog::NodeId;

/// How long those that answer wait for those that do not: a node that takes longer to say how it is would not be chosen.
const LATECOMERS: Duration = Duration::from_millis(150);

/// As long where a reader waits for an answer that broke off to go on.
const LATECOMERS_IN_HASTE: Duration = Duration::from_millis(40);

/// The most nodes that are asked at once.
const MOST_AT_ONCE: usize = 64;

/// A node is being asked as long as this lives, which may end before the answer is there.
struct Asking(Arc<Directory>, NodeId);

impl Drop for Asking {
    fn drop(&mut self) {
        let Self(directory, node) = self;
        if let Some(known) = directory.lock().get_mut(node) {
            known.was_asked();
        }
        directory.asked.notify_waiters();
    }
}

impl Directory {
    /// Asks every node of which nothing new is known, in need also those that are to be left alone. Ends when all have
    /// answered, or some have and the others take longer.
    pub(super) async fn refresh(self: &Arc<Self>, tried: &BTreeMap<NodeId, String>, in_need: bool) {
        let mut asked = JoinSet::new();
        for node in self.stale(tried, in_need) {
            let asking = Asking(Arc::clone(self), node);
            asked.spawn(async move {
                let Asking(directory, node) = &asking;
                // What it said is kept.
                let _ = directory.status(*node).await;
            });
        }
        // Others may ask the same nodes.
        loop {
            let mut one_was_asked = pin!(self.asked.notified());
            one_was_asked.as_mut().enable();
            if self.has_fresh(tried) || !self.is_asking(tried) {
                break;
            }
            one_was_asked.await;
        }
        let until = Instant::now() + if tried.is_empty() { LATECOMERS } else { LATECOMERS_IN_HASTE };
        while let Ok(Some(_)) = timeout_at(until, asked.join_next()).await {}
        // Those who answer later are known for the next turn.
        asked.detach_all();
    }

    fn stale(&self, tried: &BTreeMap<NodeId, String>, in_need: bool) -> Vec<NodeId> {
        let now = Instant::now();
        let mut all = self.lock();
        let mut considered: Vec<(&NodeId, &mut Known)> =
            all.iter_mut().filter(|(node, _)| self.is_considered(node, tried)).collect();
        considered.sort_by_cached_key(|(_, known)| crowded::turn(known));
        let asked =
            considered.into_iter().filter_map(|(node, known)| known.is_to_be_asked(now, in_need).then_some(*node));
        asked.take(MOST_AT_ONCE).collect()
    }

    /// Asks a node that is said to be gone, and whether it is. Who has just been asked, or is being asked, is not asked again:
    /// anybody can say that somebody is gone, as often as he likes.
    pub(in crate::fog) async fn is_gone(self: &Arc<Self>, node: NodeId) -> bool {
        let is_to_be_asked = self.lock().get_mut(&node).is_some_and(|known| known.is_to_be_asked(Instant::now(), true));
        if !is_to_be_asked {
            return false;
        }
        let asking = Asking(Arc::clone(self), node);
        asking.0.status(node).await.is_err()
    }

    fn is_asking(&self, tried: &BTreeMap<NodeId, String>) -> bool {
        self.lock().iter().any(|(node, known)| self.is_considered(node, tried) && known.is_being_asked())
    }

    fn has_fresh(&self, tried: &BTreeMap<NodeId, String>) -> bool {
        let now = Instant::now();
        let all = self.lock();
        all.iter().any(|(node, known)| self.is_considered(node, tried) && known.is_usable(now) && known.is_fresh(now))
    }
}
