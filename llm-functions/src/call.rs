//! [`Call`]: what a running function knows about its call.

use std::fmt;
use std::time::Instant;

use crate::BoxFuture;

/// The handle that [`Execute::execute`](crate::Execute::execute) gets: what the application injected, and the way the
/// function hears of its cancellation and reports how far it is.
pub struct Call<'a, Deps> {
    deps: &'a Deps,
    control: &'a dyn CallControl,
}

impl<'a, Deps> Call<'a, Deps> {
    /// A call under the control of whoever executes it.
    pub fn new(deps: &'a Deps, control: &'a dyn CallControl) -> Self {
        Self { deps, control }
    }

    /// A call that nobody cancels and nobody watches, to try a function by itself.
    ///
    /// ```
    /// use llm_functions::Call;
    /// let call = Call::detached(&42);
    /// assert_eq!(*call.deps(), 42);
    /// assert!(!call.is_cancelled());
    /// ```
    pub fn detached(deps: &'a Deps) -> Self {
        Self { deps, control: &Detached }
    }

    /// What the application injected.
    pub fn deps(&self) -> &'a Deps {
        self.deps
    }

    /// Whether the caller no longer waits for the result.
    pub fn is_cancelled(&self) -> bool {
        self.control.is_cancelled()
    }

    /// Ends when the caller no longer waits for the result; for work that must tidy up.
    pub async fn cancelled(&self) {
        self.control.cancelled().await;
    }

    /// When the call, or this attempt at it, will be given up, if it has a limit.
    pub fn deadline(&self) -> Option<Instant> {
        self.control.deadline()
    }

    /// Tells whoever watches how much is done, from 0 to 1.
    pub fn progress(&self, fraction: f32) {
        self.control.progress(fraction.clamp(0.0, 1.0));
    }
}

impl<Deps> fmt::Debug for Call<'_, Deps> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Call").field("cancelled", &self.is_cancelled()).finish_non_exhaustive()
    }
}

/// The side of a call that whoever executes it implements.
pub trait CallControl: Send + Sync {
    /// Whether the caller no longer waits for the result.
    fn is_cancelled(&self) -> bool {
        false
    }

    /// Ends when the caller no longer waits for the result. A function may wait for it in several places at once.
    fn cancelled(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    /// When the call will be answered with a time-out.
    fn deadline(&self) -> Option<Instant> {
        None
    }

    /// How much of the work is done, from 0 to 1.
    fn progress(&self, _fraction: f32) {}

    /// How many bytes of what the function returns are kept for the model; the rest is only counted.
    fn max_output(&self) -> usize {
        usize::MAX
    }
}

struct Detached;
impl CallControl for Detached {}
