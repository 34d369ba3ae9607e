//! Functions that take too long, and what they know of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};

use super::{call, schema};

/// Work until the time is up.
#[derive(LlmFunction)]
#[llm_function(timeout = "3s")]
struct Work {}

impl Execute for Work {
    type Deps = AtomicUsize;
    type Output = u64;
    type Error = String;
    async fn execute(self, call: Call<'_, AtomicUsize>) -> Result<u64, String> {
        let deadline = tokio::time::Instant::from_std(call.deadline().unwrap());
        let left = deadline - tokio::time::Instant::now();
        call.deps().store(usize::try_from(left.as_millis()).unwrap(), Ordering::SeqCst);
        tokio::time::sleep(left - Duration::from_millis(1)).await;
        Ok(left.as_secs())
    }
}

/// Sleep.
#[derive(LlmFunction)]
struct Sleep {}

impl Execute for Sleep {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        tokio::time::sleep(Duration::from_secs(7)).await;
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_knows_its_deadline_and_can_meet_it() {
    let left = Arc::new(AtomicUsize::new(0));
    let (result, _) = call(schema(functions![Work: Arc::clone(&left)]), "work", "{}").await;
    assert_eq!((result.output.as_str(), left.load(Ordering::SeqCst)), ("3", 3000));
}

#[tokio::test(start_paused = true)]
async fn the_schemas_limit_is_for_functions_without_one() {
    let short = schema(functions![Sleep]).call_timeout(Duration::from_millis(6500));
    let (result, _) = call(short, "sleep", "{}").await;
    assert_eq!((result.output.as_str(), result.is_error), ("`sleep` did not finish within 6.5 s", true));
    let (result, _) = call(schema(functions![Sleep]), "sleep", "{}").await;
    assert_eq!(result.output, "null");
    let left = Arc::new(AtomicUsize::new(0));
    let schema = schema(functions![Work: Arc::clone(&left)]).call_timeout(Duration::from_millis(1));
    assert_eq!(call(schema, "work", "{}").await.0.output, "3");
}
