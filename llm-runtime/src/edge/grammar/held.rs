//! [`Held`]: follows a grammar while a call is written, and sees to it that the call ends.

use std::collections::VecDeque;
use std::sync::Arc;

use llama_cpp_2::token::LlamaToken;
use llguidance::Matcher;
use llguidance::toktrie::{SimpleVob, TokenId};

use super::place::Place;
use super::tokens::Classes;
use crate::edge::worker::Sampler;

/// Texts by which what was begun is brought to an end.
#[derive(Clone, Debug, Default)]
pub(super) struct WaysOut {
    /// Those that end what is open, in syntaxes that are not JSON.
    pub(super) closers: Arc<[Vec<TokenId>]>,
    /// What closes all calls, and every end of it: some of it may have been written together with the end of a call.
    pub(super) endings: Arc<[Vec<TokenId>]>,
}

/// A grammar at some place of a call.
pub(super) struct Held {
    matcher: Matcher,
    classes: Arc<Classes>,
    reserve: u32,
    place: Place,
    ways_out: WaysOut,
    /// The rest of such a text that was begun.
    closing: VecDeque<TokenId>,
    /// Whether it has taken the beginning of a call that was just picked.
    begun: bool,
}

impl Held {
    pub(super) fn new(matcher: Matcher, classes: Arc<Classes>, reserve: u32, ways_out: WaysOut) -> Self {
        Self { matcher, classes, reserve, place: Place::default(), ways_out, closing: VecDeque::new(), begun: false }
    }

    /// How many tokens the shortest call may need at most.
    pub(super) fn reserve(&self) -> u32 {
        self.reserve
    }

    /// The same grammar after these tokens; `None` when it does not admit them.
    pub(super) fn after(&self, tokens: &[TokenId]) -> Option<Self> {
        let mut matcher = self.matcher.deep_clone();
        if matcher.try_consume_tokens(tokens).ok()? != tokens.len() {
            return None;
        }
        let mut held = Self::new(matcher, Arc::clone(&self.classes), self.reserve, self.ways_out.clone());
        for token in tokens {
            held.read(*token);
        }
        held.begun = true;
        Some(held)
    }

    /// Whether it took the beginning of a call that was picked; said once.
    pub(super) fn take_begun(&mut self) -> bool {
        std::mem::take(&mut self.begun)
    }

    /// The tokens that must come now, taken.
    pub(super) fn forced(&mut self) -> Result<Vec<LlamaToken>, String> {
        if self.matcher.is_stopped() {
            return Ok(Vec::new());
        }
        let forced = self.matcher.consume_ff_tokens();
        self.check()?;
        for token in &forced {
            self.read(*token);
        }
        Ok(forced.into_iter().map(|token| LlamaToken(token.cast_signed())).collect())
    }

    /// A token that the grammar allows; with few left, one that brings the call to its end.
    pub(super) fn pick(
        &mut self,
        logits: &[f32],
        sampler: &mut Sampler,
        left: u32,
    ) -> Result<Option<LlamaToken>, String> {
        let in_need = left <= self.reserve || self.place.is_long_fraction();
        if !in_need
            && let Some(favourite) = sampler.favourite(logits)
            && self.admits(favourite)?
        {
            return Ok(Some(favourite));
        }
        let mask = self.matcher.compute_mask_or_eos().map_err(|_| self.broken())?;
        if left <= self.reserve {
            if let Some(token) = self.closer(&mask) {
                return Ok(Some(LlamaToken(token.cast_signed())));
            }
            // A longer token may hold the end of a call and the beginning of the next.
            let mut short = mask.clone();
            short.and(&self.classes.short);
            if !self.admits_letter(&mask) && !short.is_zero() {
                return Ok(sampler.pick_masked(logits, short.as_slice()));
            }
        }
        let in_number =
            if self.ways_out.closers.is_empty() { !self.place.in_string } else { !self.admits_letter(&mask) };
        if in_number && self.place.is_long_fraction() {
            let mut shorter = mask.clone();
            shorter.sub(&self.classes.digits);
            if !shorter.is_zero() {
                return Ok(sampler.pick_masked(logits, shorter.as_slice()));
            }
        }
        Ok(sampler.pick_masked(logits, mask.as_slice()))
    }

