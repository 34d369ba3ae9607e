//! The exchange: generate → call → generate, until the model has answered.
//!
//! A state machine without I/O, clock or channel: inputs go in, actions come out, whoever drives it does them. What it
//! guarantees, whatever the order of inputs: every call gets exactly one answer, answers are stored in call order, a call
//! whose arguments are not complete is never executed, and nothing starts after a message was cut.

mod answers;
mod budget;
mod calls;
mod ids;
mod message;
mod rules;
mod settle;
mod slot;
mod suspension;
#[cfg(test)]
mod tests;
mod turn;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use llm_functions::{Sensitivity, ToolCall};

use crate::approval::Suspended;
use crate::event::Event;
use crate::execute::Executed;
use crate::message::Message;
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason, Ignored, TokenCount};
use crate::schema::Schema;

pub(crate) use budget::Spent;
pub(crate) use suspension::Decisions;

use budget::Meter;
use calls::Calls;
use ids::Identities;
use message::Draft;
use rules::Rules;
use slot::{Slot, State};

/// What happened.
#[derive(Debug)]
pub(crate) enum Input {
    /// How many tokens the prompt of the turn has, for engines that do not tell their usage.
    Prompt(TokenCount),
    /// The engine produced something.
    Delta(Delta),
    /// How long the engine has been busy with this turn.
    Time(Duration),
    /// The session's time is used up.
    TimeUp,
    /// The engine failed or ended without a finish reason.
    EngineFailed,
    /// What became of a call that was to be executed; `id` tells it from calls of earlier turns.
    Executed { slot: usize, id: String, executed: Executed },
    /// Somebody cancelled.
    Cancel,
}

/// What to do.
#[derive(Debug, PartialEq)]
pub(crate) enum Action {
    /// Tell the reader.
    Emit(Event),
    /// Execute a call, and come back with [`Input::Executed`].
    Execute { slot: usize, call: ToolCall },
    /// Stop a call that was given away to be executed; nobody waits for it any more.
    Discard { slot: usize },
    /// Report something that the engine did not hold to.
    Ignored(Ignored),
    /// The turn is over, the engine is to stop; tell how the turn went.
    EndTurn(FinishReason),
    /// Add to the conversation.
    Append(Message),
    /// Keep a message whose calls wait for approval.
    Suspend(Suspended),
    /// Ask the engine for another turn.
    Generate(ToolChoice),
    /// The exchange is over.
    Finish(FinishReason),
}

/// With what an exchange begins.
#[derive(Debug, Default)]
pub(crate) struct Beginning {
    /// The label of the conversation.
    pub(crate) label: Sensitivity,
    /// The identities of the calls in it.
    pub(crate) ids: HashSet<String>,
    /// What the session has cost so far.
    pub(crate) spent: Spent,
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
    /// Turns with calls that did not fit.
    repairs: u32,
    draft: Draft,
    calls: Calls,
    /// Why nothing of the message may start any more, in words for the model.
    cut: Option<&'static str>,
    rules: Rules,
    meter: Meter,
    spent: Spent,
    ids: Identities,
    label: Sensitivity,
}

impl Exchange {
    /// Starts an exchange in a conversation, with this choice for its first turn.
    pub(crate) fn begin(schema: Arc<Schema>, beginning: Beginning, choice: ToolChoice) -> (Self, Vec<Action>) {
        let exchange = Self::new(schema, beginning, choice.clone());
        (exchange, vec![Action::Generate(choice)])
    }

    fn new(schema: Arc<Schema>, beginning: Beginning, choice: ToolChoice) -> Self {
        let Beginning { label, ids, spent } = beginning;
        Self {
            phase: Phase::Generating,
            turn: 1,
            repairs: 0,
            draft: Draft::default(),
            calls: Calls::default(),
            cut: None,
            rules: Rules::new(choice, schema.parallel_calls()),
            meter: Meter::new(spent),
            spent,
            ids: Identities::new(ids),
            label,
            schema,
        }
    }

    /// Takes an input and says what to do now.
    pub(crate) fn on(&mut self, input: Input) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.phase == Phase::Over {
            return actions;
        }
        match input {
            Input::Executed { slot, id, executed } => self.executed(slot, &id, executed, &mut actions),
            Input::EngineFailed => self.stop("the model's message broke off", None, &mut actions),
            Input::Cancel => self.stop("cancelled", Some(FinishReason::Cancelled), &mut actions),
            // An engine that goes on after its finish reason is not listened to.
            input if self.phase == Phase::Generating => self.engine(input, &mut actions),
            _ => {}
        }
        self.schedule(&mut actions);
        self.settle(&mut actions);
        actions
    }

    /// What the session's turns have cost so far; a running turn counts when it ends.
    pub(crate) fn spent(&self) -> Spent {
        self.spent
    }

    /// How long the running turn may still take.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        self.schema.budget().time.map(|most| most.saturating_sub(self.spent.time))
    }

    /// Starts what may start now.
    fn schedule(&mut self, actions: &mut Vec<Action>) {
        while self.phase != Phase::Over
            && let Some((slot, call)) = self.calls.start_next(self.schema.concurrent_calls())
        {
            actions.push(Action::Execute { slot, call });
        }
    }

    fn append(&mut self, message: Message, actions: &mut Vec<Action>) {
        self.label = self.label.join(message.sensitivity);
        actions.push(Action::Append(message));
    }

    fn finish(&mut self, reason: FinishReason, actions: &mut Vec<Action>) {
        self.phase = Phase::Over;
        actions.push(Action::Emit(Event::Finished(reason)));
        actions.push(Action::Finish(reason));
    }
}
