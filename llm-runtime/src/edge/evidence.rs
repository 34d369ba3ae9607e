//! [`Evidence`]: what speaks for each function, before it is weighed.

use std::fmt;

use llm_functions::json::Json;

/// What speaks for a call, and for each function, in the next turn of a conversation: what
/// [`ChoiceMethod::Encoder`](super::ChoiceMethod::Encoder) weighs, for whoever looks for the weights.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// By how much the natural logarithm of the probability that the model begins a call is greater than that of anything
    /// else.
    pub call: f32,
    /// Each function, in the schema's order.
    pub functions: Vec<FunctionEvidence>,
}

/// What speaks for one function.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FunctionEvidence {
    /// Its name.
    pub name: String,
    /// The natural logarithm of the probability that the model writes a call of it, up to the end of its name.
    pub written: f32,
    /// The cosine between the question and the function, as the encoder reads them; `None` where none is asked:
    /// the model has no encoder, its profile chooses otherwise, or the last message is no question.
    pub meant: Option<f32>,
    /// By how much the question and the function, read together, are nearer to a text that it is meant than to one that it is
    /// not, as a difference of cosines; `None` where they were not read together.
    pub together: Option<f32>,
    /// What it finds that the question says of each parameter, in the order of declaration; nothing where none is asked.
    pub parameters: Vec<ParameterEvidence>,
}

/// What the encoder finds that the question says of a parameter. What was said is in no `Debug`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ParameterEvidence {
    /// Its name.
    pub name: String,
    /// Whether the function needs it.
    pub required: bool,
    /// The natural logarithm of the probability that the question says nothing of it.
    pub unsaid: f32,
    /// Of each value, where one of a few is chosen, with the probability's logarithm; otherwise nothing.
    pub values: Vec<(Json, f32)>,
    /// The words of the question that a value was copied from, if it was said, with the logarithm of their odds; `None` where
    /// one of a few is chosen, where the question is longer than the encoder reads, and where nothing in it can be one.
    pub copied: Option<(String, f32)>,
}

impl fmt::Debug for ParameterEvidence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("ParameterEvidence");
        shown.field("name", &self.name).field("required", &self.required).field("values", &self.values.len());
        shown.field("copied", &self.copied.is_some()).finish_non_exhaustive()
    }
}
