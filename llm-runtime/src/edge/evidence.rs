//! [`Evidence`]: what speaks for each function, before it is weighed.

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
}
