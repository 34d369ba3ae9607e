//! [`Attempt`]: one request to one node, and as much of its answer as has come.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::error::{Error, Result, WaitedFor};
use crate::fog::directory::{Directory, Observed};
use crate::fog::link::Link;
use crate::fog::protocol::Rates;
use crate::fog::{FogTimeouts, NodeId};
use crate::gate::Outbound;
use crate::platform::{Delta, Usage};
use crate::transport::{Method, Response, after};
use crate::wire::Assembler;

/// How long the end of a body is waited for after the end of the answer, so that the connection is used again.
const GRACE: Duration = Duration::from_millis(50);

/// Bytes a second that a network carries at least.
const SLOWEST_UPLOAD: usize = 256 << 10;

/// Fewer tokens than this say nothing about how fast a node is.
const FEWEST_TOKENS: u32 = 4;

/// One request to one node, and as much of its answer as has come.
pub(super) struct Attempt {
    link: Link,
    response: Response,
    assembler: Assembler,
    sent: Instant,
    first: Option<Instant>,
    /// When anything came last, be it only a sign of life.
    heard: Instant,
    usage: Option<Usage>,
    /// Bytes that were sent, and bytes of text that were heard.
    sizes: (usize, usize),
    /// Whether it shows how fast the node is.
    shows_speed: bool,
    with_node: WithNode,
}

/// A turn is with a node as long as this lives.
struct WithNode(Arc<Directory>, NodeId);

impl Drop for WithNode {
    fn drop(&mut self) {
        self.0.returned(self.1);
    }
}

/// What was read, and how it ended if it did.
pub(super) struct Read {
    pub(super) deltas: Vec<Delta>,
    pub(super) end: Option<Result<()>>,
}

impl Attempt {
    /// Sends a request; ends when the answer begins.
    pub(super) async fn send(
        directory: &Arc<Directory>,
        link: Link,
        path: &str,
        outbound: &Outbound,
        assembler: Assembler,
        (bytes, shows_speed): (usize, bool),
    ) -> Result<Self> {
        let timeouts = directory.config.timeouts;
        let sent = Instant::now();
        directory.sent(link.node());
        let with_node = WithNode(Arc::clone(directory), link.node());
        // A node that lives sends the head of its answer within the time of a sign of life.
        let upload = Duration::from_secs((bytes / SLOWEST_UPLOAD).try_into().unwrap_or(u64::MAX).min(60));
        let limit = timeouts.connect.saturating_add(timeouts.silence).saturating_add(upload);
        let response = timeout_at(after(sent, limit), link.ask(Method::Post, path, outbound)).await;
        let response = response.map_err(|_| link.timeout(WaitedFor::FirstToken, limit))??;
        let heard = Instant::now();
        Ok(Self {
            link,
            response,
            assembler,
            sent,
            first: None,
            heard,
            usage: None,
            sizes: (bytes, 0),
            shows_speed,
            with_node,
        })
    }

    pub(super) fn node(&self) -> NodeId {
        self.link.node()
    }

    /// Reads until there is something, or the end.
    pub(super) async fn read(&mut self, timeouts: &FogTimeouts) -> Read {
        let mut deltas = Vec::new();
        let mut end = None;
        while deltas.is_empty() && end.is_none() {
            end = self.read_more(timeouts, &mut deltas).await.transpose();
        }
        for delta in &deltas {
            self.note(delta);
        }
        if let Some(Ok(())) = end {
            self.finished();
        }
        Read { deltas, end }
    }

    async fn read_more(&mut self, timeouts: &FogTimeouts, deltas: &mut Vec<Delta>) -> Result<Option<()>> {
        let silent = after(self.heard, timeouts.silence);
        let (until, error) = match self.first {
            None if after(self.sent, timeouts.first_token) < silent => {
                (after(self.sent, timeouts.first_token), self.link.timeout(WaitedFor::FirstToken, timeouts.first_token))
            }
            _ => (silent, self.link.timeout(WaitedFor::MoreTokens, timeouts.silence)),
        };
        let piece = timeout_at(until, self.response.chunk()).await.map_err(|_| error)?;
        let Some(piece) = piece.map_err(|error| self.broke_off(error))? else {
            self.assembler.end(deltas)?;
            return Ok(Some(()));
        };
        self.heard = Instant::now();
        self.assembler.push(&piece, deltas)?;
        if !self.assembler.is_finished() {
            return Ok(None);
        }
        let until = Instant::now() + GRACE;
        while let Ok(Ok(Some(_))) = timeout_at(until, self.response.chunk()).await {}
        Ok(Some(()))
    }

    /// The same error with the node's name.
    fn broke_off(&self, error: Error) -> Error {
        let kind = crate::error::ErrorKind::Transport {
            destination: self.link.name(),
            reason: "the connection broke off in the middle of the answer".to_owned(),
        };
        Error::with_source(kind, error)
    }

    fn note(&mut self, delta: &Delta) {
        match delta {
            Delta::Usage(usage) => self.usage = Some(*usage),
            Delta::Text(text) | Delta::Reasoning(text) | Delta::CallStart { name: text, .. } => {
                self.first.get_or_insert_with(Instant::now);
                self.sizes.1 += text.len();
            }
            Delta::CallArguments { fragment, .. } => self.sizes.1 += fragment.len(),
            _ => {}
        }
    }

    /// Tells what the answer showed of the node.
    fn finished(&self) {
        let mut rates = Rates::default();
        if let (Some(usage), Some(first), true) = (self.usage, self.first, self.shows_speed) {
            let read = usage.input_tokens.saturating_sub(usage.cached_input_tokens);
            let (sent, heard) = self.sizes;
            rates.prefill = rate(at_most(read, sent), first.saturating_duration_since(self.sent));
            rates.decode = rate(at_most(usage.output_tokens, heard).saturating_sub(1), first.elapsed());
        }
        let WithNode(directory, node) = &self.with_node;
        directory.observed(*node, Observed { rates });
    }
}

/// A token has a byte at least: a node that says that it wrote more of them than that is not as fast as it seems.
fn at_most(tokens: u32, bytes: usize) -> u32 {
    tokens.min(u32::try_from(bytes).unwrap_or(u32::MAX))
}

#[allow(clippy::cast_precision_loss, reason = "numbers of tokens are far below that")]
fn rate(tokens: u32, time: Duration) -> Option<f32> {
    (tokens >= FEWEST_TOKENS && !time.is_zero()).then(|| tokens as f32 / time.as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_no_faster_than_what_was_heard_of_it() {
        assert_eq!((at_most(12, 40), at_most(u32::MAX, 40)), (12, 40));
        let second = Duration::from_secs(1);
        assert!(rate(at_most(u32::MAX, 40), second).is_some_and(|rate| rate <= 40.0));
        assert_eq!((rate(3, second), rate(40, Duration::ZERO)), (None, None));
    }
}
