//! Which of the nodes that are known takes a turn.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::time::Instant;

use super::Directory;
use super::known::Known;
use crate::error::{Error, ErrorKind, Result};
use crate::fog::NodeId;
use crate::fog::choice::{Choice, Seen, Work, choose};
use crate::fog::link::Link;
use crate::fog::protocol::{ModelState, NodeState, Status};

/// A node that was chosen, and what it was said to be when it was.
pub(in crate::fog) struct Chosen {
    pub(in crate::fog) link: Link,
    pub(in crate::fog) status: Status,
    pub(in crate::fog) choice: Choice,
}

impl Directory {
    /// The node for a turn of a session, except those that were tried in vain. `held` says which node has computed how much
    /// of this session's prompt.
    ///
    /// # Errors
    /// When there is none.
    pub(in crate::fog) async fn choose(
        self: &Arc<Self>,
        model: &str,
        work: Work,
        tried: &BTreeMap<NodeId, String>,
        held: Option<(NodeId, usize)>,
    ) -> Result<Chosen> {
        self.refresh(tried, false).await;
        let mut seen = self.seen(model, tried, held, false);
        if seen.is_empty() {
            // Whoever failed lately is better than nobody.
            self.refresh(tried, true).await;
            seen = self.seen(model, tried, held, true);
        }
        let choice = choose(&seen, work, self.config.surroundings.drawn());
        let node = choice.node().ok_or_else(|| self.nobody(model, tried))?;
        let status = seen.into_iter().find(|seen| seen.node == node).map(|seen| seen.status);
        let status = status.ok_or_else(|| self.nobody(model, tried))?;
        Ok(Chosen { link: self.link(node)?, status, choice })
    }

    /// What is expected of each node.
    pub(in crate::fog) async fn explain(self: &Arc<Self>, model: &str, work: Work) -> Choice {
        self.refresh(&BTreeMap::new(), false).await;
        choose(&self.seen(model, &BTreeMap::new(), None, false), work, 0.0)
    }

    /// The nodes that could take a turn now.
    fn seen(
        &self,
        model: &str,
        tried: &BTreeMap<NodeId, String>,
        held: Option<(NodeId, usize)>,
        in_need: bool,
    ) -> Vec<Seen> {
        let now = Instant::now();
        let all = self.lock();
        let may_be = |known: &Known| in_need || known.is_usable(now);
        let usable = all.iter().filter(|(node, known)| self.is_considered(node, tried) && may_be(known));
        let seen = usable.filter_map(|(node, known)| {
            let status = known.status().filter(|status| status.state != NodeState::Draining)?;
            let there = status.model(model).filter(|there| in_need || there.state != ModelState::Failed)?;
            // What was computed is gone with the model that computed it.
            let held = held.filter(|(of, _)| of == node && there.state == ModelState::Loaded);
            Some(known.seen(*node, status.with(model), held.map_or(0, |(_, tokens)| tokens)))
        });
        seen.collect()
    }

    pub(super) fn is_considered(&self, node: &NodeId, tried: &BTreeMap<NodeId, String>) -> bool {
        self.config.pinned.is_none_or(|pinned| pinned == *node) && !tried.contains_key(node)
    }

    /// Why there is no node for this model.
    fn nobody(&self, model: &str, tried: &BTreeMap<NodeId, String>) -> Error {
        let mut reasons: Vec<String> = tried.iter().map(|(node, why)| format!("{}: {why}", node.short())).collect();
        for (node, known) in self.lock().iter().filter(|(node, _)| self.is_considered(node, tried)) {
            reasons.push(format!("{}: {}", node.short(), known.why_not(model)));
        }
        if reasons.is_empty() {
            reasons.push("none is known; name one with `FogConfig::node`, or look for some with `discover`".to_owned());
        }
        let most = 8;
        if reasons.len() > most {
            let more = reasons.len() - most;
            reasons.truncate(most);
            reasons.push(format!("and {more} more"));
        }
        ErrorKind::NoNode { model: model.to_owned(), reasons: reasons.join("; ") }.into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::fog::FogConfig;

    #[tokio::test]
    async fn without_nodes_the_error_says_what_to_do() {
        let directory = Arc::new(Directory::new(FogConfig::new()));
        let work = Work { prompt: 1, most: None };
        let error = directory.choose("tiny", work, &BTreeMap::new(), None).await.err().unwrap();
        assert!(error.to_string().contains("FogConfig::node") && error.is_retryable(), "{error}");
    }
}
