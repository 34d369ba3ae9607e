//! [`Suspended`]: a message of the model whose calls wait for approval, as it is kept with the conversation.

use std::fmt;

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use serde::{Deserialize, Serialize};

use super::version::Version;
use super::{ApprovalRequest, Decided};
use crate::approval::ApprovalDecision;
use crate::error::{ErrorKind, Result};
use crate::message::Reasoning;

/// A message of the model whose calls are not all answered, because some wait for approval. It becomes part of the
/// conversation when the last of them is answered.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Suspended {
    version: Version,
    /// What the model said.
    pub text: String,
    /// What it thought before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// The functions it called, in the order of the calls.
    pub calls: Vec<SuspendedCall>,
    /// Which turn of its exchange this is; the first is 1.
    pub turn: u32,
    /// In how many turns of the exchange so far the model made calls that did not fit their functions.
    #[serde(default)]
    pub repairs: u32,
    /// How private what the model wrote is.
    pub sensitivity: Sensitivity,
}

/// A call of a suspended message.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SuspendedCall {
    /// The call as the model made it.
    pub call: ToolCall,
    /// How far it is.
    pub state: CallState,
}

/// How far a call of a suspended message is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallState {
    /// It has its answer.
    Answered(ToolResult),
    /// Somebody has to agree first.
    Awaiting(ApprovalRequest),
}

impl Suspended {
    pub(crate) fn new(
        text: String,
        reasoning: Option<Reasoning>,
        calls: Vec<SuspendedCall>,
        turn: u32,
        sensitivity: Sensitivity,
    ) -> Self {
        Self { version: Version, text, reasoning, calls, turn, repairs: 0, sensitivity }
    }

    /// Remembers in how many turns calls did not fit.
    pub(crate) fn repairs(mut self, turns: u32) -> Self {
        self.repairs = turns;
        self
    }

    /// What is to be decided, in the order of the calls.
    pub fn requests(&self) -> impl Iterator<Item = &ApprovalRequest> {
        self.calls.iter().filter_map(|suspended| match &suspended.state {
            CallState::Awaiting(request) => Some(request),
            CallState::Answered(_) => None,
        })
    }

    /// The same with the numbers of their calls.
    pub(crate) fn requests_by_call(&self) -> impl Iterator<Item = (usize, &ApprovalRequest)> {
        self.calls.iter().enumerate().filter_map(|(number, suspended)| match &suspended.state {
            CallState::Awaiting(request) => Some((number, request)),
            CallState::Answered(_) => None,
        })
    }

    /// The label of the whole: what the model wrote, and the answers that are there.
    pub fn label(&self) -> Sensitivity {
        let labels = self.calls.iter().map(|suspended| match &suspended.state {
            CallState::Awaiting(request) => request.sensitivity(),
            CallState::Answered(result) => result.sensitivity,
        });
        labels.fold(self.sensitivity, Sensitivity::join)
    }

    /// Puts decisions to their calls: for each call that is decided, its number and what `execute`
    /// needs. Nothing is executed and nothing used up unless all decisions are sound.
    ///
    /// # Errors
    /// When a decision belongs to none of the calls that wait, when one was altered, or when two are about one call.
    pub(crate) fn decide(
        &self,
        decisions: impl IntoIterator<Item = ApprovalDecision>,
    ) -> Result<Vec<(usize, Decided)>> {
        let mut decided: Vec<(usize, Decided)> = Vec::new();
        for decision in decisions {
            let (slot, request) = self.request_of(&decision)?;
            if !decision.is_made_from(request) {
                return refused(request, "a decision about it was altered; let it be decided again");
            }
            if decided.iter().any(|(other, _)| *other == slot) {
                return refused(request, "there are two decisions about it; give one");
            }
            decided.push((slot, Decided { request: request.clone(), decision }));
        }
        Ok(decided)
    }

    fn request_of(&self, decision: &ApprovalDecision) -> Result<(usize, &ApprovalRequest)> {
        let found = self.calls.iter().enumerate().find_map(|(slot, suspended)| match &suspended.state {
            CallState::Awaiting(request) if decision.answers(request) => Some((slot, request)),
            _ => None,
        });
        found.ok_or_else(|| {
            let reason = "a decision belongs to no call that waits here; it was used already, or is of another session";
            ErrorKind::Approval(reason.to_owned()).into()
        })
    }
}

fn refused<T>(request: &ApprovalRequest, reason: &str) -> Result<T> {
    Err(ErrorKind::Approval(format!("the call {} of `{}`: {reason}", request.call_id(), request.function())).into())
}

impl SuspendedCall {
    pub(crate) fn new(call: ToolCall, state: CallState) -> Self {
        Self { call, state }
    }
}

/// Without what the model wrote.
impl fmt::Debug for Suspended {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Suspended").field("calls", &self.calls).field("turn", &self.turn).finish_non_exhaustive()
    }
}

/// Without the arguments and the answer.
impl fmt::Debug for SuspendedCall {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SuspendedCall")
            .field("id", &self.call.id)
            .field("name", &self.call.name)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// Without the answer.
impl fmt::Debug for CallState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Answered(_) => "Answered([redacted])",
            Self::Awaiting(_) => "Awaiting([redacted])",
        })
    }
}
