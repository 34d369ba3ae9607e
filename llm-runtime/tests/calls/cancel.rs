//! Functions whose call is cancelled.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{Approval, ApprovalRequest, Event};

use super::{open, results, schema};

/// What became of a function.
#[derive(Default)]
struct Trace {
    asked: AtomicBool,
    tidied: AtomicBool,
    dropped: AtomicBool,
}

struct OnDrop<'a>(&'a Trace);
impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.dropped.store(true, Ordering::SeqCst);
    }
}

/// Tidy up for a while once cancelled.
#[derive(LlmFunction)]
struct Tidy {
    /// For how long.
    milliseconds: u64,
}

impl Execute for Tidy {
    type Deps = Trace;
    type Output = ();
    type Error = String;
    async fn execute(self, call: Call<'_, Trace>) -> Result<(), String> {
        let _dropped = OnDrop(call.deps());
        call.cancelled().await;
        call.deps().asked.store(call.is_cancelled(), Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(self.milliseconds)).await;
        call.deps().tidied.store(true, Ordering::SeqCst);
        Ok(())
    }
}

/// Ask first.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct Ask {}

impl Execute for Ask {
    type Deps = Trace;
    type Output = ();
    type Error = String;
    async fn execute(self, call: Call<'_, Trace>) -> Result<(), String> {
        call.deps().asked.store(true, Ordering::SeqCst);
        Ok(())
    }
}

/// Notes that it was woken.
#[derive(Default)]
struct Woken(AtomicBool);
impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Wait in several places at once, as whatever drives many futures does: each with a waker of its own.
#[derive(LlmFunction)]
struct Everywhere {}

impl Execute for Everywhere {
    type Deps = [Arc<Woken>; 3];
    type Output = ();
    type Error = String;
    async fn execute(self, call: Call<'_, Self::Deps>) -> Result<(), String> {
        let [one, two, three] = call.deps();
        let (mut first, mut second, mut third) =
            (pin!(call.cancelled()), pin!(call.cancelled()), pin!(call.cancelled()));
        let waits = |waiting: Poll<()>| assert!(waiting.is_pending());
        poll_fn(|_| {
            waits(first.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(one)))));
            waits(second.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(two)))));
            waits(third.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(three)))));
            Poll::<()>::Pending
        })
        .await;
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_hears_of_its_cancellation_wherever_it_waits_for_it() {
    let woken: Arc<[Arc<Woken>; 3]> = Arc::default();
    let platform = MockPlatform::new("tiny").calls("everywhere", "{}").says("So.");
    let mut session = open(&platform, schema(functions![Everywhere: Arc::clone(&woken)])).await;
    let cancel = session.cancel_handle();
    let mut events = session.generate("Go on");
    while let Some(event) = events.next().await {
        if matches!(event.unwrap(), Event::CallExecuting { .. }) {
            tokio::time::sleep(Duration::from_millis(1)).await;
            cancel.cancel();
        }
    }
    assert_eq!(woken.iter().map(|woken| woken.0.load(Ordering::SeqCst)).collect::<Vec<_>>(), [true; 3]);
}

/// Cancels once the function runs; says how long the caller waited, and what became of the function 3 s later.
async fn cancelled(milliseconds: u64) -> (Duration, Arc<Trace>) {
    let trace = Arc::new(Trace::default());
    let arguments = format!(r#"{{"milliseconds": {milliseconds}}}"#);
    let platform = MockPlatform::new("tiny").calls("tidy", &arguments).says("So.");
    let mut session = open(&platform, schema(functions![Tidy: Arc::clone(&trace)])).await;
    let cancel = session.cancel_handle();
    let mut events = session.generate("Go on");
    while let Some(event) = events.next().await {
        if matches!(event.unwrap(), Event::CallExecuting { .. }) {
            cancel.cancel();
        }
    }
    drop(events);
    let answered = tokio::time::Instant::now();
    assert_eq!(results(&session.context().await)[0].output, "cancelled");
    let waited = answered.elapsed();
    tokio::time::sleep(Duration::from_secs(3)).await;
    (waited, trace)
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_function_has_a_second_to_tidy_up_while_nobody_waits() {
    let (waited, trace) = cancelled(900).await;
    assert_eq!(waited, Duration::ZERO);
    assert!(trace.asked.load(Ordering::SeqCst) && trace.tidied.load(Ordering::SeqCst));
    let (waited, trace) = cancelled(1100).await;
    assert_eq!(waited, Duration::ZERO);
    assert!(trace.asked.load(Ordering::SeqCst) && trace.dropped.load(Ordering::SeqCst));
    assert!(!trace.tidied.load(Ordering::SeqCst), "dropped before it was done");
}

#[tokio::test(start_paused = true)]
async fn a_cancellation_while_somebody_decides_executes_nothing() {
    let trace = Arc::new(Trace::default());
    let platform = MockPlatform::new("tiny").calls("ask", "{}").says("So.");
    let approver = |_: ApprovalRequest| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Approval::Granted
    };
    let mut session = open(&platform, schema(functions![Ask: Arc::clone(&trace)]).approver(approver)).await;
    let cancel = session.cancel_handle();
    let mut events = session.generate("Ask");
    while let Ok(Some(_)) = tokio::time::timeout(Duration::from_millis(500), events.next()).await {}
    cancel.cancel();
    while events.next().await.is_some() {}
    drop(events);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(results(&session.context().await)[0].output, "cancelled");
    assert!(!trace.asked.load(Ordering::SeqCst));
}
