//! The exchange: generate → call → generate, until the model has answered.
//!
//! A state machine without I/O, clock or channel: inputs go in, actions come out, whoever drives it does them. What it
//! guarantees, whatever the order of inputs: every call gets exactly one answer, answers are stored in call order, and a
//! call whose arguments are not complete is never executed.

mod slot;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use llm_functions::{Sensitivity, ToolCall, ToolResult};

use crate::event::Event;
use crate::message::Message;
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason};
use crate::schema::Schema;

use slot::{Slot, State};

/// What happened.
#[derive(Debug)]
pub(crate) enum Input {
    /// The engine produced something.
    Delta(Delta),
    /// The engine failed or ended without a finish reason.
    EngineFailed,
    /// A call that was to be executed has its answer.
    Answered { slot: usize, result: ToolResult },
    /// Somebody cancelled.
    Cancel,
}

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Action {
    /// Tell the reader.
    Emit(Event),
    /// Execute a call, and come back with [`Input::Answered`].
    Execute { slot: usize, call: ToolCall },
    /// Add to the conversation.
    Append(Message),
    /// Ask the engine for another turn.
    Generate(ToolChoice),
    /// The exchange is over.
    Finish(FinishReason),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The model writes.
    Generating,
    /// The model waits for answers.
    Calling,
    /// Nothing more will happen.
    Over,
}

/// One exchange.
#[derive(Debug)]
pub(crate) struct Exchange {
    schema: Arc<Schema>,
    phase: Phase,
    turn: u32,
    text: String,
    slots: Vec<Slot>,
    ids: HashSet<String>,
    label: Sensitivity,
}

impl Exchange {
    /// Starts an exchange in a conversation of this label, in which calls of these identities were made.
    pub(crate) fn begin(schema: Arc<Schema>, label: Sensitivity, ids: HashSet<String>) -> (Self, Vec<Action>) {
        let choice = schema.tool_choice().clone();
        let exchange =
            Self { schema, phase: Phase::Generating, turn: 1, text: String::new(), slots: Vec::new(), ids, label };
        (exchange, vec![Action::Generate(choice)])
    }

