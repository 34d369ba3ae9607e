//! [`Slot`]: one call of the message that is being written, and how far it is.

use llm_functions::spec::Behavior;
use llm_functions::{ToolCall, ToolResult};

#[derive(Debug)]
pub(super) struct Slot {
    /// The engine's number of the call within the turn.
    pub(super) index: usize,
    pub(super) call: ToolCall,
    /// Whether the arguments are all there.
    pub(super) complete: bool,
    pub(super) read_only: bool,
    pub(super) exclusive: bool,
    pub(super) state: State,
}

#[derive(Debug)]
pub(super) enum State {
    Waiting,
    Running,
    Answered(ToolResult),
}

impl Slot {
    /// A call that the model has begun. One of an unknown function may start at once: it will only be refused.
    pub(super) fn new(index: usize, call: ToolCall, behavior: Option<Behavior>) -> Self {
        Self {
            index,
            call,
            complete: false,
            read_only: behavior.is_none_or(|behavior| behavior.read_only),
            exclusive: behavior.is_some_and(|behavior| behavior.exclusive),
            state: State::Waiting,
        }
    }
}
