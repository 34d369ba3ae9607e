//! What the expansion of `#[llm_function]` asks about a return type of which the macro sees only the name.

use std::marker::PhantomData;

/// The parts of a `Result`, whatever it is called.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `Result` and is none",
    label = "expected `Result<T, E>`",
    note = "a function that cannot fail returns its output; give this type another name, or wrap it"
)]
pub trait Returned {
    /// What the model reads when the call went well.
    type Output;
    /// What the model reads when it did not.
    type Error;
}

impl<T, E> Returned for Result<T, E> {
    type Output = T;
    type Error = E;
}

/// Says of a type whether it is a `Result`: the inherent constant, where there is one, wins over the trait's.
#[derive(Debug)]
pub struct Probe<T>(PhantomData<T>);

impl<T, E> Probe<Result<T, E>> {
    /// It is one.
    pub const IS_RESULT: bool = true;
}

/// What is said of every other type.
pub trait IsNoResult {
    /// It is none.
    const IS_RESULT: bool = false;
}

impl<T> IsNoResult for Probe<T> {}
