//! Runs one call to its answer: a panic, a time-out and a cancellation become answers like any other.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as TaskContext, Poll};
use std::time::{Duration, Instant};

use llm_functions::{BoxFuture, CallControl, PreparedCall, Sensitivity, ToolCall, ToolResult};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::event::Event;
use crate::schema::Schema;
use crate::session::EventSender;

/// How long a cancelled function may go on to tidy up before it is dropped at its next await.
const GRACE: Duration = Duration::from_secs(1);

/// Checks and executes a call. The result is its one answer; what runs on after a cancellation is not waited for.
pub(crate) async fn execute(
    schema: Arc<Schema>,
    call: ToolCall,
    label: Sensitivity,
    events: EventSender,
    cancelled: CancellationToken,
) -> ToolResult {
    let prepared = match schema.functions().prepare(&call) {
        Ok(prepared) => prepared,
        // The message repeats what the model wrote, which is as private as what the model had read.
        Err(error) => return ToolResult::failure(&call, error.for_model(), label),
    };
    let label = label_of(&*prepared);
    events.send(Event::CallExecuting {
        id: call.id.clone(),
        name: call.name.clone(),
        arguments: prepared.arguments().clone(),
    });
    match run(prepared, schema.call_timeout(), &call, events, cancelled).await {
        Ok(output) => ToolResult::success(&call, output, label),
        Err(message) => ToolResult::failure(&call, message, label),
    }
}

fn label_of(prepared: &dyn PreparedCall) -> Sensitivity {
    prepared.view().behavior.sensitivity
}

async fn run(
    prepared: Box<dyn PreparedCall>,
    limit: Duration,
    call: &ToolCall,
    events: EventSender,
    cancelled: CancellationToken,
) -> Result<String, String> {
    let control = Control::new(call.id.clone(), events, cancelled.clone(), limit);
    let mut work = guarded(move || prepared.execute(Arc::new(control)));
    let too_late = format!("`{}` did not finish within {} s", call.name, limit.as_secs_f64());
    tokio::select! {
        biased;
        result = &mut work => result,
        () = tokio::time::sleep(limit) => Err(too_late),
        () = cancelled.cancelled() => {
            // Whoever cancelled has answered the call already; this only gives the function time to tidy up.
            let _ = tokio::time::timeout(GRACE, &mut work).await;
            Err("cancelled".to_owned())
        }
    }
}

/// The call's future, with a panic as an error. The panic's own text stays out: it may hold what the record holds.
fn guarded(
    start: impl FnOnce() -> BoxFuture<'static, Result<String, String>> + Send + 'static,
) -> BoxFuture<'static, Result<String, String>> {
    Box::pin(async move {
        let mut work = start();
        poll_fn(move |cx| {
            catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx)))
                .unwrap_or_else(|_| Poll::Ready(Err("the function failed unexpectedly".to_owned())))
        })
        .await
    })
}

/// What a running function knows of its call.
struct Control {
    id: String,
    events: EventSender,
    cancelled: CancellationToken,
    waiting: Mutex<Pin<Box<WaitForCancellationFutureOwned>>>,
    deadline: Option<Instant>,
}

impl Control {
    fn new(id: String, events: EventSender, cancelled: CancellationToken, limit: Duration) -> Self {
        let waiting = Mutex::new(Box::pin(cancelled.clone().cancelled_owned()));
        let deadline = tokio::time::Instant::now().into_std().checked_add(limit);
        Self { id, events, cancelled, waiting, deadline }
    }
}

impl CallControl for Control {
    fn is_cancelled(&self) -> bool {
        self.cancelled.is_cancelled()
    }

    fn poll_cancelled(&self, cx: &mut TaskContext<'_>) -> Poll<()> {
        if self.cancelled.is_cancelled() {
            return Poll::Ready(());
        }
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).as_mut().poll(cx)
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn progress(&self, fraction: f32) {
        self.events.send(Event::CallProgress { id: self.id.clone(), fraction });
    }
}
