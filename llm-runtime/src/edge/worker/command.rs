//! What is said to the thread that owns a model, and what it answers.

use llama_cpp_2::token::LlamaToken;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use super::choosing::Choosing;
use super::sampler::Sampler;
use crate::edge::grammar::Guide;
use crate::error::{Error, Result};
use crate::platform::{FinishReason, TokenLogprob};
use crate::schema::Priority;

/// Identifies a session at the thread of its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SessionId(pub(crate) u64);

/// An order to the thread. It ends when nobody can give it orders any more.
pub(crate) enum Command {
    /// Do this for a session; one job of a session at a time.
    Submit(Box<Request>),
    /// Compute these texts' embeddings.
    Embed(Embedding),
    /// A session is over.
    Close(SessionId),
}

/// A piece of work.
pub(crate) struct Request {
    pub(crate) session: SessionId,
    pub(crate) priority: Priority,
    /// Everything that the model is to have read.
    pub(crate) prompt: Vec<LlamaToken>,
    /// How many tokens of the prompt say nothing about anybody: they may outlive the session.
    pub(crate) public: usize,
    pub(crate) work: Work,
    /// Dropping the other end cancels the job. Unbounded, so that a slow reader never blocks the thread; a job sends no
    /// more than a few events for each token that it may generate.
    pub(crate) events: UnboundedSender<JobEvent>,
}

/// What to do after the prompt.
pub(crate) enum Work {
    /// Continue the prompt.
    Generate(Box<Generation>),
    /// Say which of several continuations is the best.
    Choose(Choosing),
    /// Say how likely each of these continuations is; without any, the prompt is computed and kept.
    Score(Vec<Vec<LlamaToken>>),
    /// Say how likely the tokens of the prompt are from this place on, each after those before it.
    Read(usize),
}

impl Work {
    /// The most cells that it needs beyond the prompt.
    pub(super) fn room(&self) -> usize {
        match self {
            Self::Generate(generation) => generation.max_tokens as usize,
            Self::Choose(choosing) => choosing.candidates.iter().map(Vec::len).sum(),
            Self::Score(candidates) => candidates.iter().map(Vec::len).sum(),
            Self::Read(_) => 0,
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
    /// Whether to tell how likely each sampled token was, with this many alternatives.
    pub(crate) logprobs: Option<u8>,
    /// Whether to tell the numbers of the tokens. Each event may wake its reader, who shares the processor with the model.
    pub(crate) token_ids: bool,
    /// What was generated already, elsewhere or before: it is told again, and continued.
    pub(crate) resume: Vec<LlamaToken>,
}

/// Texts whose meanings are asked for.
pub(crate) struct Embedding {
    pub(crate) texts: Vec<Vec<LlamaToken>>,
    /// Whether what each token means is asked for, in place of the text.
    pub(crate) tokens: bool,
    /// Of each text its vector, of length 1; or those of its tokens, as they are.
    pub(crate) reply: oneshot::Sender<Result<Vec<Vec<Vec<f32>>>>>,
}

/// What a job tells.
#[derive(Debug)]
pub(crate) enum JobEvent {
    /// It is its turn; this many tokens of the prompt need not be computed again.
    Started { cached: usize },
    /// Tokens that were generated, when they are asked for; their text follows as soon as it is certain.
    Tokens(Vec<LlamaToken>),
    /// More text.
    Text(String),
    /// How likely a token was.
    Logprob(TokenLogprob),
    /// The best of the candidates, by place, or none of them. The last event of a job that chooses.
    Chosen(Option<usize>),
    /// The logarithms of the candidates' probabilities, in order, or the one of what was read. The last event of a job
    /// that scores or reads.
    Scores(Vec<f32>),
    /// The last event of a job that generates.
    Done { finish: FinishReason, output_tokens: u32 },
    /// The last event of a job that failed.
    Failed(Error),
}
