//! What the author's `validate` says of a value.

use std::fmt::Display;

use crate::arguments::{Argument, Mismatch};
use crate::parameter_type::ParameterType;

/// What a `validate` function returns: nothing, or a reason that the model can read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a `validate` function can return",
    label = "expected a `Result<(), E>` whose `E` implements `Display`",
    note = "the model reads the error, so it should say what to do differently"
)]
pub trait Verdict {
    /// The reason as text.
    ///
    /// # Errors
    /// The reason for which the value is refused.
    fn verdict(self) -> Result<(), String>;
}

#[diagnostic::do_not_recommend]
impl<E: Display> Verdict for Result<(), E> {
    fn verdict(self) -> Result<(), String> {
        self.map_err(|reason| reason.to_string())
    }
}

/// What the author's `validate` of a whole type makes of its value.
///
/// # Errors
/// [`Mismatch`] of what is inside, or with the author's reason at the value itself.
pub fn validated<T>(
    value: Result<T, Mismatch>,
    validate: impl FnOnce(&T) -> Result<(), String>,
) -> Result<T, Mismatch> {
    let value = value?;
    match validate(&value) {
        Ok(()) => Ok(value),
        Err(reason) => Err(Mismatch::refused(reason)),
    }
}

/// Why an argument is no value of a type.
pub fn refusal<T: ParameterType>(argument: Argument<'_>) -> Option<Mismatch> {
    T::from_argument(argument).err()
}

/// The same of a type whose values the author's `validate` judges.
pub fn refusal_of<T: ParameterType>(
    argument: Argument<'_>,
    validate: impl FnOnce(&T) -> Result<(), String>,
) -> Option<Mismatch> {
    validated(T::from_argument(argument), validate).err()
}
