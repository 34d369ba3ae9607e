//! A response as it is generated or when it is whole.

mod events;
mod item;
mod progress;

use llm_functions::json::Json;
use llm_runtime::Delta;

use super::said::Said;
use crate::answer::WholeAnswer;
use crate::chat::Ask;
pub(super) use events::Events;
use item::Item;
use progress::Progress;

/// A response that is told when it is whole.
pub(super) struct Whole(Progress);

impl Whole {
    /// The response to this, which repeats that of its request.
    pub(super) fn new(ask: &Ask, said: Said) -> Self {
        Self(Progress::new(ask, said))
    }
}

impl WholeAnswer for Whole {
    fn delta(&mut self, delta: Delta) {
        self.0.take(delta);
    }

    fn is_finished(&self) -> bool {
        self.0.finish.is_some()
    }

    fn body(self: Box<Self>) -> Json {
        self.0.response()
    }
}
