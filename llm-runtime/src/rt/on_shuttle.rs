//! An executor for tests that plays the orders in which tasks can take their steps.
//!
//! It has no clock: a sleep ends after any number of steps of other tasks, so whatever waits with a limit is also tried
//! with the limit over at any moment.

use std::future::Future;
use std::sync::{Arc, LazyLock, PoisonError};
use std::time::{Duration, Instant};

use shuttle::future::yield_now;
use shuttle::rand::Rng;
use shuttle::sync::Mutex;
use shuttle::sync::atomic::{AtomicUsize, Ordering};

use super::{Lock, Runtime};

/// The time when it all began, and ends.
static NOW: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A sleep of this length is never over; nobody waits for it in vain unless something else is wrong.
pub(crate) const NEVER: Duration = Duration::from_secs(1 << 20);

/// A sleep is over after at most so many steps.
const LONGEST: u32 = 12;

/// The execution in which it is used; counts its tasks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shuttle(Arc<AtomicUsize>);

/// A number below this one, the same in each replay.
pub(crate) fn random(below: u32) -> u32 {
    shuttle::rand::thread_rng().gen_range(0..below)
}

/// Lets others take so many steps.
pub(crate) async fn steps(steps: u32) {
    for _ in 0..steps {
        yield_now().await;
    }
}

impl Shuttle {
    /// Waits until no task is left. A task that never ends never lets this end, which fails the test.
    pub(crate) async fn idle(&self) {
        while self.0.load(Ordering::SeqCst) > 0 {
            yield_now().await;
        }
    }
}

struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(runtime: &Shuttle) -> Self {
        runtime.0.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(&runtime.0))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Runtime for Shuttle {
    type Lock<T: Send + 'static> = Mutex<T>;

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let counted = Counted::new(self);
        shuttle::future::spawn(async move {
            let _counted = counted;
            task.await;
        });
    }

    fn elsewhere<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send + 'static {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        self.spawn(async move {
            let _ = sender.send(task.await);
        });
        async move { receiver.await.ok() }
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + 'static {
        sleep(duration)
    }

    fn now(&self) -> Instant {
        *NOW
    }
}

async fn sleep(duration: Duration) {
    match duration {
        NEVER => std::future::pending().await,
        _ => steps(1 + random(LONGEST)).await,
    }
}

impl<T: Send> Lock<T> for Mutex<T> {
    fn new(value: T) -> Self {
        Self::new(value)
    }

    fn with<R>(&self, look: impl FnOnce(&mut T) -> R) -> R {
        look(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
