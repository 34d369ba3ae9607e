//! Calls get their answers: from their functions, or from us.

use llm_functions::{Sensitivity, ToolResult};

use super::slot::WENT_ON;
use super::{Action, Exchange, State};
use crate::event::Event;
use crate::execute::Executed;

impl Exchange {
    /// A call that was given away came back.
    pub(super) fn executed(&mut self, number: usize, id: &str, executed: Executed, actions: &mut Vec<Action>) {
        let Some(slot) = self.calls.get_mut(number) else { return };
        if !matches!(slot.state, State::Running) || slot.call.id != id {
            return;
        }
        if slot.ended {
            self.take(number, executed, actions);
        } else {
            self.calls.close(number, State::Ran(executed));
        }
    }

    /// Answers a call in our own words, which are public.
    pub(super) fn answer_without_running(&mut self, number: usize, reason: &str, actions: &mut Vec<Action>) {
        if let Some(slot) = self.calls.get(number) {
            let result = ToolResult::failure(&slot.call, reason, Sensitivity::Public);
            self.answer(number, result, actions);
        }
    }

    pub(super) fn answer(&mut self, number: usize, result: ToolResult, actions: &mut Vec<Action>) {
        actions.push(Action::Emit(Event::CallFinished(result.clone())));
        self.calls.close(number, State::Answered(result));
    }

    /// Takes what became of a call that ran before its end was certain.
    pub(super) fn confirm(&mut self, number: usize, actions: &mut Vec<Action>) {
        let Some(slot) = self.calls.get_mut(number) else { return };
        if let State::Ran(executed) = &slot.state {
            let executed = executed.clone();
            self.take(number, executed, actions);
        }
    }

    /// Takes what became of a call whose arguments are certain.
    pub(super) fn take(&mut self, number: usize, executed: Executed, actions: &mut Vec<Action>) {
        match executed {
            Executed::Answered(result) => self.answer(number, result, actions),
            Executed::Refused(result) => {
                if let Some(slot) = self.calls.get_mut(number) {
                    slot.misfit = true;
                }
                self.answer(number, result, actions);
            }
            Executed::Deferred(request) => self.defer(number, request, actions),
        }
    }

    /// What was started with less than the whole arguments does not count, whatever it says.
    pub(super) fn discard(&mut self, number: usize, actions: &mut Vec<Action>) {
        let Some(slot) = self.calls.get_mut(number) else { return };
        match slot.state {
            State::Running => actions.push(Action::Discard { slot: number }),
            State::Ran(_) => {}
            // It waits for its end, when it is known what is wrong with it.
            _ => return self.calls.hold(number),
        }
        slot.misfit = true;
        let reason = WENT_ON.trim_start_matches("not executed: ");
        self.answer_without_running(number, reason, actions);
    }
}
