//! Calls that are made again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, functions};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{Approval, ApprovalRequest, Event};

use super::{call, open, results, schema};

/// What happens to an attempt.
#[derive(ParameterType, Clone, Copy, PartialEq)]
enum Fault {
    /// An error that may pass.
    Passes,
    /// An error that will not.
    Lasts,
    /// It never ends.
    Hangs,
}

/// How it failed.
struct Failed(Fault);

impl std::fmt::Display for Failed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the store is busy")
    }
}

macro_rules! function {
    ($name:ident, $($behavior:tt)*) => {
        /// Fail a few times, then go well.
        #[derive(LlmFunction)]
        #[llm_function($($behavior)*)]
        struct $name {
            /// How.
            fault: Fault,
            /// How often.
            times: u32,
        }

        impl Execute for $name {
            type Deps = AtomicU32;
            type Output = String;
            type Error = Failed;
            async fn execute(self, call: Call<'_, AtomicU32>) -> Result<String, Failed> {
                let attempt = call.deps().fetch_add(1, Ordering::SeqCst) + 1;
                if attempt > self.times {
                    return Ok(format!("done at attempt {attempt}"));
                }
                if self.fault == Fault::Hangs {
                    std::future::pending::<()>().await;
                }
                Err(Failed(self.fault))
            }

            fn is_retryable(error: &Failed) -> bool {
                error.0 != Fault::Lasts
            }
        }
    };
}
function!(Look, read_only, retries = 2);
function!(Store, idempotent, retries = 2, timeout = "5s");
function!(Many, idempotent, retries = 1000, timeout = "90s");
function!(Once, idempotent);
function!(Approved, idempotent, retries = 2, requires_approval);

fn all(count: &Arc<AtomicU32>) -> Registry {
    functions![
        Look: Arc::clone(count),
        Store: Arc::clone(count),
        Many: Arc::clone(count),
        Once: Arc::clone(count),
        Approved: Arc::clone(count),
    ]
}

/// The answer, how often the function ran, which attempts were told, and how long all of it took.
async fn tried(name: &str, fault: &str, times: u32) -> (String, u32, Vec<u32>, Duration) {
    let count = Arc::new(AtomicU32::new(0));
    let schema = schema(all(&count)).approver(|_: ApprovalRequest| async { Approval::Granted });
    let started = tokio::time::Instant::now();
    let arguments = format!(r#"{{"fault": "{fault}", "times": {times}}}"#);
    let (result, events) = call(schema, name, &arguments).await;
    let told = events.iter().filter_map(|event| match event {
        Event::CallRetried { attempt, .. } => Some(*attempt),
        _ => None,
    });
    (result.output, count.load(Ordering::SeqCst), told.collect(), started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_error_that_may_pass_is_tried_again_as_often_as_declared() {
    let (output, runs, told, took) = tried("look", "Passes", 2).await;
    assert_eq!((output.as_str(), runs, told), ("done at attempt 3", 3, vec![2, 3]));
    // 100 ms and 200 ms, each with up to as much again by chance.
    assert!((300..=650).contains(&took.as_millis()), "{took:?}");
    let (output, runs, ..) = tried("store", "Passes", 9).await;
    assert_eq!((output.as_str(), runs), ("the store is busy [tried 3 times]", 3));
}

#[tokio::test(start_paused = true)]
async fn nothing_else_is_tried_again() {
    let (output, runs, told, took) = tried("look", "Lasts", 2).await;
    assert_eq!((output.as_str(), runs, told, took), ("the store is busy", 1, vec![], Duration::ZERO));
    let (output, runs, ..) = tried("once", "Passes", 2).await;
    assert_eq!((output.as_str(), runs), ("the store is busy", 1));
}

#[tokio::test(start_paused = true)]
async fn a_time_out_is_tried_again_while_the_whole_call_has_time() {
    let (output, runs, _, took) = tried("store", "Hangs", 1).await;
    assert_eq!((output.as_str(), runs), ("done at attempt 2", 2));
    assert!((5..6).contains(&took.as_secs()), "{took:?}");
    // Its own limit is beyond the schema's, so the first attempt takes all the time there is.
    let (output, runs, _, took) = tried("many", "Hangs", 9).await;
    assert_eq!((output.as_str(), runs, took), ("`many` did not finish within 90 s", 1, Duration::from_secs(90)));
}

#[tokio::test(start_paused = true)]
async fn attempts_end_with_the_time_of_the_call() {
    let (output, runs, told, took) = tried("many", "Passes", 9999).await;
    assert_eq!(output, format!("the store is busy [tried {runs} times]"));
    assert!((10..30).contains(&runs), "pauses grow, and stay short enough to be worth it: {runs}");
    assert_eq!(told, (2..=runs).collect::<Vec<u32>>());
    assert!((80..=90).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_approval_is_for_the_call_with_all_its_attempts() {
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let count = Arc::new(AtomicU32::new(0));
    let schema = schema(all(&count)).approver(move |_: ApprovalRequest| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Approval::Granted }
    });
    let (result, _) = call(schema, "approved", r#"{"fault": "Passes", "times": 1}"#).await;
    assert_eq!(result.output, "done at attempt 2");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_tried_again_after_a_cancellation() {
    let count = Arc::new(AtomicU32::new(0));
    let platform = MockPlatform::new("tiny").calls("many", r#"{"fault": "Passes", "times": 999}"#).says("So.");
    let functions = functions![Many: Arc::clone(&count)];
    let mut session = open(&platform, schema(functions)).await;
    let cancel = session.cancel_handle();
    let mut events = session.generate("Go on");
    while let Some(event) = events.next().await {
        if matches!(event.unwrap(), Event::CallRetried { attempt: 3, .. }) {
            cancel.cancel();
        }
    }
    drop(events);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(count.load(Ordering::SeqCst), 3);
    assert_eq!(results(&session.context().await)[0].output, "cancelled");
}
