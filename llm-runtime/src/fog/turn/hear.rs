//! What of a node's answer is told.

use super::Turn;
use super::told::Differs;
use crate::error::{ErrorKind, Result};
use crate::fog::NodeId;
use crate::platform::{Delta, Ignored};

impl Turn<'_> {
    /// Tells what is new of a delta.
    pub(super) fn take(&mut self, delta: Delta, node: NodeId) -> Result<()> {
        match delta {
            Delta::Tokens(tokens) => {
                let new = self.follow(&tokens);
                if self.request.token_ids && !new.is_empty() {
                    self.ready.push_back(Delta::Tokens(new));
                }
                return Ok(());
            }
            Delta::Usage(usage) => {
                let computed = usage.input_tokens.saturating_add(usage.output_tokens);
                self.memory.held = Some((node, usize::try_from(computed).unwrap_or(usize::MAX)));
            }
            Delta::Ignored(Ignored { .. }) if self.moves > 0 => return Ok(()),
            _ => {}
        }
        self.tell(delta, node)
    }

    /// Tells what is new of a delta. Another answer than the one that was begun takes its place, in sight of the reader.
    fn tell(&mut self, delta: Delta, node: NodeId) -> Result<()> {
        let other = match self.told.pass(delta) {
            Ok(new) => {
                self.ready.extend(new);
                return Ok(());
            }
            Err(Differs(other)) => other,
        };
        let Some(instead) = self.told.take_back() else {
            let reason = "the answer broke off at another node after a call, and this one would call otherwise";
            let destination = format!("node {}", node.short());
            return Err(ErrorKind::Transport { destination, reason: reason.to_owned() }.into());
        };
        tracing::info!(node = node.short(), "the answer is generated anew");
        self.ready.extend(instead);
        if self.request.token_ids {
            self.ready.push_back(Delta::Tokens(self.tokens.iter().take(self.repeated).copied().collect()));
        }
        // After what was told instead, nothing is expected any more, and nothing can differ.
        self.ready.extend(self.told.pass(other).ok().flatten());
        Ok(())
    }

    /// Keeps the tokens of the answer; those that are told again are there. Gives the new ones.
    fn follow(&mut self, tokens: &[u32]) -> Vec<u32> {
        let mut new = Vec::new();
        for token in tokens {
            if self.tokens.get(self.repeated) != Some(token) {
                self.tokens.truncate(self.repeated);
                self.tokens.push(*token);
                new.push(*token);
            }
            self.repeated += 1;
        }
        new
    }
}
