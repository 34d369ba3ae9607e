//! A generation at work: logits in, tokens and text out.

use std::collections::VecDeque;
use std::time::Instant;

use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::LlamaVocab;

use super::command::{Generation, JobEvent};
use super::job::{Events, Progress};
use super::logprobs;
use super::text::{Piece, TextAssembler};
use crate::edge::grammar::Guide;
use crate::edge::stats::{self, Counters};
use crate::error::ErrorKind;
use crate::platform::FinishReason;

/// A generation at work.
pub(super) struct Writing {
    generation: Generation,
    text: TextAssembler,
    written: u32,
}

/// The tokens to compute next, and whether more are to be chosen after them.
pub(super) type Step = Result<(Vec<LlamaToken>, Progress), ErrorKind>;

impl Writing {
    pub(super) fn new(mut generation: Generation) -> Self {
        let text = TextAssembler::new(std::mem::take(&mut generation.stop));
        Self { text, written: 0, generation }
    }

    pub(super) fn left(&self) -> u32 {
        self.generation.max_tokens.saturating_sub(self.written)
    }

    /// Reads the prompt, and gives what follows it before anything is sampled: the tokens that were generated before, and
    /// those that the grammar allows no other for. They join the prompt's last batch.
    pub(super) fn begin(&mut self, prompt: &[LlamaToken], vocab: &LlamaVocab<'_>, events: &Events) -> Step {
        self.generation.sampler.read(prompt, |token| vocab.token_to_piece(token, false, None));
        let mut tokens = std::mem::take(&mut self.generation.resume);
        tokens.extend(self.replay(&tokens)?);
        let progress = self.write_all(&tokens, vocab, events);
        Ok((tokens, progress))
    }

    /// Follows the grammar over what was generated before, and gives the tokens that it forces then.
    fn replay(&mut self, before: &[LlamaToken]) -> Result<Vec<LlamaToken>, ErrorKind> {
        let Some(guide) = &mut self.generation.guide else { return Ok(Vec::new()) };
        let mut forced = VecDeque::from(guide.forced().map_err(ErrorKind::Generation)?);
        for token in before {
            match forced.pop_front() {
                Some(expected) if expected == *token => {}
                Some(_) => return Err(foreign()),
                None => forced = guide.accept(*token).map_err(|_| foreign())?.into(),
            }
        }
        Ok(forced.into())
    }

    /// Takes the logits after the last token, and gives the tokens that follow.
    pub(super) fn step(
        &mut self,
        logits: &[f32],
        vocab: &LlamaVocab<'_>,
        events: &Events,
        counters: &Counters,
    ) -> Step {
        if self.left() == 0 {
            return Ok((Vec::new(), self.end(FinishReason::Length, events)));
        }
        let began = Instant::now();
        let Some(token) = self.pick(logits)? else {
            // A call that could not be ended is not begun.
            return match &self.generation.guide {
                Some(guide) if guide.is_spent() => Ok((Vec::new(), self.end(FinishReason::Length, events))),
                _ => Err(ErrorKind::Generation("no token is possible".to_owned())),
            };
        };
        if vocab.is_eog(token) {
            return Ok((Vec::new(), self.end(FinishReason::Stop, events)));
        }
        if let Some(alternatives) = self.generation.logprobs {
            let _ = events.send(JobEvent::Logprob(logprobs::of(token, logits, alternatives, vocab)));
        }
        let mut tokens = vec![token];
        if let Some(guide) = &mut self.generation.guide {
            tokens.extend(guide.accept(token).map_err(ErrorKind::Generation)?);
            stats::add_since(&counters.guiding, began);
            stats::add(&counters.guided_tokens, 1);
        }
        stats::add(&counters.sampled_tokens, 1);
        stats::add(&counters.forced_tokens, tokens.len() - 1);
        let progress = self.write_all(&tokens, vocab, events);
        Ok((tokens, progress))
    }

    fn pick(&mut self, logits: &[f32]) -> Result<Option<LlamaToken>, ErrorKind> {
        let left = self.left();
        let Generation { sampler, guide, banned, .. } = &mut self.generation;
        let banned = banned.filter(|_| self.written == 0).and_then(|token| usize::try_from(token.0).ok());
        match guide {
            Some(guide) => guide.pick(logits, sampler, left).map_err(ErrorKind::Generation),
            None => Ok(sampler.pick_but(logits, banned)),
        }
    }

    fn write_all(&mut self, tokens: &[LlamaToken], vocab: &LlamaVocab<'_>, events: &Events) -> Progress {
        if self.generation.token_ids && !tokens.is_empty() {
            let _ = events.send(JobEvent::Tokens(tokens.to_vec()));
        }
        for token in tokens {
            if self.write(*token, vocab, events) == Progress::Over {
                return Progress::Over;
            }
        }
        if self.generation.guide.as_ref().is_some_and(Guide::is_complete) {
            return self.end(FinishReason::Stop, events);
        }
        Progress::More
    }

    fn write(&mut self, token: LlamaToken, vocab: &LlamaVocab<'_>, events: &Events) -> Progress {
        self.written += 1;
        let piece = vocab.token_to_piece(token, self.generation.control, None);
        self.generation.sampler.accept(token, &piece);
        match self.text.push(&piece) {
            Piece::Text(text) => {
                say(events, text);
                Progress::More
            }
            Piece::Stopped(text) => {
                say(events, text);
                self.end(FinishReason::Stop, events)
            }
        }
    }

    fn end(&mut self, finish: FinishReason, events: &Events) -> Progress {
        say(events, self.text.finish());
        let _ = events.send(JobEvent::Done { finish, output_tokens: self.written });
        Progress::Over
    }
}

fn say(events: &Events, text: String) {
    if !text.is_empty() {
        let _ = events.send(JobEvent::Text(text));
    }
}

fn foreign() -> ErrorKind {
    ErrorKind::Generation("what is to be continued was not generated for this request by this model".to_owned())
}
