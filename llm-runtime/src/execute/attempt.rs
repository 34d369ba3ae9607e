//! Runs a checked call once, to its end: a panic, a time-out and a cancellation are ends like any other.

use std::sync::Arc;
use std::time::Duration;

use llm_functions::{Answer, Failure, PreparedCall};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::abandoned;
use super::control::Control;
use super::guarded::Guarded;
use crate::rt::{Runtime, within};
use crate::session::EventSender;

/// How long a cancelled function may go on to tidy up before it is dropped at its next await.
const GRACE: Duration = Duration::from_secs(1);

/// What the model reads of a panic.
const PANICKED: &str = "the function failed unexpectedly";

/// How an attempt ended.
pub(super) enum Ended {
    Returned(Answer),
    Failed(Failure),
    /// It did not finish in time.
    Late,
    /// Nobody waits for it any more.
    Cancelled,
}

impl From<Option<Result<Answer, Failure>>> for Ended {
    fn from(result: Option<Result<Answer, Failure>>) -> Self {
        match result {
            Some(Ok(answer)) => Self::Returned(answer),
            Some(Err(failure)) => Self::Failed(failure),
            None => {
                tracing::warn!("a function panicked");
                Self::Failed(Failure::lasting(PANICKED))
            }
        }
    }
}

/// What an attempt has to go by.
pub(super) struct Attempt<'a, R: Runtime> {
    pub(super) runtime: &'a R,
    pub(super) call_id: &'a str,
    pub(super) limit: Duration,
    pub(super) max_output: u32,
    pub(super) events: &'a EventSender<R>,
    pub(super) cancelled: &'a CancellationToken,
}

type Work = Guarded<'static, Result<Answer, Failure>>;

impl<R: Runtime> Attempt<'_, R> {
    pub(super) async fn run(self, prepared: Box<dyn PreparedCall>) -> Ended {
        // One of its own, so that a function whose time is up hears of it too.
        let stop = self.cancelled.child_token();
        let control = Control::new(&self, stop.clone());
        let behavior = prepared.view().behavior;
        let name = prepared.view().name.clone();
        let work = Guarded::new(move || prepared.execute(Arc::new(control)));
        if behavior.blocking { self.elsewhere(&name, work, stop).await } else { self.here(work).await }
    }

    async fn here(self, mut work: Work) -> Ended {
        tokio::select! {
            biased;
            result = &mut work => result.into(),
            () = self.runtime.sleep(self.limit) => Ended::Late,
            () = self.cancelled.cancelled() => {
                // Whoever cancelled has answered the call already; this only gives the function time to tidy up.
                let _ = within(self.runtime, GRACE, work).await;
                Ended::Cancelled
            }
        }
    }

    /// On a thread where waiting stalls nobody. It cannot be stopped: after a time-out or a cancellation it goes on until
    /// the function has heard of it through its `Call`.
    async fn elsewhere(self, name: &str, work: Work, stop: CancellationToken) -> Ended {
        let (watch, thread) = abandoned::watch();
        let asked = stop.clone();
        let task = async move {
            let _until_the_end = thread;
            // A thread may have been long in coming; a call that was answered meanwhile does not begin.
            if asked.is_cancelled() { Ended::Cancelled } else { work.await.into() }
        };
        let task = self.runtime.elsewhere(task.instrument(tracing::Span::current()));
        let ended = tokio::select! {
            biased;
            ended = task => return ended.unwrap_or_else(|| None.into()),
            () = self.runtime.sleep(self.limit) => Ended::Late,
            () = self.cancelled.cancelled() => Ended::Cancelled,
        };
        stop.cancel();
        watch.abandon(name);
        ended
    }
}