    /// Whether the grammar allows a token: what the mask of all tokens would say of it, at a tenth of the cost.
    fn admits(&mut self, token: LlamaToken) -> Result<bool, String> {
        let token = token.0.cast_unsigned();
        // Beyond the vocabulary there are logits of no tokens.
        if (token as usize) >= self.classes.count() {
            return Ok(false);
        }
        self.matcher.validate_tokens(&[token]).map(|allowed| allowed == 1).map_err(|_| self.broken())
    }

    /// The token that ends the most, if the grammar allows one that ends anything.
    fn closer(&mut self, mask: &SimpleVob) -> Option<TokenId> {
        if let Some(next) = self.closing.pop_front().filter(|next| mask.is_allowed(*next)) {
            return Some(next);
        }
        self.closing.clear();
        if let Some(end) = self.classes.ends.iter().find(|token| mask.is_allowed(**token)) {
            return Some(*end);
        }
        let endings = Arc::clone(&self.ways_out.endings);
        if let Some(text) = endings.iter().find(|text| self.ends(text, mask)) {
            return self.begin_closing(text);
        }
        if !self.ways_out.closers.is_empty() {
            let closers = Arc::clone(&self.ways_out.closers);
            return closers.iter().find(|text| self.closes(text, mask)).and_then(|text| self.begin_closing(text));
        }
        // Within a string a bracket is a character like any other.
        let closers = if self.place.in_string { self.classes.quote.as_slice() } else { &self.classes.closers };
        closers.iter().find(|token| mask.is_allowed(**token)).copied()
    }

    fn begin_closing(&mut self, text: &[TokenId]) -> Option<TokenId> {
        let (first, rest) = text.split_first()?;
        self.closing.extend(rest);
        Some(*first)
    }

    /// Whether everything may be over after a text.
    fn ends(&self, text: &[TokenId], mask: &SimpleVob) -> bool {
        if !text.first().is_some_and(|first| mask.is_allowed(*first)) {
            return false;
        }
        let mut after = self.matcher.deep_clone();
        after.try_consume_tokens(text).is_ok_and(|taken| taken == text.len())
            && (after.is_stopped() || after.is_accepting().unwrap_or(false))
    }

    /// Whether a text ends what is open: within a text, what would only be more of it does not.
    fn closes(&self, text: &[TokenId], mask: &SimpleVob) -> bool {
        if !text.first().is_some_and(|first| mask.is_allowed(*first)) {
            return false;
        }
        if !self.admits_letter(mask) {
            return true;
        }
        let mut after = self.matcher.deep_clone();
        after.try_consume_tokens(text).is_ok_and(|taken| taken == text.len())
            && (after.is_stopped() || after.compute_mask_or_eos().is_ok_and(|mask| !self.admits_letter(&mask)))
    }

    fn admits_letter(&self, mask: &SimpleVob) -> bool {
        self.classes.letter.is_some_and(|letter| mask.is_allowed(letter))
    }

    /// Takes a token that was picked, and gives the tokens that must follow it.
    pub(super) fn accept(&mut self, token: LlamaToken) -> Result<Vec<LlamaToken>, String> {
        let token = token.0.cast_unsigned();
        self.matcher.consume_token(token).map_err(|_| self.broken())?;
        self.read(token);
        self.forced()
    }

    fn read(&mut self, token: TokenId) {
        self.place.read(self.classes.bytes(token));
    }

    /// Whether everything is written.
    pub(super) fn is_complete(&self) -> bool {
        self.matcher.is_stopped()
    }

    fn check(&self) -> Result<(), String> {
        if self.matcher.is_error() { Err(self.broken()) } else { Ok(()) }
    }

    /// Says which limit was met, never what was written.
    fn broken(&self) -> String {
        format!("the grammar of the call cannot go on ({:?})", self.matcher.stop_reason())
    }
}
