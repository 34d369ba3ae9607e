//! The calls are answered: what follows from it.

use llm_functions::{Sensitivity, ToolResult};

use super::{Action, Exchange, Phase, Rules, Slot, State};
use crate::execute::Executed;
use crate::message::Message;
use crate::platform::FinishReason;

impl Exchange {
    /// Answers every open call and ends the exchange; `None` when the engine failed, which the driver reports.
    pub(super) fn stop(&mut self, reason: &str, finish: Option<FinishReason>, actions: &mut Vec<Action>) {
        if self.phase == Phase::Generating {
            match finish {
                Some(reason) => self.end_turn(reason, true, actions),
                None => self.spent = self.meter.end_turn(),
            }
        }
        for number in 0..self.calls.len() {
            self.stop_call(number, reason, actions);
        }
        self.append_message(actions);
        match finish {
            Some(reason) => self.finish(reason, actions),
            None => self.phase = Phase::Over,
        }
    }

    /// What has run by itself to its end keeps its answer.
    fn stop_call(&mut self, number: usize, reason: &str, actions: &mut Vec<Action>) {
        let Some(slot) = self.calls.get(number) else { return };
        let not_executed = format!("not executed: {reason}");
        match &slot.state {
            State::Answered(_) => {}
            State::Ran(Executed::Answered(result) | Executed::Refused(result)) => {
                let result = result.clone();
                self.answer(number, result, actions);
            }
            State::Running => {
                actions.push(Action::Discard { slot: number });
                self.answer_without_running(number, reason, actions);
            }
            State::Waiting | State::Ran(Executed::Deferred(_)) | State::Deferred(_) => {
                self.answer_without_running(number, &not_executed, actions);
            }
        }
    }

    /// When every call has its answer, writes the message and the answers down and asks the model again.
    pub(super) fn settle(&mut self, actions: &mut Vec<Action>) {
        if self.phase != Phase::Calling || !self.calls.are_settled() {
            return;
        }
        // A stored conversation may say any number.
        self.repairs = self.repairs.saturating_add(u32::from(self.calls.iter().any(|slot| slot.misfit)));
        if self.calls.iter().any(|slot| matches!(slot.state, State::Deferred(_))) {
            return self.suspend(actions);
        }
        self.append_message(actions);
        match self.limit() {
            Some(reason) => self.finish(reason, actions),
            None => self.next_turn(actions),
        }
    }

    /// Why the model is not asked again, if it is not.
    fn limit(&self) -> Option<FinishReason> {
        if self.spent.uses_up(&self.schema.budget()) {
            Some(FinishReason::Budget)
        } else if self.repairs > self.schema.repair_attempts() {
            Some(FinishReason::InvalidCalls)
        } else if self.turn >= self.schema.max_turns().get() {
            Some(FinishReason::MaxTurns)
        } else {
            None
        }
    }

    fn next_turn(&mut self, actions: &mut Vec<Action>) {
        let choice = self.rules.next_choice();
        self.turn += 1;
        self.phase = Phase::Generating;
        self.cut = None;
        self.rules = Rules::new(choice.clone(), self.schema.parallel_calls());
        actions.push(Action::Generate(choice));
    }

    pub(super) fn append_message(&mut self, actions: &mut Vec<Action>) {
        let (text, reasoning) = self.draft.take();
        let slots = std::mem::take(&mut self.calls).into_slots();
        if text.is_empty() && slots.is_empty() {
            return;
        }
        let calls = slots.iter().map(|slot| slot.call.clone()).collect();
        self.append(Message::assistant(text, calls, self.label).reasoning(reasoning), actions);
        for slot in slots {
            self.append(Message::tool(result_of(slot)), actions);
        }
    }
}

/// The answer to a call. Every call of a message that is written down has one; one without would make the conversation
/// unusable, so there is an answer for it too.
pub(super) fn result_of(slot: Slot) -> ToolResult {
    match slot.state {
        State::Answered(result) | State::Ran(Executed::Answered(result) | Executed::Refused(result)) => result,
        State::Waiting | State::Running | State::Deferred(_) | State::Ran(Executed::Deferred(_)) => {
            ToolResult::failure(&slot.call, "not executed", Sensitivity::Public)
        }
    }
}
