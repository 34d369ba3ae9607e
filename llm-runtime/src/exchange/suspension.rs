//! Calls that wait for approval: the message is kept until somebody has decided, and the exchange goes on then.

use std::sync::Arc;

use super::settle::result_of;
use super::{Action, Beginning, Draft, Exchange, Phase, Slot, State};
use crate::approval::{ApprovalRequest, CallState, Suspended, SuspendedCall, TOO_LATE};
use crate::event::Event;
use crate::platform::FinishReason;
use crate::schema::Schema;

const NOBODY_APPROVED: &str = "not executed: nobody approved it";

/// What is known of the calls of a suspended message, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Decisions {
    /// Somebody has decided; they are executed, which looks at the decision.
    pub(crate) decided: Vec<usize>,
    /// Nobody has, and now it is too late.
    pub(crate) late: Vec<usize>,
}

impl Exchange {
    /// Goes on with a message whose calls waited for approval. What is not decided goes on waiting.
    pub(crate) fn resume(
        schema: Arc<Schema>,
        beginning: Beginning,
        suspended: Suspended,
        decisions: &Decisions,
    ) -> (Self, Vec<Action>) {
        let mut exchange = Self::reopen(schema, beginning, suspended);
        let mut actions = Vec::new();
        for number in &decisions.decided {
            exchange.calls.reopen(*number);
        }
        for number in &decisions.late {
            exchange.answer_waiting(*number, TOO_LATE, &mut actions);
        }
        exchange.schedule(&mut actions);
        exchange.settle(&mut actions);
        (exchange, actions)
    }

    /// Writes down a message whose calls waited for approval; those that still do are answered without it.
    pub(crate) fn abandon(schema: Arc<Schema>, beginning: Beginning, suspended: Suspended) -> Vec<Action> {
        let mut exchange = Self::reopen(schema, beginning, suspended);
        let mut actions = Vec::new();
        for number in 0..exchange.calls.len() {
            exchange.answer_waiting(number, NOBODY_APPROVED, &mut actions);
        }
        exchange.append_message(&mut actions);
        actions
    }

    fn reopen(schema: Arc<Schema>, mut beginning: Beginning, suspended: Suspended) -> Self {
        beginning.ids.extend(suspended.calls.iter().map(|suspended| suspended.call.id.clone()));
        let choice = schema.tool_choice().after_the_first();
        let mut exchange = Self::new(schema, beginning, choice);
        exchange.phase = Phase::Calling;
        exchange.turn = suspended.turn;
        exchange.repairs = suspended.repairs;
        exchange.label = exchange.label.join(suspended.sensitivity);
        exchange.draft = Draft::of(suspended.text, suspended.reasoning);
        for (number, SuspendedCall { call, state, .. }) in suspended.calls.into_iter().enumerate() {
            let behavior = exchange.schema.functions().get(&call.name).map(|function| function.view().behavior);
            let state = match state {
                CallState::Answered(result) => State::Answered(result),
                CallState::Awaiting(request) => State::Deferred(request),
            };
            exchange.calls.add(number, Slot::ended(call, behavior, state));
        }
        exchange
    }

    fn answer_waiting(&mut self, number: usize, reason: &str, actions: &mut Vec<Action>) {
        if self.calls.get(number).is_some_and(|slot| matches!(slot.state, State::Deferred(_))) {
            self.answer_without_running(number, reason, actions);
        }
    }

    /// A call waits for somebody; the exchange ends when the others are answered. It has not started, so it never does if
    /// its message was cut meanwhile.
    pub(super) fn defer(&mut self, number: usize, request: ApprovalRequest, actions: &mut Vec<Action>) {
        if let Some(reason) = self.cut {
            return self.answer_without_running(number, reason, actions);
        }
        actions.push(Action::Emit(Event::CallAwaitsApproval(request.clone())));
        self.calls.close(number, State::Deferred(request));
    }

    /// Keeps the message with its answers until somebody has decided about the rest.
    pub(super) fn suspend(&mut self, actions: &mut Vec<Action>) {
        let (text, reasoning) = self.draft.take();
        let slots = std::mem::take(&mut self.calls).into_slots();
        let calls = slots.into_iter().map(|slot| match slot.state {
            State::Deferred(request) => SuspendedCall::new(slot.call, CallState::Awaiting(request)),
            _ => SuspendedCall::new(slot.call.clone(), CallState::Answered(result_of(slot))),
        });
        let suspended = Suspended::new(text, reasoning, calls.collect(), self.turn, self.label).repairs(self.repairs);
        actions.push(Action::Suspend(suspended));
        self.finish(FinishReason::AwaitingApproval, actions);
    }
}