    /// Takes an input and says what to do now.
    pub(crate) fn on(&mut self, input: Input) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.phase == Phase::Over {
            return actions;
        }
        match input {
            Input::Delta(delta) if self.phase == Phase::Generating => self.delta(delta, &mut actions),
            // An engine that goes on after its finish reason is not listened to.
            Input::Delta(_) => {}
            Input::Answered { slot, result } => self.answer(slot, result, &mut actions),
            Input::EngineFailed => self.stop("not executed: the model's message broke off", None, &mut actions),
            Input::Cancel => self.stop("cancelled", Some(FinishReason::Cancelled), &mut actions),
        }
        self.schedule(&mut actions);
        self.settle(&mut actions);
        actions
    }

    fn delta(&mut self, delta: Delta, actions: &mut Vec<Action>) {
        match delta {
            Delta::Text(text) => {
                self.text.push_str(&text);
                actions.push(Action::Emit(Event::Text(text)));
            }
            Delta::CallStart { index, id, name } => self.start_call(index, id, name, actions),
            Delta::CallArguments { index, fragment } => {
                if let Some(slot) = self.open_slot(index) {
                    slot.call.arguments.push_str(&fragment);
                    let id = slot.call.id.clone();
                    actions.push(Action::Emit(Event::CallArguments { id, fragment }));
                }
            }
            Delta::CallEnd { index } => {
                if let Some(slot) = self.open_slot(index) {
                    slot.complete = true;
                }
            }
            Delta::Reasoning(text) => actions.push(Action::Emit(Event::Reasoning(text))),
            Delta::ReasoningState(_) | Delta::Logprobs(_) | Delta::Usage(_) | Delta::Ignored(_) => {}
            Delta::Finish(reason) => self.finish_message(reason, actions),
        }
    }

    fn start_call(&mut self, index: usize, id: Option<String>, name: String, actions: &mut Vec<Action>) {
        if self.slots.iter().any(|slot| slot.index == index) {
            return;
        }
        let id = self.unique_id(id);
        let behavior = self.schema.functions().get(&name).map(|function| function.view().behavior);
        actions.push(Action::Emit(Event::CallStarted { id: id.clone(), name: name.clone() }));
        self.slots.push(Slot::new(index, ToolCall::new(id, name, ""), behavior));
    }

    /// The engine's identity for the call if it is new to the conversation, else one of our own.
    fn unique_id(&mut self, id: Option<String>) -> String {
        let given = id.filter(|id| !id.is_empty() && !self.ids.contains(id));
        let id = given.unwrap_or_else(|| {
            // Among one more number than there are identities, one is free.
            let numbers = 1..=self.ids.len() + 1;
            numbers.rev().map(|number| format!("call_{number}")).find(|id| !self.ids.contains(id)).unwrap_or_default()
        });
        self.ids.insert(id.clone());
        id
    }

    fn open_slot(&mut self, index: usize) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.index == index && !slot.complete)
    }

    /// A message that was cut executes nothing that has not started already.
    fn finish_message(&mut self, reason: FinishReason, actions: &mut Vec<Action>) {
        if self.slots.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.append(Message::assistant(text, Vec::new(), self.label), actions);
            self.finish(reason, actions);
            return;
        }
        self.phase = Phase::Calling;
        let cut = !matches!(reason, FinishReason::Stop | FinishReason::ToolCalls);
        for slot in 0..self.slots.len() {
            if !self.slots[slot].complete {
                self.refuse(slot, "not executed: the arguments were cut off; make the call again", actions);
            } else if cut {
                self.refuse(slot, "not executed: the message was cut off; make the call again", actions);
            }
        }
    }

    fn answer(&mut self, slot: usize, result: ToolResult, actions: &mut Vec<Action>) {
        if let Some(running) = self.slots.get_mut(slot)
            && matches!(running.state, State::Running)
            && running.call.id == result.call_id
        {
            actions.push(Action::Emit(Event::CallFinished(result.clone())));
            running.state = State::Answered(result);
        }
    }

    /// Answers a call that waits, without executing it.
    fn refuse(&mut self, slot: usize, reason: &str, actions: &mut Vec<Action>) {
        let waiting = &mut self.slots[slot];
        if matches!(waiting.state, State::Waiting) {
            let result = ToolResult::failure(&waiting.call, reason, Sensitivity::Public);
            actions.push(Action::Emit(Event::CallFinished(result.clone())));
            waiting.state = State::Answered(result);
        }
    }

    /// Answers every open call and ends the exchange; `None` when the engine failed, which the driver reports.
    fn stop(&mut self, reason: &str, finish: Option<FinishReason>, actions: &mut Vec<Action>) {
        for slot in 0..self.slots.len() {
            if matches!(self.slots[slot].state, State::Running) {
                self.slots[slot].state = State::Waiting;
            }
            self.refuse(slot, reason, actions);
        }
        self.append_message(actions);
        match finish {
            Some(reason) => self.finish(reason, actions),
            None => self.phase = Phase::Over,
        }
    }

    fn finish(&mut self, reason: FinishReason, actions: &mut Vec<Action>) {
        self.phase = Phase::Over;
        actions.push(Action::Emit(Event::Finished(reason)));
        actions.push(Action::Finish(reason));
    }

    /// Starts what may start now: read-only calls as soon as they are complete, the others when the message is. Only an
    /// exclusive call is a barrier, for itself and for what comes after it.
    fn schedule(&mut self, actions: &mut Vec<Action>) {
        let message_complete = self.phase == Phase::Calling;
        let mut running = self.slots.iter().filter(|slot| matches!(slot.state, State::Running)).count();
        let most = self.schema.concurrent_calls().get() as usize;
        let mut open_before = false;
        for (number, slot) in self.slots.iter_mut().enumerate() {
            let waits = matches!(slot.state, State::Waiting);
            let ready = slot.complete && (message_complete || slot.read_only);
            let alone = running == 0 && !open_before;
            if waits && ready && running < most && (!slot.exclusive || alone) {
                slot.state = State::Running;
                running += 1;
                actions.push(Action::Execute { slot: number, call: slot.call.clone() });
            }
            let open = !matches!(slot.state, State::Answered(_));
            if open && slot.exclusive {
                return;
            }
            open_before |= open;
        }
    }

    /// When every call has its answer, writes the message and the answers down and asks the model again.
    fn settle(&mut self, actions: &mut Vec<Action>) {
        if self.phase != Phase::Calling || self.slots.iter().any(|slot| !matches!(slot.state, State::Answered(_))) {
            return;
        }
        self.append_message(actions);
        if self.turn >= self.schema.max_turns().get() {
            return self.finish(FinishReason::MaxTurns, actions);
        }
        self.turn += 1;
        self.phase = Phase::Generating;
        actions.push(Action::Generate(ToolChoice::Auto));
    }

    fn append_message(&mut self, actions: &mut Vec<Action>) {
        let text = std::mem::take(&mut self.text);
        let slots = std::mem::take(&mut self.slots);
        if text.is_empty() && slots.is_empty() {
            return;
        }
        let calls = slots.iter().map(|slot| slot.call.clone()).collect();
        self.append(Message::assistant(text, calls, self.label), actions);
        for slot in slots {
            if let State::Answered(result) = slot.state {
                self.append(Message::tool(result), actions);
            }
        }
    }

    fn append(&mut self, message: Message, actions: &mut Vec<Action>) {
        self.label = self.label.join(message.sensitivity);
        actions.push(Action::Append(message));
    }
}
