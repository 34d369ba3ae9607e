//! One job: a prompt, and what comes after it.

use llama_cpp_2::token::LlamaToken;

use super::choosing::Choosing;
use super::command::{JobEvent, Request, SessionId, Work};
use super::sampler::Probabilities;
use super::writing::Writing;
use crate::error::{Error, ErrorKind};
use crate::schema::Priority;

/// A job at work.
pub(super) struct Job {
    pub(super) session: SessionId,
    pub(super) priority: Priority,
    /// The sequence that it works on.
    pub(super) sequence: usize,
    /// The prompt and everything chosen since; what the sequence does not hold of it is still to be computed.
    pub(super) target: Vec<LlamaToken>,
    /// How much of it is the prompt.
    pub(super) prompt: usize,
    pub(super) task: Task,
    pub(super) events: Events,
}

/// The way back to whoever asked.
pub(super) type Events = tokio::sync::mpsc::UnboundedSender<JobEvent>;

/// What a job does after its prompt.
pub(super) enum Task {
    Generate(Box<Writing>),
    Choose(Choosing),
    Score(Vec<Vec<LlamaToken>>),
    Read(Reading),
}

/// How likely the tokens of a target are.
pub(super) struct Reading {
    /// The first token that counts.
    from: usize,
    /// The token after the target, which need not be computed to know how likely it is.
    last: Option<LlamaToken>,
    /// The logarithm of the probability of what was read.
    pub(super) sum: f64,
}

impl Reading {
    /// Whether the logits at a place say something about a token that counts.
    pub(super) fn needs(&self, place: usize) -> bool {
        place + 1 >= self.from
    }

    /// How many tokens of the target may be known already.
    pub(super) fn kept(&self) -> usize {
        self.from.saturating_sub(1)
    }

    /// Takes the logits at a place of a target.
    pub(super) fn take(&mut self, target: &[LlamaToken], place: usize, logits: &[f32]) {
        if let Some(next) = target.get(place + 1).copied().or(self.last) {
            self.sum += f64::from(Probabilities::new(logits).log(next));
        }
    }
}

/// Whether a job goes on.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) enum Progress {
    More,
    Over,
}

impl Job {
    pub(super) fn new(mut request: Request, sequence: usize) -> Self {
        let task = match request.work {
            Work::Generate(generation) => Task::Generate(Box::new(Writing::new(*generation))),
            Work::Choose(choosing) => Task::Choose(choosing),
            Work::Score(candidates) => Task::Score(candidates),
            Work::Read(from) => Task::Read(Reading { from, last: request.prompt.pop(), sum: 0.0 }),
        };
        let Request { session, priority, prompt, events, .. } = request;
        Self { session, priority, sequence, prompt: prompt.len(), target: prompt, task, events }
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
            Task::Choose(choosing) => choosing.candidates.iter().map(Vec::len).sum(),
            Task::Score(candidates) => candidates.iter().map(Vec::len).sum(),
            Task::Read(_) => 0,
        }
    }
}
