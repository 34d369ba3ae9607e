//! Runs a checked call to its end: a panic, a time-out and a cancellation become answers like any other.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use llm_functions::{BoxFuture, PreparedCall, ToolCall};
use tokio_util::sync::CancellationToken;

use super::control::Control;
use crate::rt::{Runtime, within};
use crate::session::EventSender;

/// How long a cancelled function may go on to tidy up before it is dropped at its next await.
const GRACE: Duration = Duration::from_secs(1);

/// What the model reads of a panic. The panic's own text stays out: it may hold what the record holds.
const PANICKED: &str = "the function failed unexpectedly";

type Work = BoxFuture<'static, Result<String, String>>;

pub(super) async fn run<R: Runtime>(
    runtime: R,
    prepared: Box<dyn PreparedCall>,
    limit: Duration,
    call: &ToolCall,
    events: EventSender<R>,
    cancelled: CancellationToken,
) -> Result<String, String> {
    let control = Control::new(&runtime, call.id.clone(), events, cancelled.clone(), limit);
    let blocking = prepared.view().behavior.blocking;
    let work = guarded(move || prepared.execute(Arc::new(control)));
    let mut work = if blocking { elsewhere(&runtime, work) } else { work };
    let too_late = format!("`{}` did not finish within {} s", call.name, limit.as_secs_f64());
    tokio::select! {
        biased;
        result = &mut work => result,
        () = runtime.sleep(limit) => Err(too_late),
        () = cancelled.cancelled() => {
            // Whoever cancelled has answered the call already; this only gives the function time to tidy up.
            let _ = within(&runtime, GRACE, &mut work).await;
            Err("cancelled".to_owned())
        }
    }
}

/// On a thread where waiting stalls nobody. A thread cannot be stopped: after a time-out or a cancellation it goes on
/// until the function has heard of it through its `Call`.
fn elsewhere(runtime: &impl Runtime, work: Work) -> Work {
    let thread = runtime.elsewhere(work);
    Box::pin(async move { thread.await.unwrap_or_else(|| Err(PANICKED.to_owned())) })
}

/// The call's future, with a panic as an error.
fn guarded(start: impl FnOnce() -> Work + Send + 'static) -> Work {
    Box::pin(async move {
        let mut work = start();
        poll_fn(move |cx| {
            catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx)))
                .unwrap_or_else(|_| Poll::Ready(Err(PANICKED.to_owned())))
        })
        .await
    })
}
