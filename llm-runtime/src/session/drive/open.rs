//! How an exchange begins: somebody says something, or decides about calls that waited.

use std::sync::Arc;

use super::{Around, Driver};
use crate::approval::is_late;
use crate::error::{ErrorKind, Result};
use crate::exchange::{Action, Decisions, Exchange};
use crate::message::{Content, Message};
use crate::output::Repair;
use crate::rt::Runtime;
use crate::session::state::{Decided, Opening, Said, SessionState};

pub(super) async fn open<R: Runtime>(around: Around<R>, state: &mut SessionState, opening: Opening) -> Result<()> {
    match opening {
        Opening::Said(said) => say(around, state, said).await,
        Opening::Decided(decided) => resume(around, state, decided).await,
    }
}

/// Lets the model answer what somebody says.
async fn say<R: Runtime>(around: Around<R>, state: &mut SessionState, said: Said) -> Result<()> {
    let Said { message, output, repair } = said;
    sayable(&message)?;
    state.affords(&around.schema)?;
    state.admit(message.sensitivity)?;
    abandon(&around, state);
    let before = state.context.messages().len();
    let question = if repair { state.context.question() } else { before };
    state.context.push(message);
    let beginning = state.beginning();
    let label = beginning.label;
    let choice = around.schema.tool_choice();
    let choice = if repair { choice.after_the_first() } else { choice.clone() };
    let (exchange, actions) = Exchange::begin(Arc::clone(&around.schema), beginning, choice);
    let mut driver = Driver::new(around, exchange, label, question);
    driver.output = output;
    let result = driver.drive(actions, state).await;
    if state.context.messages().len() == before + 1 && state.context.suspended().is_none() {
        // Refused, cancelled or failed before anything was said to it: it is not part of the conversation, so that it is
        // not asked twice when it is asked again, and what did not fit is not in the way.
        state.context.truncate(before);
    } else if repair {
        Repair::settle(state.context.messages_mut(), before);
    }
    result
}

/// A call that nobody answers, or an answer to no call, would make the conversation unusable for good.
fn sayable(message: &Message) -> Result<()> {
    match &message.content {
        Content::Tool { .. } => {}
        Content::Assistant { calls, .. } if !calls.is_empty() => {}
        _ => return Ok(()),
    }
    let reason = "a session cannot be told a call or the answer to one; a conversation with calls in it is made with \
                  `Context::builder`, and `Runner::resume` goes on with it";
    Err(ErrorKind::Configuration(reason.into()).into())
}

/// Calls that still wait for approval when the conversation goes on without it are answered.
fn abandon<R: Runtime>(around: &Around<R>, state: &mut SessionState) {
    let beginning = state.beginning();
    let Some(suspended) = state.context.take_suspended() else { return };
    for action in Exchange::abandon(Arc::clone(&around.schema), beginning, suspended) {
        match action {
            Action::Emit(event) => around.events.send(event),
            Action::Append(message) => state.context.push(message),
            _ => {}
        }
    }
}

/// Goes on with the calls that waited.
async fn resume<R: Runtime>(around: Around<R>, state: &mut SessionState, decided: Decided) -> Result<()> {
    let Decided { decisions, output } = decided;
    let Some(suspended) = state.context.suspended() else {
        return Err(ErrorKind::Approval("no call of this session waits for approval".into()).into());
    };
    let decided = suspended.decide(decisions)?;
    let approvals = around.schema.approvals();
    let late =
        suspended.requests_by_call().filter(|(_, request)| is_late(request, approvals)).map(|(number, _)| number);
    let late = late.filter(|number| decided.iter().all(|(decided, _)| decided != number)).collect();
    let numbers = Decisions { decided: decided.iter().map(|(number, _)| *number).collect(), late };
    let beginning = state.beginning();
    let label = beginning.label;
    let Some(suspended) = state.context.take_suspended() else { return Ok(()) };
    let (exchange, actions) = Exchange::resume(Arc::clone(&around.schema), beginning, suspended, &numbers);
    let mut driver = Driver::new(around, exchange, label, state.context.question());
    driver.output = output;
    driver.running.decided(decided);
    driver.drive(actions, state).await
}
