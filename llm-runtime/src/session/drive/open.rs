//! How an exchange begins: somebody says something, or decides about calls that waited.

use std::sync::Arc;

use super::{Driver, Stage};
use crate::approval::{ApprovalDecision, is_late};
use crate::error::{ErrorKind, Result};
use crate::exchange::{Action, Decisions, Exchange};
use crate::message::Message;
use crate::output::OutputFormat;
use crate::rt::Runtime;
use crate::session::state::{Opening, SessionState};

pub(super) async fn open<R: Runtime>(stage: Stage<R>, state: &mut SessionState, opening: Opening) -> Result<()> {
    match opening {
        Opening::Message(message, output) => say(stage, state, message, output).await,
        Opening::Decisions(decisions) => resume(stage, state, decisions).await,
    }
}

/// Lets the model answer what somebody says.
async fn say<R: Runtime>(
    stage: Stage<R>,
    state: &mut SessionState,
    message: Message,
    output: Option<Arc<OutputFormat>>,
) -> Result<()> {
    state.affords(&stage.schema)?;
    state.admit(message.sensitivity)?;
    abandon(&stage, state);
    let before = state.context.messages().len();
    state.context.push(message);
    let beginning = state.beginning();
    let label = beginning.label;
    let (exchange, actions) = Exchange::begin(Arc::clone(&stage.schema), beginning);
    let mut driver = Driver::new(stage, exchange, label);
    driver.output = output;
    let result = driver.drive(actions, state).await;
    if state.context.messages().len() == before + 1 && state.context.suspended().is_none() {
        // Refused, cancelled or failed before anything was said to it: it is not part of the conversation, so that it is
        // not asked twice when it is asked again, and what did not fit is not in the way.
        state.context.truncate(before);
    }
    result
}

/// Calls that still wait for approval when the conversation goes on without it are answered.
fn abandon<R: Runtime>(stage: &Stage<R>, state: &mut SessionState) {
    let beginning = state.beginning();
    let Some(suspended) = state.context.take_suspended() else { return };
    for action in Exchange::abandon(Arc::clone(&stage.schema), beginning, suspended) {
        match action {
            Action::Emit(event) => stage.events.send(event),
            Action::Append(message) => state.context.push(message),
            _ => {}
        }
    }
}

/// Goes on with the calls that waited.
async fn resume<R: Runtime>(stage: Stage<R>, state: &mut SessionState, decisions: Vec<ApprovalDecision>) -> Result<()> {
    let Some(suspended) = state.context.suspended() else {
        return Err(ErrorKind::Approval("no call of this session waits for approval".into()).into());
    };
    let decided = suspended.decide(decisions)?;
    let approvals = stage.schema.approvals();
    let late =
        suspended.requests_by_call().filter(|(_, request)| is_late(request, approvals)).map(|(number, _)| number);
    let late = late.filter(|number| decided.iter().all(|(decided, _)| decided != number)).collect();
    let numbers = Decisions { decided: decided.iter().map(|(number, _)| *number).collect(), late };
    let beginning = state.beginning();
    let label = beginning.label;
    let Some(suspended) = state.context.take_suspended() else { return Ok(()) };
    let (exchange, actions) = Exchange::resume(Arc::clone(&stage.schema), beginning, suspended, &numbers);
    let mut driver = Driver::new(stage, exchange, label);
    driver.running.decided(decided);
    driver.drive(actions, state).await
}
