//! One job: a prompt, and what comes after it.

use llama_cpp_2::token::LlamaToken;

use super::choosing::Choosing;
use super::command::{JobEvent, Request, SessionId, Work};
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
            Work::Choose(choosing) => Task::Choose(choosing),
            Work::Score(candidates) => Task::Score(candidates),
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
        }
    }
}
