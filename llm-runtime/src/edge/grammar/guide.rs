//! [`Guide`]: what a model may write next.

use llama_cpp_2::token::LlamaToken;

use super::free::{Free, Picked};
use super::held::Held;
use crate::edge::worker::Sampler;

/// Follows what a model writes: freely up to a call, and under a grammar from there on.
pub(crate) struct Guide {
    state: State,
    /// Tokens that stand in the place of the one that was picked, after the first.
    put: Vec<LlamaToken>,
    /// Samples the calls of a message that began freely: what suits words does not suit names and digits.
    calls: Option<Sampler>,
    spent: bool,
}

enum State {
    Free(Box<Free>),
    Held(Box<Held>),
}

impl Guide {
    pub(super) fn held(held: Held) -> Self {
        Self { state: State::Held(Box::new(held)), put: Vec::new(), calls: None, spent: false }
    }

    pub(super) fn free(free: Free, calls: Sampler) -> Self {
        Self { state: State::Free(Box::new(free)), put: Vec::new(), calls: Some(calls), spent: false }
    }

    /// The tokens that must come now, taken.
    pub(crate) fn forced(&mut self) -> Result<Vec<LlamaToken>, String> {
        match &mut self.state {
            State::Free(_) => Ok(Vec::new()),
            State::Held(held) => held.forced(),
        }
    }

    /// A token that may come; `None` when none may, or when a call would begin that could not be ended.
    pub(crate) fn pick(
        &mut self,
        logits: &[f32],
        sampler: &mut Sampler,
        left: u32,
    ) -> Result<Option<LlamaToken>, String> {
        let free = match &mut self.state {
            State::Free(free) => free,
            State::Held(held) => {
                let sampler = match &mut self.calls {
                    Some(calls) => {
                        calls.follow(sampler);
                        calls
                    }
                    None => sampler,
                };
                return held.pick(logits, sampler, left);
            }
        };
        match free.pick(logits, sampler, left) {
            Picked::Token(token) => Ok(Some(token)),
            Picked::Call(mut tokens, held) => {
                self.state = State::Held(held);
                let first = if tokens.is_empty() { None } else { Some(tokens.remove(0)) };
                self.put = tokens;
                Ok(first)
            }
            Picked::Spent => {
                self.spent = true;
                Ok(None)
            }
            Picked::Nothing => Ok(None),
        }
    }

    /// Takes a token that was picked, and gives the tokens that must follow it.
    pub(crate) fn accept(&mut self, token: LlamaToken) -> Result<Vec<LlamaToken>, String> {
        match &mut self.state {
            State::Free(free) => {
                // A call that was begun before, and is only followed here.
                let Some(mut held) = free.accept(token)? else { return Ok(Vec::new()) };
                let forced = held.forced()?;
                self.state = State::Held(held);
                Ok(forced)
            }
            State::Held(held) => {
                // The beginning of a call was taken when it was picked.
                if !held.take_begun() {
                    return held.accept(token);
                }
                let mut tokens = std::mem::take(&mut self.put);
                tokens.extend(held.forced()?);
                Ok(tokens)
            }
        }
    }

    /// Whether everything is written that may be.
    pub(crate) fn is_complete(&self) -> bool {
        matches!(&self.state, State::Held(held) if held.is_complete())
    }

    /// Whether a call would have begun that the tokens left are too few for.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent
    }
}
