//! What is said to the thread that owns a model, and what it answers.

use llama_cpp_2::token::LlamaToken;
use tokio::sync::mpsc::UnboundedSender;

use super::sampler::Sampler;
use crate::edge::grammar::Guide;
use crate::error::Error;
use crate::platform::FinishReason;

/// Identifies a session at the thread of its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SessionId(pub(crate) u64);

/// An order to the thread. It ends when nobody can give it orders any more.
pub(crate) enum Command {
    /// Do this for a session; one job of a session at a time.
    Submit(Box<Request>),
    /// A session is over.
    Close(SessionId),
}

/// A piece of work.
pub(crate) struct Request {
    pub(crate) session: SessionId,
    /// Everything that the model is to have read.
    pub(crate) prompt: Vec<LlamaToken>,
    /// How many tokens of the prompt say nothing about anybody: they may outlive the session.
    pub(crate) public: usize,
    pub(crate) work: Work,
    /// Dropping the other end cancels the job. Unbounded, so that a slow reader never blocks the thread; a job sends no
    /// more than one event for each token that it may generate.
    pub(crate) events: UnboundedSender<JobEvent>,
}

/// What to do after the prompt.
pub(crate) enum Work {
    /// Continue the prompt.
    Generate(Box<Generation>),
    /// Say how likely each of these continuations is.
    Score(Vec<Vec<LlamaToken>>),
}

impl Work {
    /// The most cells that it needs beyond the prompt.
    pub(super) fn room(&self) -> usize {
        match self {
            Self::Generate(generation) => generation.max_tokens as usize,
            Self::Score(candidates) => candidates.iter().map(Vec::len).sum(),
        }
    }
}

/// How to continue a prompt.
pub(crate) struct Generation {
    pub(crate) sampler: Sampler,
    pub(crate) guide: Option<Guide>,
    /// A token that may not come first.
    pub(crate) banned: Option<LlamaToken>,
    pub(crate) max_tokens: u32,
    pub(crate) stop: Vec<String>,
    /// Whether control tokens are told as text: some models begin their calls with one.
    pub(crate) control: bool,
}

/// What a job tells.
#[derive(Debug)]
pub(crate) enum JobEvent {
    /// It is its turn; this many tokens of the prompt need not be computed again.
    Started { cached: usize },
    /// More text.
    Text(String),
    /// The logarithms of the candidates' probabilities, in order. The last event of a job that scores.
    Scores(Vec<f32>),
    /// The last event of a job that generates.
    Done { finish: FinishReason, output_tokens: u32 },
    /// The last event of a job that failed.
    Failed(Error),
}
