//! What must hold of a conversation, wherever it comes from.

use std::collections::HashSet;

use llm_functions::{ToolCall, ToolResult};

use super::Context;
use crate::approval::{CallState, Suspended, SuspendedCall};
use crate::message::{Content, Message};

/// What is wrong with a conversation, in words without anything that is in it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Flaw {
    #[error("its identity is empty")]
    NoIdentity,
    #[error("messages[{0}] makes a call without an identity")]
    NoCallIdentity(usize),
    #[error("messages[{0}] makes a call whose identity another call has")]
    Twice(usize),
    #[error("messages[{0}] makes a call that the message after it does not answer")]
    Unanswered(usize),
    #[error("messages[{0}] answers no call, or not the one whose turn it is")]
    AnswersNothing(usize),
    #[error("none of the calls of the suspended message waits for approval")]
    NothingWaits,
    #[error("calls[{0}] of the suspended message has no identity of its own, or its state is that of another call")]
    Suspended(usize),
}

pub(super) fn context(context: &Context) -> Result<(), Flaw> {
    if context.id.is_empty() {
        return Err(Flaw::NoIdentity);
    }
    let mut identities = HashSet::new();
    messages(&context.messages, &mut identities)?;
    context.suspended().map_or(Ok(()), |waiting| suspended(waiting, &mut identities))
}

/// Something waits, and every state belongs to its call.
fn suspended<'a>(suspended: &'a Suspended, identities: &mut HashSet<&'a str>) -> Result<(), Flaw> {
    for (number, SuspendedCall { call, state }) in suspended.calls.iter().enumerate() {
        let belongs = match state {
            CallState::Answered(result) => answers(result, call),
            CallState::Awaiting(request) => request.call_id() == call.id && request.function() == call.name,
        };
        if !belongs || identified(call, number, identities).is_err() {
            return Err(Flaw::Suspended(number));
        }
    }
    suspended.requests().next().map(|_| ()).ok_or(Flaw::NothingWaits)
}

/// Every call has an identity of its own, and the messages after it answer the calls in order.
fn messages<'a>(messages: &'a [Message], identities: &mut HashSet<&'a str>) -> Result<(), Flaw> {
    // The calls that are not answered yet, and the message that made them.
    let mut open: &[ToolCall] = &[];
    let mut asked = 0;
    for (number, message) in messages.iter().enumerate() {
        match &message.content {
            Content::Tool { result } => {
                let (call, rest) = open.split_first().ok_or(Flaw::AnswersNothing(number))?;
                if !answers(result, call) {
                    return Err(Flaw::AnswersNothing(number));
                }
                open = rest;
            }
            _ if !open.is_empty() => return Err(Flaw::Unanswered(asked)),
            _ => {
                (open, asked) = (message.calls(), number);
                for call in open {
                    identified(call, number, identities)?;
                }
            }
        }
    }
    if open.is_empty() { Ok(()) } else { Err(Flaw::Unanswered(asked)) }
}

fn answers(result: &ToolResult, call: &ToolCall) -> bool {
    result.call_id == call.id && result.name == call.name
}

fn identified<'a>(call: &'a ToolCall, number: usize, identities: &mut HashSet<&'a str>) -> Result<(), Flaw> {
    if call.id.is_empty() {
        return Err(Flaw::NoCallIdentity(number));
    }
    if identities.insert(&call.id) { Ok(()) } else { Err(Flaw::Twice(number)) }
}
