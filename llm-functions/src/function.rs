//! [`LlmFunction`] and [`Execute`]: what the derive writes and what the author writes.

use std::future::Future;

use crate::arguments::{Fields, Mismatch};
use crate::call::Call;
use crate::spec::FunctionSpec;

/// A function that a model can call; the struct is its arguments.
///
/// Do not implement this by hand: `#[derive(LlmFunction)]` writes the constant data and the decoder together, so that
/// they cannot disagree. What a call does is in [`Execute`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no name, description or parameters for the model to see",
    label = "missing `#[derive(LlmFunction)]`"
)]
pub trait LlmFunction: Sized + Send + 'static {
    /// Its name, description and parameters.
    const SPEC: FunctionSpec;

    /// Builds a fresh value from arguments that were already checked against [`SPEC`](Self::SPEC).
    ///
    /// # Errors
    /// [`Mismatch`] when a parameter's own type refuses its value.
    fn from_fields(fields: &mut Fields<'_>) -> Result<Self, Mismatch>;
}

/// What a call of the function does.
///
/// Every call gets a value of its own, so that calls that run at once cannot disturb each other; what the application
/// brings along comes in through [`Call::deps`].
///
/// ```
/// use llm_functions::{Call, Execute, LlmFunction};
///
/// /// Greet somebody by name.
/// #[derive(LlmFunction)]
/// struct Greet {
///     /// Whom to greet.
///     #[parameter(max_length = 40)]
///     name: String,
/// }
///
/// impl Execute for Greet {
///     type Deps = ();
///     type Output = String;
///     type Error = std::convert::Infallible;
///     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
///         Ok(format!("Hello, {}!", self.name))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an LLM function",
    label = "`{Self}` does not implement `Execute`",
    note = "say what a call does with `impl Execute for {Self}`"
)]
pub trait Execute: LlmFunction {
    /// What the application injects, shared by all calls. `()` when nothing is needed.
    type Deps: Send + Sync + 'static;
    /// What the model reads when the call went well. A string is sent as it is, anything else as JSON.
    type Output: FunctionOutput;
    /// What went wrong. The model reads its `Display`, so it should say what to do differently.
    type Error: FunctionError;

    /// Runs one call.
    ///
    /// It may be dropped at any await when the call is cancelled or timed out.
    fn execute(self, call: Call<'_, Self::Deps>) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;

    /// Whether a call that failed like this may go well when it is made again. Asked only of functions that are declared
    /// with `retries`; an error that will not pass, such as a record that is not there, is then answered at once.
    ///
    /// ```
    /// # use llm_functions::{Call, Execute, LlmFunction};
    /// /// Look up a medication.
    /// #[derive(LlmFunction)]
    /// #[llm_function(read_only, retries = 2)]
    /// struct LookUp {
    ///     /// Its name.
    ///     name: String,
    /// }
    ///
    /// impl Execute for LookUp {
    ///     type Deps = ();
    ///     type Output = String;
    ///     type Error = std::io::Error;
    ///     async fn execute(self, _call: Call<'_, ()>) -> std::io::Result<String> {
    ///         std::fs::read_to_string(self.name)
    ///     }
    ///
    ///     fn is_retryable(error: &std::io::Error) -> bool {
    ///         error.kind() != std::io::ErrorKind::NotFound
    ///     }
    /// }
    /// ```
    fn is_retryable(error: &Self::Error) -> bool {
        let _ = error;
        true
    }
}

/// What a function can return: anything that can be serialized.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the output of an LLM function",
    label = "the model cannot read this type",
    note = "return a `String`, or a type that derives `serde::Serialize`"
)]
pub trait FunctionOutput: serde::Serialize + Send {}

#[diagnostic::do_not_recommend]
impl<T: serde::Serialize + Send> FunctionOutput for T {}

/// What a function can fail with: anything that can be displayed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an LLM function",
    label = "the model cannot read this type",
    note = "implement `std::fmt::Display`; its text is what the model reads"
)]
pub trait FunctionError: std::fmt::Display + Send {}

#[diagnostic::do_not_recommend]
impl<T: std::fmt::Display + Send> FunctionError for T {}
