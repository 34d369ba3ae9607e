//! Deltas put together, and held to the order that they promise.

use llm_functions::json::IncrementalReader;

use crate::platform::{Delta, FinishReason, TokenLogprob, Usage};

/// A turn as a reader of deltas has it in the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Assembled {
    pub(crate) text: String,
    pub(crate) reasoning: String,
    pub(crate) states: Vec<String>,
    pub(crate) calls: Vec<Made>,
    pub(crate) logprobs: Vec<TokenLogprob>,
    pub(crate) usage: Option<Usage>,
    pub(crate) finish: Option<FinishReason>,
}

/// A call as it was made.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Made {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) arguments: String,
    pub(crate) ended: bool,
}

impl Made {
    /// Whether more of the arguments had to come.
    pub(crate) fn is_cut(&self) -> bool {
        let mut reader = IncrementalReader::new();
        reader.push(&self.arguments).is_ok() && !reader.is_complete()
    }
}

/// Puts deltas together.
///
/// # Panics
/// When their order is not the promised one.
pub(crate) fn assembled(deltas: &[Delta]) -> Assembled {
    let mut turn = Assembled::default();
    for delta in deltas {
        assert_eq!(turn.finish, None, "something comes after the finish reason: {delta:?}");
        turn.take(delta);
    }
    for call in turn.calls.iter().filter(|call| call.ended) {
        assert!(!call.is_cut(), "a call that was cut off ended: {call:?}");
    }
    turn
}

impl Assembled {
    fn take(&mut self, delta: &Delta) {
        match delta {
            Delta::Text(text) => self.text.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::ReasoningState(state) => self.states.push(state.json.clone()),
            Delta::Logprobs(tokens) => self.logprobs.extend_from_slice(tokens),
            Delta::Usage(usage) => self.usage = Some(*usage),
            Delta::Ignored(_) | Delta::Tokens(_) | Delta::Restart => {}
            Delta::Finish(reason) => self.finish = Some(*reason),
            Delta::CallStart { index, id, name } => {
                assert_eq!(*index, self.calls.len(), "calls are numbered as they appear");
                self.calls.push(Made { id: id.clone(), name: name.clone(), ..Made::default() });
            }
            Delta::CallArguments { index, fragment } => {
                assert!(!self.calls[*index].ended, "a call goes on after its end");
                self.calls[*index].arguments.push_str(fragment);
            }
            Delta::CallEnd { index } => {
                assert!(!self.calls[*index].ended, "a call ends twice");
                self.calls[*index].ended = true;
            }
        }
    }
}
