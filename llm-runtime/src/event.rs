//! [`Event`]: what a session tells while it answers.

use std::fmt;
use std::time::Duration;

use llm_functions::json::Json;
use llm_functions::{Sensitivity, ToolResult};

use crate::approval::ApprovalRequest;
use crate::platform::{FinishReason, Ignored, Origin, TokenLogprob, Usage};
use crate::shown::Hidden;

/// Something that happened while a session answered. Events that a slow reader has not taken yet are kept; adjacent
/// texts, and adjacent fragments of one call, are then put together. `Debug` shows nothing that was said, called or
/// answered, unless it is labelled as public.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// More of what the model thinks before it speaks.
    Reasoning(String),
    /// More of the answer.
    Text(String),
    /// The model began a call.
    CallStarted {
        /// The call's identity.
        id: String,
        /// The function that it named.
        name: String,
    },
    /// More of a call's arguments, as JSON text.
    CallArguments {
        /// The call's identity.
        id: String,
        /// Continues what came before.
        fragment: String,
    },
    /// A call was checked and decoded, and its function runs now.
    CallExecuting {
        /// The call's identity.
        id: String,
        /// The function.
        name: String,
        /// The arguments as the function gets them: in declaration order, defaults filled in.
        arguments: Json,
    },
    /// A function told how far it is.
    CallProgress {
        /// The call's identity.
        id: String,
        /// From 0 to 1.
        fraction: f32,
    },
    /// A function failed and is called again, since its author declared that this does no harm.
    CallRetried {
        /// The call's identity.
        id: String,
        /// Which attempt begins now; the first retry is 2.
        attempt: u32,
    },
    /// A call waits for somebody's approval, and nobody decides now. The exchange ends when the other calls are answered,
    /// with [`FinishReason::AwaitingApproval`], and goes on with [`Session::resume`](crate::Session::resume).
    CallAwaitsApproval(ApprovalRequest),
    /// A call was answered, well or not: once for each call, and the last that is told of it. A call that ran while the
    /// model was still writing is told of when nothing more can be written to its arguments.
    CallFinished(ToolResult),
    /// What was said and thought in this turn is taken back: the machine that wrote it is gone, and another one, which could not go
    /// on with it, writes the answer anew. It never happens once a call has begun.
    Restarted,
    /// Old turns were left out of what the model reads, because all of it would not fit.
    Trimmed {
        /// How many messages were left out, from the oldest question on.
        messages: usize,
    },
    /// The model ended a turn.
    TurnFinished(TurnReport),
    /// The exchange is over; nothing comes after this.
    Finished(FinishReason),
}

impl fmt::Debug for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CallStarted { id, name } => of_call(out, "CallStarted", id).field("name", name).finish(),
            Self::CallArguments { id, fragment } => {
                of_call(out, "CallArguments", id).field("fragment", &Hidden(fragment)).finish()
            }
            Self::CallExecuting { id, name, .. } => {
                of_call(out, "CallExecuting", id).field("name", name).finish_non_exhaustive()
            }
            Self::CallProgress { id, fraction } => {
                of_call(out, "CallProgress", id).field("fraction", fraction).finish()
            }
            Self::CallRetried { id, attempt } => of_call(out, "CallRetried", id).field("attempt", attempt).finish(),
            Self::Reasoning(text) => out.debug_tuple("Reasoning").field(&Hidden(text)).finish(),
            Self::Text(text) => out.debug_tuple("Text").field(&Hidden(text)).finish(),
            Self::CallAwaitsApproval(request) => out.debug_tuple("CallAwaitsApproval").field(request).finish(),
            Self::CallFinished(result) => out.debug_tuple("CallFinished").field(result).finish(),
            Self::Restarted => out.write_str("Restarted"),
            Self::Trimmed { messages } => out.debug_struct("Trimmed").field("messages", messages).finish(),
            Self::TurnFinished(report) => out.debug_tuple("TurnFinished").field(report).finish(),
            Self::Finished(reason) => out.debug_tuple("Finished").field(reason).finish(),
        }
    }
}

fn of_call<'o, 'f>(out: &'o mut fmt::Formatter<'f>, kind: &str, id: &str) -> fmt::DebugStruct<'o, 'f> {
    let mut shown = out.debug_struct(kind);
    shown.field("id", &id);
    shown
}

/// How a turn went.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TurnReport {
    /// Where the model ran, and which it was.
    pub origin: Origin,
    /// Why the turn ended.
    pub finish_reason: FinishReason,
    /// What it cost; `None` when the engine did not say.
    pub usage: Option<Usage>,
    /// How private the turn's answer is.
    pub sensitivity: Sensitivity,
    /// How likely the tokens of the text were, if that was asked for.
    pub logprobs: Vec<TokenLogprob>,
    /// What was asked for and does not happen there.
    pub ignored: Vec<Ignored>,
    /// From asking the engine to its first text or call; `None` when there was none.
    pub time_to_first_token: Option<Duration>,
    /// From asking the engine to the end of the turn.
    pub duration: Duration,
}
