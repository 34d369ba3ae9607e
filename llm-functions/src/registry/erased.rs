//! The object-safe side of a function: different `Deps`, outputs and errors behind one interface.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::{Answer, Failure};
use crate::arguments::{self, Arguments, Coercion, Coercions, DecodeError, Source};
use crate::call::{Call, CallControl};
use crate::function::{Execute, FunctionError, FunctionOutput};
use crate::json::Json;
use crate::view::FunctionView;

/// A boxed future that any thread may run.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A function with its dependencies, its types forgotten.
pub trait ErasedFunction: Send + Sync {
    /// What a model sees, and what its calls are checked against.
    fn view(&self) -> &Arc<FunctionView>;

    /// The same function behind another view of it, such as one with fewer choices.
    fn with_view(&self, view: Arc<FunctionView>) -> Arc<dyn ErasedFunction>;

    /// Checks and decodes arguments; what does not fit as it stands may be coerced in these ways.
    ///
    /// # Errors
    /// [`DecodeError`] with every problem found.
    fn prepare(&self, arguments: &str, allowed: Coercions) -> Result<Box<dyn PreparedCall>, DecodeError>;
}

/// A call whose arguments were checked and decoded, ready to run.
pub trait PreparedCall: Send {
    /// The function that will run.
    fn view(&self) -> &FunctionView;

    /// The arguments as they will be used: coerced, in declaration order, defaults filled in.
    fn arguments(&self) -> &Json;

    /// What was done to what the model sent so that it fits; nothing when it fitted as it stood.
    fn coercions(&self) -> &[Coercion] {
        &[]
    }

    /// Runs the call. `Ok` is what the model reads when it went well, `Err` when it did not.
    fn execute(self: Box<Self>, control: Arc<dyn CallControl>) -> BoxFuture<'static, Result<Answer, Failure>>;
}

/// Binds a function to its dependencies.
pub fn bind<F: Execute>(deps: impl Into<Arc<F::Deps>>) -> Arc<dyn ErasedFunction> {
    Arc::new(Bound::<F> { view: FunctionView::of::<F>(), deps: deps.into() })
}

struct Bound<F: Execute> {
    view: Arc<FunctionView>,
    deps: Arc<F::Deps>,
}

struct Prepared<F: Execute> {
    head: Head,
    deps: Arc<F::Deps>,
    value: F,
}

/// What is the same for every function, and so is compiled once.
struct Head {
    view: Arc<FunctionView>,
    arguments: Arguments,
}

impl<F: Execute> ErasedFunction for Bound<F> {
    fn view(&self) -> &Arc<FunctionView> {
        &self.view
    }

    fn with_view(&self, view: Arc<FunctionView>) -> Arc<dyn ErasedFunction> {
        Arc::new(Self { view, deps: Arc::clone(&self.deps) })
    }

    fn prepare(&self, text: &str, allowed: Coercions) -> Result<Box<dyn PreparedCall>, DecodeError> {
        let mut source = Source::of(&self.view, text, allowed);
        // No `?`: it would be functions of its own for every function.
        match arguments::typed::<F>(&mut source) {
            Ok(value) => {
                let head = Head { view: Arc::clone(&self.view), arguments: source.into_arguments() };
                Ok(Box::new(Prepared { head, deps: Arc::clone(&self.deps), value }))
            }
            Err(error) => Err(error),
        }
    }
}

impl<F: Execute> PreparedCall for Prepared<F> {
    fn view(&self) -> &FunctionView {
        &self.head.view
    }

    fn arguments(&self) -> &Json {
        self.head.arguments.tree(&self.head.view)
    }

    fn coercions(&self) -> &[Coercion] {
        self.head.arguments.coercions()
    }

    fn execute(self: Box<Self>, control: Arc<dyn CallControl>) -> BoxFuture<'static, Result<Answer, Failure>> {
        let Self { deps, value, .. } = *self;
        Box::pin(async move {
            let result = value.execute(Call::new(&*deps, &*control)).await;
            answer(result, F::is_retryable, control.max_output())
        })
    }
}

/// What the model reads.
pub(super) fn answer<O: FunctionOutput, E: FunctionError>(
    result: Result<O, E>,
    is_retryable: impl FnOnce(&E) -> bool,
    most: usize,
) -> Result<Answer, Failure> {
    match result {
        Ok(output) => Answer::of_output(&output, most),
        Err(error) => Err(Failure { is_retryable: is_retryable(&error), answer: Answer::of_error(&error, most) }),
    }
}
