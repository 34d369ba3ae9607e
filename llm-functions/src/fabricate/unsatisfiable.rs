//! [`Unsatisfiable`]: a place for which no value was found.

/// No value was found for a place: the constraints contradict each other, or leave so little that trying does not meet
/// it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no value fits `{pointer}`: {reason}")]
#[non_exhaustive]
pub struct Unsatisfiable {
    /// The JSON pointer (RFC 6901) to the place; empty for the arguments object.
    pub pointer: String,
    /// What stands in the way.
    pub reason: String,
}

impl Unsatisfiable {
    pub(super) fn new(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), reason: reason.into() }
    }
}
