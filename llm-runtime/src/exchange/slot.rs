//! [`Slot`]: one call of the message that is being written, and how far it is.

use std::borrow::Cow;

use llm_functions::json::IncrementalReader;
use llm_functions::spec::Behavior;
use llm_functions::{ToolCall, ToolResult};

use crate::approval::ApprovalRequest;
use crate::execute::Executed;

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) call: ToolCall,
    arguments: Arguments,
    /// Whether the engine or the end of the message said that the call is complete.
    pub(super) ended: bool,
    /// Why it must not run in this turn, whatever its arguments are.
    pub(super) forbidden: Option<Cow<'static, str>>,
    /// Whether it did not fit its function.
    pub(super) misfit: bool,
    pub(super) class: Class,
    pub(super) state: State,
}

/// When a function may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// While the model is still writing, since it changes nothing.
    Early,
    /// When the message is complete.
    Late,
    /// When nothing else runs; `early` as above.
    Alone { early: bool },
}

impl Class {
    /// Of an unknown function: it may start early, because it will only be refused.
    fn of(behavior: Option<Behavior>) -> Self {
        match behavior {
            Some(Behavior { exclusive: true, read_only, .. }) => Self::Alone { early: read_only },
            Some(Behavior { read_only: false, .. }) => Self::Late,
            _ => Self::Early,
        }
    }
}

#[derive(Debug)]
pub(super) enum State {
    Waiting,
    Running,
    /// Ran while the model was writing. It counts when it is certain that nothing more is written to its arguments.
    Ran(Executed),
    Deferred(ApprovalRequest),
    Answered(ToolResult),
}

/// How far the arguments are.
#[derive(Debug)]
struct Arguments {
    reader: IncrementalReader,
    written: bool,
}

impl Slot {
    /// A call that the model has begun.
    pub(super) fn new(call: ToolCall, behavior: Option<Behavior>, forbidden: Option<Cow<'static, str>>) -> Self {
        Self {
            call,
            arguments: Arguments { reader: IncrementalReader::new(), written: false },
            ended: false,
            forbidden,
            misfit: false,
            class: Class::of(behavior),
            state: State::Waiting,
        }
    }

    /// A call of a message that is complete.
    pub(super) fn ended(call: ToolCall, behavior: Option<Behavior>, state: State) -> Self {
        Self { ended: true, state, ..Self::new(call, behavior, None) }
    }

    /// Reads on. An error is kept by the reader, and asked for when it matters.
    pub(super) fn write(&mut self, fragment: &str) {
        self.call.arguments.push_str(fragment);
        self.arguments.written |= !fragment.trim_ascii().is_empty();
        let _ = self.arguments.reader.push(fragment);
    }

    /// Whether the arguments are all there: the engine said so, or only white space may follow.
    pub(super) fn is_whole(&self) -> bool {
        self.ended || self.arguments.reader.is_complete()
    }

    /// Whether nothing was written. A server may leave out the arguments of a function that has none.
    pub(super) fn is_empty(&self) -> bool {
        !self.arguments.written
    }

    /// Whether something was written after the arguments were whole.
    pub(super) fn went_on(&self) -> bool {
        self.arguments.reader.error().is_some_and(llm_functions::json::ReadError::is_trailing)
    }

    /// Why the arguments are not JSON and will not become it, in words for the model.
    pub(super) fn broken(&self) -> Option<String> {
        let error = self.arguments.reader.error()?;
        Some(if self.went_on() { WENT_ON.to_owned() } else { format!("not executed: the arguments are {error}") })
    }

    /// Whether nothing else may run beside it.
    pub(super) fn is_exclusive(&self) -> bool {
        matches!(self.class, Class::Alone { .. })
    }

    /// Whether its function has not been called.
    pub(super) fn has_not_run(&self) -> bool {
        matches!(self.state, State::Waiting | State::Deferred(_) | State::Ran(Executed::Deferred(_)))
    }

    /// Whether it may start while the model is still writing.
    pub(super) fn may_start_early(&self) -> bool {
        matches!(self.state, State::Waiting)
            && matches!(self.class, Class::Early | Class::Alone { early: true })
            && self.forbidden.is_none()
            && self.is_whole()
            && !self.went_on()
    }
}

pub(super) const WENT_ON: &str = "not executed: the arguments went on after they were complete; make the call again";
