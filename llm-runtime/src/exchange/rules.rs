//! [`Rules`]: what the calls of a turn may be, held here because not every engine holds to it.

use std::borrow::Cow;

use crate::options::ToolChoice;
use crate::platform::Ignored;

const NO_CALLS: &str = "not executed: no function may be called now; answer in words";
const ONE_AT_A_TIME: &str = "not executed: one call at a time; make it again";

/// Which calls were asked for in a turn, and what the model made of it.
#[derive(Debug)]
pub(super) struct Rules {
    choice: ToolChoice,
    parallel: bool,
    /// Calls that the choice admits.
    admitted: usize,
    /// Calls that it does not.
    refused: usize,
}

impl Rules {
    pub(super) fn new(choice: ToolChoice, parallel: bool) -> Self {
        Self { choice, parallel, admitted: 0, refused: 0 }
    }

    /// Looks at a call that begins; says in words for the model why it must not run, if it must not.
    pub(super) fn forbid(&mut self, name: &str) -> Option<Cow<'static, str>> {
        let refusal = match &self.choice {
            ToolChoice::None => Some(Cow::Borrowed(NO_CALLS)),
            ToolChoice::Function(only) if only != name => {
                Some(Cow::Owned(format!("not executed: only `{only}` may be called now")))
            }
            ToolChoice::Auto | ToolChoice::Required | ToolChoice::Function(_) => None,
        };
        if refusal.is_some() {
            self.refused += 1;
            return refusal;
        }
        self.admitted += 1;
        (!self.parallel && self.admitted > 1).then_some(Cow::Borrowed(ONE_AT_A_TIME))
    }

    /// What the engine did not hold to. Of a message that was cut nobody knows what it would have called.
    pub(super) fn ignored(&self, cut: bool) -> Vec<Ignored> {
        let missing = !cut && self.admitted == 0;
        let choice = match &self.choice {
            ToolChoice::None if self.refused > 0 => Some("the model called a function although none was allowed"),
            ToolChoice::Function(_) if self.refused > 0 => Some("the model called another function"),
            ToolChoice::Function(_) if missing => Some("the model did not call the function"),
            ToolChoice::Required if missing => Some("the model called no function"),
            _ => None,
        };
        let parallel = (!self.parallel && self.admitted > 1).then_some("the model made several calls in one message");
        let choice = choice.map(|because| Ignored::new("tool_choice", because));
        choice.into_iter().chain(parallel.map(|because| Ignored::new("parallel_calls", because))).collect()
    }

    /// What is asked for in the turn after this one.
    pub(super) fn next_choice(&self) -> ToolChoice {
        self.choice.after_the_first()
    }
}
