//! [`Redaction`]: what of a conversation gets into a cassette.

use std::fmt;
use std::sync::Arc;

use llm_functions::Sensitivity;

/// What stands for a private text.
pub(super) const PRIVATE: &str = "[private]";

/// What of a conversation gets into a cassette.
///
/// A turn is as private as the most private message that the model read. What is public is written as it is. Of what is
/// more private nothing is written, not even a hash, which anybody could hold against a list of weights or diagnoses:
///
/// * texts, thoughts and results become one placeholder, the same for all;
/// * arguments that fit their function become fabricated ones that fit, and arguments that did not fit become some that do
///   not, so that a replay still runs functions, and is refused where the original was;
/// * an answer in a given form becomes a fabricated one of that form;
/// * identities of calls, names of functions that do not exist, likely tokens and states of thought are replaced or left
///   out.
///
/// What stays is the shape: who spoke, which functions were called, how many tokens it cost, how long it took. A request
/// in a replay matches by that shape and by all that is public: instructions, functions, options.
///
/// ```
/// use llm_runtime::{Sensitivity, mock::Redaction};
/// // Texts about persons who were made up for the test.
/// let everything = Redaction::up_to(Sensitivity::Sensitive);
/// // Nothing but what is public, and of the questions a part.
/// let some = Redaction::default().with(|part, text| match part {
///     llm_runtime::mock::Part::Question => Some(text.replace("Ada", "somebody")),
///     _ => None,
/// });
/// ```
#[derive(Clone)]
pub struct Redaction {
    written: Sensitivity,
    redactor: Option<Arc<Redactor>>,
}

type Redactor = dyn Fn(Part, &str) -> Option<String> + Send + Sync;

/// What a text is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The application's instructions.
    Instructions,
    /// What a person said.
    Question,
    /// What the model said.
    Answer,
    /// What the model thought before.
    Thought,
    /// The arguments of a call, as JSON text.
    Arguments,
    /// What a function returned.
    Result,
}

impl Redaction {
    /// Writes data up to this label as they are.
    pub fn up_to(label: Sensitivity) -> Self {
        Self { written: label, redactor: None }
    }

    /// Sets what is written of private texts: what this returns, and where it returns `None`, what is written without it.
    /// It is given whole texts, however they were streamed, must return the same for the same, and must leave alone what
    /// it has returned before; a replay needs it too. Whoever writes it answers for what it lets through.
    #[must_use]
    pub fn with(mut self, redactor: impl Fn(Part, &str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.redactor = Some(Arc::new(redactor));
        self
    }

    pub(super) fn is_private(&self, label: Sensitivity) -> bool {
        label > self.written
    }

    /// What its own redactor makes of a private text.
    pub(super) fn own(&self, part: Part, text: &str) -> Option<String> {
        self.redactor.as_ref().and_then(|redactor| redactor(part, text))
    }

    /// What is written of a private text.
    pub(super) fn text(&self, part: Part, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        self.own(part, text).unwrap_or_else(|| PRIVATE.to_owned())
    }

    pub(super) fn written(&self) -> Sensitivity {
        self.written
    }

    pub(super) fn has_redactor(&self) -> bool {
        self.redactor.is_some()
    }

    pub(super) fn written_up_to(mut self, label: Sensitivity) -> Self {
        self.written = label;
        self
    }
}

/// Writes what is public and nothing else.
impl Default for Redaction {
    fn default() -> Self {
        Self::up_to(Sensitivity::Public)
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Redaction")
            .field("written", &self.written)
            .field("redactor", &self.redactor.is_some())
            .finish()
    }
}
