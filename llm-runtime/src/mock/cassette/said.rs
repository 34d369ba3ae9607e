//! A delta as it stands on a cassette.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::message::ReasoningState;
use crate::platform::{Delta, FinishReason, Ignored, TokenLogprob, Usage};

/// A delta as it stands on a cassette.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said {
    Text(String),
    Reasoning(String),
    ReasoningState {
        api: String,
        json: String,
    },
    Call {
        index: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        name: String,
    },
    Arguments {
        index: usize,
        fragment: String,
    },
    CallEnd(usize),
    Restart,
    Tokens(Vec<u32>),
    Logprobs(Vec<Token>),
    /// Input, cached input, output, reasoning.
    Usage([u32; 4]),
    Ignored {
        what: String,
        because: String,
    },
    Finish(Reason),
}

/// A token, the logarithm of its probability, and the likeliest tokens in its place.
type Token = (String, f32, Vec<(String, f32)>);

/// A finish reason as it stands on a cassette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    Stop,
    ToolCalls,
    Length,
    ContentFilter,
    Refusal,
    Cancelled,
    MaxTurns,
    Budget,
    InvalidCalls,
    AwaitingApproval,
}

macro_rules! reasons {
    ($($reason:ident),*) => {
        impl From<FinishReason> for Reason {
            fn from(reason: FinishReason) -> Self {
                match reason { $(FinishReason::$reason => Self::$reason),* }
            }
        }

        impl From<Reason> for FinishReason {
            fn from(reason: Reason) -> Self {
                match reason { $(Reason::$reason => Self::$reason),* }
            }
        }
    };
}
reasons!(Stop, ToolCalls, Length, ContentFilter, Refusal, Cancelled, MaxTurns, Budget, InvalidCalls, AwaitingApproval);

impl From<Delta> for Said {
    fn from(delta: Delta) -> Self {
        match delta {
            Delta::Text(text) => Self::Text(text),
            Delta::Reasoning(text) => Self::Reasoning(text),
            Delta::ReasoningState(ReasoningState { api, json }) => Self::ReasoningState { api, json },
            Delta::CallStart { index, id, name } => Self::Call { index, id, name },
            Delta::CallArguments { index, fragment } => Self::Arguments { index, fragment },
            Delta::CallEnd { index } => Self::CallEnd(index),
            Delta::Restart => Self::Restart,
            Delta::Tokens(tokens) => Self::Tokens(tokens),
            Delta::Logprobs(tokens) => {
                Self::Logprobs(tokens.into_iter().map(|token| (token.token, token.logprob, token.top)).collect())
            }
            Delta::Usage(usage) => Self::Usage([
                usage.input_tokens,
                usage.cached_input_tokens,
                usage.output_tokens,
                usage.reasoning_tokens,
            ]),
            Delta::Ignored(Ignored { what, because }) => {
                Self::Ignored { what: what.to_owned(), because: because.to_owned() }
            }
            Delta::Finish(reason) => Self::Finish(reason.into()),
        }
    }
}

impl From<Said> for Delta {
    fn from(said: Said) -> Self {
        match said {
            Said::Text(text) => Self::Text(text),
            Said::Reasoning(text) => Self::Reasoning(text),
            Said::ReasoningState { api, json } => Self::ReasoningState(ReasoningState { api, json }),
            Said::Call { index, id, name } => Self::CallStart { index, id, name },
            Said::Arguments { index, fragment } => Self::CallArguments { index, fragment },
            Said::CallEnd(index) => Self::CallEnd { index },
            Said::Restart => Self::Restart,
            Said::Tokens(tokens) => Self::Tokens(tokens),
            Said::Logprobs(tokens) => Self::Logprobs(
                tokens.into_iter().map(|(token, logprob, top)| TokenLogprob::new(token, logprob, top)).collect(),
            ),
            Said::Usage([input, cached, output, reasoning]) => {
                let mut usage = Usage::new(input, cached, output);
                usage.reasoning_tokens = reasoning;
                Self::Usage(usage)
            }
            Said::Ignored { what, because } => Self::Ignored(Ignored::new(word(what), word(because))),
            Said::Finish(reason) => Self::Finish(reason.into()),
        }
    }
}

/// The words of `Ignored` live as long as the program; each is kept once, and only so many of them.
fn word(text: String) -> &'static str {
    const MOST: usize = 256;
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(text.as_str()) {
        return known;
    }
    if words.len() >= MOST || text.len() > 1000 {
        return "on the cassette";
    }
    let kept: &'static str = text.leak();
    words.insert(kept);
    kept
}
