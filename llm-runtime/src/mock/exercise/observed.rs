//! A function that is watched while it runs: what a session answers does not tell a panic from an error.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use llm_functions::arguments::{Coercion, Coercions, DecodeError};
use llm_functions::json::Json;
use llm_functions::view::FunctionView;
use llm_functions::{Answer, BoxFuture, CallControl, ErasedFunction, Failure, PreparedCall};

/// How far the last run of a function came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Untouched,
    Running,
    Returned,
    Failed,
    Panicked,
}

#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<State>>);

impl Seen {
    pub(super) fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, state: State) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

pub(super) struct Observed {
    inner: Arc<dyn ErasedFunction>,
    seen: Seen,
}

impl Observed {
    pub(super) fn new(inner: Arc<dyn ErasedFunction>, seen: Seen) -> Self {
        Self { inner, seen }
    }
}

impl ErasedFunction for Observed {
    fn view(&self) -> &Arc<FunctionView> {
        self.inner.view()
    }

    fn with_view(&self, view: Arc<FunctionView>) -> Arc<dyn ErasedFunction> {
        Arc::new(Self::new(self.inner.with_view(view), self.seen.clone()))
    }

    fn prepare(&self, arguments: &str, allowed: Coercions) -> Result<Box<dyn PreparedCall>, DecodeError> {
        let inner = self.inner.prepare(arguments, allowed)?;
        Ok(Box::new(Prepared { inner, seen: self.seen.clone() }))
    }
}

struct Prepared {
    inner: Box<dyn PreparedCall>,
    seen: Seen,
}

impl PreparedCall for Prepared {
    fn view(&self) -> &FunctionView {
        self.inner.view()
    }

    fn arguments(&self) -> &Json {
        self.inner.arguments()
    }

    fn coercions(&self) -> &[Coercion] {
        self.inner.coercions()
    }

    fn execute(self: Box<Self>, control: Arc<dyn CallControl>) -> BoxFuture<'static, Result<Answer, Failure>> {
        let Self { inner, seen } = *self;
        Box::pin(async move {
            seen.note(State::Running);
            let mut work = watched(&seen, || inner.execute(control));
            let result = poll_fn(|cx| watched(&seen, || work.as_mut().poll(cx))).await;
            seen.note(if result.is_ok() { State::Returned } else { State::Failed });
            result
        })
    }
}

/// Notes a panic on its way out.
fn watched<T>(seen: &Seen, work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        seen.note(State::Panicked);
        resume_unwind(panic)
    })
}
