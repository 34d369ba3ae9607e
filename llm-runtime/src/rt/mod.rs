//! [`Runtime`]: what the driver of an exchange needs of an executor: tasks, time and locks.
//!
//! The driver is where interleavings can go wrong, so it runs on two executors: on tokio for users, and on one that
//! plays every order of steps it can think of for our tests. Whatever waits, spawns or is shared between tasks goes
//! through this trait.

#[cfg(test)]
mod on_shuttle;
mod on_tokio;
mod queue;

use std::fmt::Debug;
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

#[cfg(test)]
pub(crate) use on_shuttle::{NEVER, Shuttle, random, steps};
pub(crate) use on_tokio::Tokio;
pub(crate) use queue::Queue;

/// An executor.
pub(crate) trait Runtime: Clone + Debug + Send + Sync + 'static {
    /// What tasks share.
    type Lock<T: Send + 'static>: Lock<T>;

    /// Runs a task whether or not anybody waits for it.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static);

    /// Runs a task where it may occupy its thread. It goes on when the returned future is dropped, as a thread does that
    /// nobody can stop; `None` when it panicked or the executor shut down.
    fn elsewhere<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send + 'static;

    /// Ends after this time.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + 'static;

    /// The time by the clock that [`sleep`](Self::sleep) goes by.
    fn now(&self) -> Instant;
}

/// A value that tasks share. It is held for a moment only, never while something is awaited.
pub(crate) trait Lock<T>: Send + Sync {
    fn new(value: T) -> Self;

    /// Looks at or changes the value.
    fn with<R>(&self, look: impl FnOnce(&mut T) -> R) -> R;
}

/// The output of a future that ends within this time.
pub(crate) async fn within<T>(runtime: &impl Runtime, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        output = &mut work => Some(output),
        () = runtime.sleep(limit) => None,
    }
}
