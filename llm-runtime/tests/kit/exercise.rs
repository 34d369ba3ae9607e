//! Functions are exercised with what they declare, and what they do with it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llm_functions::arguments::Mismatch;
use llm_functions::json::Json;
use llm_functions::spec::TypeSpec;
use llm_functions::{Call, Execute, Facts, LlmFunction, ParameterType, functions};
use llm_runtime::mock::{Outcome, exercise};

use crate::support::{panic_of, registry};

/// A kind of measurement.
#[derive(ParameterType)]
#[allow(dead_code, reason = "only decoded")]
enum Kind {
    Pulse,
    Weight,
}

/// Find measurements.
#[derive(LlmFunction)]
#[llm_function(requires_approval, egress = "registry")]
struct Find {
    /// The kinds.
    #[parameter(min_items = 1, unique_items)]
    kinds: Vec<Kind>,
    /// How many.
    #[parameter(minimum = 1, maximum = 5)]
    most: Option<u8>,
}

impl Execute for Find {
    type Deps = AtomicUsize;
    type Output = usize;
    type Error = String;
    async fn execute(self, call: Call<'_, AtomicUsize>) -> Result<usize, String> {
        assert!(!self.kinds.is_empty() && self.most.is_none_or(|most| (1..=5).contains(&most)));
        call.deps().fetch_add(1, Ordering::SeqCst);
        Ok(self.kinds.len())
    }
}

/// Divide.
#[derive(LlmFunction)]
#[llm_function(blocking)]
struct Divide {
    /// By this.
    #[parameter(minimum = 0, maximum = 1)]
    by: u8,
}

impl Execute for Divide {
    type Deps = ();
    type Output = u8;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<u8, String> {
        Ok(12 / self.by)
    }
}

/// Wait.
#[derive(LlmFunction)]
struct Wait {
    /// Whether for ever.
    forever: bool,
}

impl Execute for Wait {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        if self.forever { std::future::pending().await } else { Err("Ada is not in".into()) }
    }
}

/// Take even numbers.
#[derive(LlmFunction)]
#[llm_function(validate = is_even)]
struct Even {
    /// An even number.
    #[parameter(maximum = 100)]
    number: u32,
}

fn is_even(even: &Even) -> Result<(), &'static str> {
    if even.number.is_multiple_of(2) { Ok(()) } else { Err("odd") }
}

impl Execute for Even {
    type Deps = ();
    type Output = u32;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<u32, String> {
        Ok(self.number)
    }
}

#[tokio::test(start_paused = true)]
async fn every_function_runs_with_arguments_that_fit_and_with_none_that_do_not() {
    let ran = Arc::new(AtomicUsize::new(0));
    let functions = functions![Find: Arc::clone(&ran), Even];
    let report = exercise(functions.clone()).calls(20).await;
    report.assert_executed();
    assert_eq!((report.runs.len(), report.of("even").count(), ran.load(Ordering::SeqCst)), (40, 20, 20));
    let distinct: std::collections::HashSet<_> = report.of("find").map(|run| &run.arguments).collect();
    assert!(distinct.len() > 5, "{distinct:?}");

    let report = exercise(functions).invalid().calls(20).await;
    report.assert_refused();
    assert_eq!((report.runs.len(), ran.load(Ordering::SeqCst)), (40, 20), "none of them ran");
}

#[tokio::test(start_paused = true)]
async fn panics_time_outs_and_errors_are_told_apart() {
    let report = exercise(functions![Wait]).timeout(Duration::from_secs(3)).await;
    let told = |words: &str| report.runs.iter().filter(|run| run.to_string().ends_with(words)).count();
    assert!(told("timed out") > 0 && told("failed") > 0 && told("timed out") + told("failed") == 10, "{report}");
    let error = report.runs.iter().find_map(|run| match &run.outcome {
        Outcome::Failed(error) => Some(error),
        _ => None,
    });
    assert_eq!(error.unwrap().value(), "Ada is not in");
    assert!(!format!("{report:?} {report}").contains("Ada"), "what a function says is not shown");

    let report = exercise(functions![Divide]).await;
    assert!(matches!(report.runs[0].outcome, Outcome::Panicked), "the plainest number is 0");
    let complaint = panic_of(|| report.assert_sound());
    assert!(complaint.contains("calls were not sound:\n  divide {\"by\":0} panicked"), "{complaint}");
}

#[tokio::test(start_paused = true)]
async fn equal_seeds_make_equal_calls() {
    let calls = async |seed| exercise(registry()).seed(seed).await.to_string();
    assert_eq!(calls(1).await, calls(1).await);
    assert_ne!(calls(1).await, calls(2).await);
}

/// A number that no one can choose.
#[derive(LlmFunction)]
struct Impossible {
    /// Something that its type refuses.
    #[allow(dead_code, reason = "never decoded")]
    number: Never,
}

struct Never;

impl ParameterType for Never {
    const FACTS: Facts = <bool as ParameterType>::FACTS;

    fn spec() -> &'static TypeSpec {
        <bool as ParameterType>::spec()
    }

    fn from_json(_: Json) -> Result<Self, Mismatch> {
        Err(Mismatch::refused("never"))
    }

    fn to_json(&self) -> Json {
        false.into()
    }
}

impl Execute for Impossible {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_takes_nothing_that_it_declares_is_found() {
    let report = exercise(functions![Impossible]).calls(1).await;
    let complaint = panic_of(|| report.assert_sound());
    assert!(complaint.contains("impossible {\"number\":") && complaint.contains("refused: "), "{complaint}");
}
