//! [`Guide`]: follows a grammar while a call is written, and sees to it that the call ends.

use std::sync::Arc;

use llama_cpp_2::token::LlamaToken;
use llguidance::Matcher;
use llguidance::toktrie::{SimpleVob, TokenId};

use super::tokens::Classes;
use crate::edge::worker::Sampler;

/// Digits after the point, beyond which a model only repeats itself.
const MAX_FRACTION: u32 = 6;

/// A grammar at some place of a call.
pub(crate) struct Guide {
    matcher: Matcher,
    classes: Arc<Classes>,
    reserve: u32,
    place: Place,
}

impl Guide {
    pub(super) fn new(matcher: Matcher, classes: Arc<Classes>, reserve: u32) -> Self {
        Self { matcher, classes, reserve, place: Place::default() }
    }

    /// The tokens that must come now, taken.
    pub(crate) fn forced(&mut self) -> Result<Vec<LlamaToken>, String> {
        if self.matcher.is_stopped() {
            return Ok(Vec::new());
        }
        let forced = self.matcher.consume_ff_tokens();
        self.check()?;
        for token in &forced {
            self.place.read(self.classes.bytes(*token));
        }
        Ok(forced.into_iter().map(|token| LlamaToken(token.cast_signed())).collect())
    }

    /// A token that the grammar allows; with few left, one that brings the call to its end.
    pub(crate) fn pick(
        &mut self,
        logits: &[f32],
        sampler: &mut Sampler,
        left: u32,
    ) -> Result<Option<LlamaToken>, String> {
        let mask = self.matcher.compute_mask_or_eos().map_err(|_| self.broken())?;
        if left <= self.reserve {
            // Within a string a bracket is a character like any other.
            let closers = if self.place.in_string { self.classes.quote.as_slice() } else { &self.classes.closers };
            if let Some(token) = closers.iter().find(|token| mask.is_allowed(**token)) {
                return Ok(Some(LlamaToken(token.cast_signed())));
            }
        }
        if self.place.is_long_fraction() {
            let mut shorter = mask.clone();
            shorter.sub(&self.classes.digits);
            if !shorter.is_zero() {
                return Ok(sampler.pick(logits, allowed(&shorter)));
            }
        }
        Ok(sampler.pick(logits, allowed(&mask)))
    }

    /// Takes a token that was picked, and gives the tokens that must follow it.
    pub(crate) fn accept(&mut self, token: LlamaToken) -> Result<Vec<LlamaToken>, String> {
        self.matcher.consume_token(token.0.cast_unsigned()).map_err(|_| self.broken())?;
        self.place.read(self.classes.bytes(token.0.cast_unsigned()));
        self.forced()
    }

    /// Whether the call is written.
    pub(crate) fn is_complete(&self) -> bool {
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

fn allowed(mask: &SimpleVob) -> impl Fn(usize) -> bool + '_ {
    |index| TokenId::try_from(index).is_ok_and(|token| mask.is_allowed(token))
}

/// Where in a JSON text the end of what was read is.
#[derive(Debug, Default)]
struct Place {
    in_string: bool,
    escaped: bool,
    /// Digits since the point of a number.
    fraction: Option<u32>,
}

impl Place {
    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.in_string {
                let ends = *byte == b'"' && !self.escaped;
                self.escaped = *byte == b'\\' && !self.escaped;
                self.in_string = !ends;
                continue;
            }
            self.in_string = *byte == b'"';
            self.fraction = match (byte, self.fraction) {
                (b'.', _) => Some(0),
                (b'0'..=b'9', Some(count)) => Some(count + 1),
                _ => None,
            };
            if !byte.is_ascii_digit() && *byte != b'.' {
                self.fraction = None;
            }
        }
    }

    fn is_long_fraction(&self) -> bool {
        !self.in_string && self.fraction.is_some_and(|count| count >= MAX_FRACTION)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    fn long(text: &str) -> bool {
        let mut place = Place::default();
        place.read(text.as_bytes());
        place.is_long_fraction()
    }

    #[test]
    fn only_a_number_outside_of_strings_has_a_long_fraction() {
        assert!(long("{\"a\": 1.123456"));
        assert!(!long("{\"a\": 1.12345"));
        assert!(!long("{\"a\": 1.123456, "));
        assert!(!long("{\"a\": \"1.123456"));
        assert!(long("{\"a\\\"\": 0.1234567"));
    }
}
