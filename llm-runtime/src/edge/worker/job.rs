//! One job: a prompt, and what comes after it.

use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::vocab::LlamaVocab;

use super::command::{Generation, JobEvent, Request, SessionId, Work};
use super::text::{Piece, TextAssembler};
use crate::error::{Error, ErrorKind};
use crate::platform::FinishReason;

/// A job at work.
pub(super) struct Job {
    pub(super) session: SessionId,
    /// The sequence that it works on.
    pub(super) sequence: usize,
    /// The prompt and everything chosen since; what the sequence does not hold of it is still to be computed.
    pub(super) target: Vec<LlamaToken>,
    pub(super) task: Task,
    pub(super) events: tokio::sync::mpsc::UnboundedSender<JobEvent>,
}

/// What a job does after its prompt.
pub(super) enum Task {
    Generate(Box<Writing>),
    Score(Vec<Vec<LlamaToken>>),
}

/// Whether a job goes on.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) enum Progress {
    More,
    Over,
}

impl Job {
    pub(super) fn new(request: Request, sequence: usize) -> Self {
        let task = match request.work {
            Work::Generate(generation) => Task::Generate(Box::new(Writing::new(*generation))),
            Work::Score(candidates) => Task::Score(candidates),
        };
        let Request { session, prompt, events, .. } = request;
        Self { session, sequence, target: prompt, task, events }
    }

    /// Tells the reader; one that is gone is noticed at the next tick.
    pub(super) fn tell(&self, event: JobEvent) {
        let _ = self.events.send(event);
    }

    pub(super) fn fail(&self, kind: ErrorKind) {
        self.tell(JobEvent::Failed(Error::new(kind)));
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.events.is_closed()
    }

    /// How many tokens it may still add beyond its target.
    pub(super) fn room(&self) -> usize {
        match &self.task {
            Task::Generate(writing) => writing.left() as usize,
            Task::Score(candidates) => candidates.iter().map(Vec::len).sum(),
        }
    }
}

/// A generation at work.
pub(super) struct Writing {
    generation: Generation,
    text: TextAssembler,
    written: u32,
}

impl Writing {
    fn new(mut generation: Generation) -> Self {
        let text = TextAssembler::new(std::mem::take(&mut generation.stop));
        Self { generation, text, written: 0 }
    }

    fn left(&self) -> u32 {
        self.generation.max_tokens.saturating_sub(self.written)
    }

    /// The tokens that the grammar allows no other for, before anything was sampled: they join the prompt's last batch.
    pub(super) fn begin(&mut self, vocab: &LlamaVocab<'_>, events: &Events) -> Result<Vec<LlamaToken>, ErrorKind> {
        let forced = match &mut self.generation.guide {
            Some(guide) => guide.forced().map_err(ErrorKind::Generation)?,
            None => Vec::new(),
        };
        for token in &forced {
            let _ = self.write(*token, vocab, events);
        }
        Ok(forced)
    }

    /// Takes the logits after the last token, and gives the tokens that follow.
    pub(super) fn step(
        &mut self,
        logits: &[f32],
        vocab: &LlamaVocab<'_>,
        events: &Events,
    ) -> Result<(Vec<LlamaToken>, Progress), ErrorKind> {
        if self.left() == 0 {
            return Ok((Vec::new(), self.end(FinishReason::Length, events)));
        }
        let left = self.left();
        let first = self.written == 0;
        let Generation { sampler, guide, banned, .. } = &mut self.generation;
        let banned = banned.filter(|_| first).and_then(|token| usize::try_from(token.0).ok());
        let picked = match guide {
            Some(guide) => guide.pick(logits, sampler, left).map_err(ErrorKind::Generation)?,
            None => sampler.pick(logits, |index| Some(index) != banned),
        };
        let Some(token) = picked else {
            // A call that could not be ended is not begun.
            return match guide {
                Some(guide) if guide.is_spent() => Ok((Vec::new(), self.end(FinishReason::Length, events))),
                _ => Err(ErrorKind::Generation("no token is possible".to_owned())),
            };
        };
        if vocab.is_eog(token) {
            return Ok((Vec::new(), self.end(FinishReason::Stop, events)));
        }
        let mut tokens = vec![token];
        if let Some(guide) = guide {
            tokens.extend(guide.accept(token).map_err(ErrorKind::Generation)?);
        }
        for token in &tokens {
            if self.write(*token, vocab, events) == Progress::Over {
                return Ok((tokens, Progress::Over));
            }
        }
        if self.generation.guide.as_ref().is_some_and(super::super::grammar::Guide::is_complete) {
            return Ok((tokens, self.end(FinishReason::Stop, events)));
        }
        Ok((tokens, Progress::More))
    }

    fn write(&mut self, token: LlamaToken, vocab: &LlamaVocab<'_>, events: &Events) -> Progress {
        self.written += 1;
        self.generation.sampler.accept(token);
        match self.text.push(&vocab.token_to_piece(token, self.generation.control, None)) {
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

type Events = tokio::sync::mpsc::UnboundedSender<JobEvent>;

fn say(events: &Events, text: String) {
    if !text.is_empty() {
        let _ = events.send(JobEvent::Text(text));
    }
}
