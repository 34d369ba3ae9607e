//! The model writes: what the engine produces becomes a message and calls.

use llm_functions::ToolCall;

use super::message::Draft;
use super::{Action, Exchange, Input, Phase, Slot};
use crate::event::Event;
use crate::message::Message;
use crate::platform::{Delta, FinishReason};

const CUT_ARGUMENTS: &str = "not executed: the arguments were cut off; make the call again";
const CUT_MESSAGE: &str = "not executed: the message was cut off; make the call again";
const NO_BUDGET: &str = "not executed: the session's budget is used up";

impl Exchange {
    /// What comes from the engine and from whoever watches it, while it generates.
    pub(super) fn engine(&mut self, input: Input, actions: &mut Vec<Action>) {
        match input {
            Input::Prompt(count) => self.meter.prompt(count),
            Input::Time(time) => self.meter.time(time),
            Input::TimeUp => self.end_message(FinishReason::Budget, actions),
            // Looked at before the model goes on, because what a turn cost may be told right before its end.
            Input::Delta(delta) if goes_on(&delta) && self.meter.so_far().uses_up(&self.schema.budget()) => {
                self.end_message(FinishReason::Budget, actions);
            }
            Input::Delta(delta) => {
                self.meter.delta(&delta);
                self.delta(delta, actions);
            }
            Input::EngineFailed | Input::Executed { .. } | Input::Cancel => {}
        }
    }

    fn delta(&mut self, delta: Delta, actions: &mut Vec<Action>) {
        match delta {
            Delta::Text(text) => {
                self.draft.text.push_str(&text);
                actions.push(Action::Emit(Event::Text(text)));
            }
            Delta::Reasoning(thought) => {
                self.draft.think(&thought);
                actions.push(Action::Emit(Event::Reasoning(thought)));
            }
            Delta::ReasoningState(state) => self.draft.keep(state),
            // A call that has begun may have been executed; no engine takes it back.
            Delta::Restart if self.calls.is_empty() => {
                self.draft = Draft::default();
                actions.push(Action::Emit(Event::Restarted));
            }
            Delta::CallStart { index, id, name } => self.start_call(index, id, name, actions),
            Delta::CallArguments { index, fragment } => self.write_arguments(index, fragment, actions),
            Delta::CallEnd { index } => self.end_call(index, actions),
            Delta::Restart | Delta::Tokens(_) | Delta::Logprobs(_) | Delta::Usage(_) | Delta::Ignored(_) => {}
            Delta::Finish(reason) => self.end_message(reason, actions),
        }
    }

    fn start_call(&mut self, index: usize, id: Option<String>, name: String, actions: &mut Vec<Action>) {
        if self.calls.number(index).is_some() {
            return;
        }
        let id = self.ids.unique(id);
        let behavior = self.schema.functions().get(&name).map(|function| function.view().behavior);
        let forbidden = self.rules.forbid(&name);
        actions.push(Action::Emit(Event::CallStarted { id: id.clone(), name: name.clone() }));
        self.calls.add(index, Slot::new(ToolCall::new(id, name, ""), behavior, forbidden));
    }

    fn write_arguments(&mut self, index: usize, fragment: String, actions: &mut Vec<Action>) {
        let Some(number) = self.calls.number(index) else { return };
        let Some(slot) = self.calls.get_mut(number).filter(|slot| !slot.ended) else { return };
        slot.write(&fragment);
        let (early, went_on) = (slot.may_start_early(), slot.went_on());
        actions.push(Action::Emit(Event::CallArguments { id: slot.call.id.clone(), fragment }));
        if early {
            self.calls.make_ready(number);
        } else if went_on {
            self.discard(number, actions);
        }
    }

    fn end_call(&mut self, index: usize, actions: &mut Vec<Action>) {
        let Some(number) = self.calls.number(index) else { return };
        let Some(slot) = self.calls.get_mut(number).filter(|slot| !slot.ended) else { return };
        slot.ended = true;
        if slot.may_start_early() {
            self.calls.make_ready(number);
        } else {
            self.confirm(number, actions);
        }
    }

    /// The message is over, complete or cut. One that was cut executes nothing that has not started already.
    pub(super) fn end_message(&mut self, reason: FinishReason, actions: &mut Vec<Action>) {
        let cut = !matches!(reason, FinishReason::Stop | FinishReason::ToolCalls);
        self.end_turn(reason, cut, actions);
        if self.calls.is_empty() {
            let (text, reasoning) = self.draft.take();
            self.append(Message::assistant(text, Vec::new(), self.label).reasoning(reasoning), actions);
            self.finish(reason, actions);
            return;
        }
        self.phase = Phase::Calling;
        self.cut = cut.then_some(match reason {
            FinishReason::Budget => NO_BUDGET,
            _ => CUT_MESSAGE,
        });
        for number in 0..self.calls.len() {
            self.end_with_message(number, actions);
        }
    }

    /// Tells how the turn went and counts what it cost.
    pub(super) fn end_turn(&mut self, reason: FinishReason, cut: bool, actions: &mut Vec<Action>) {
        self.spent = self.meter.end_turn();
        actions.extend(self.rules.ignored(cut).into_iter().map(Action::Ignored));
        actions.push(Action::EndTurn(reason));
    }

    fn end_with_message(&mut self, number: usize, actions: &mut Vec<Action>) {
        let cut = self.cut;
        let Some(slot) = self.calls.get_mut(number) else { return };
        if !slot.has_not_run() {
            slot.ended = true;
            return self.confirm(number, actions);
        }
        let omitted = cut.is_none() && slot.is_empty();
        let broken = slot.broken().filter(|_| !slot.ended || slot.went_on());
        let refusal = match (&slot.forbidden, broken, cut) {
            (Some(forbidden), ..) => Some(forbidden.clone().into_owned()),
            (None, Some(broken), _) => {
                slot.misfit = true;
                Some(broken)
            }
            (None, None, _) if !slot.is_whole() && !omitted => Some(CUT_ARGUMENTS.to_owned()),
            // It also decides for calls that wait for somebody: they have not started.
            (None, None, cut) => cut.map(str::to_owned),
        };
        slot.ended = true;
        if let Some(reason) = refusal {
            return self.answer_without_running(number, &reason, actions);
        }
        self.calls.make_ready(number);
        self.confirm(number, actions);
    }
}

/// Whether the model writes more with it.
fn goes_on(delta: &Delta) -> bool {
    matches!(delta, Delta::Text(_) | Delta::Reasoning(_) | Delta::CallStart { .. } | Delta::CallArguments { .. })
}
