//! Derived functions with different dependencies, side by side.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use llm_functions::{Call, CallControl, Execute, LlmFunction, Registry, Sensitivity, ToolCall, functions};

#[derive(Default)]
struct Steps(AtomicU32);

struct Names(Vec<&'static str>);

/// Count steps.
#[derive(LlmFunction)]
#[llm_function(exclusive)]
struct CountSteps {
    /// How many to add.
    #[parameter(minimum = 1)]
    add: u32,
}

/// Look up a name.
#[derive(LlmFunction)]
#[llm_function(read_only, sensitivity = "personal")]
struct LookUp {
    /// Which one.
    index: u32,
}

/// Say what day it is.
#[derive(LlmFunction)]
#[llm_function(sensitivity = "public")]
struct Today;

#[derive(Debug)]
struct NoSuchName;

impl fmt::Display for NoSuchName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("there is no such name")
    }
}

#[derive(serde::Serialize)]
struct Total {
    total: u32,
}

impl Execute for CountSteps {
    type Deps = Steps;
    type Output = Total;
    type Error = Infallible;
    async fn execute(self, call: Call<'_, Steps>) -> Result<Total, Infallible> {
        Ok(Total { total: call.deps().0.fetch_add(self.add, Ordering::Relaxed) + self.add })
    }
}

impl Execute for LookUp {
    type Deps = Names;
    type Output = String;
    type Error = NoSuchName;
    async fn execute(self, call: Call<'_, Names>) -> Result<String, NoSuchName> {
        call.deps().0.get(self.index as usize).map(ToString::to_string).ok_or(NoSuchName)
    }
}

impl Execute for Today {
    type Deps = ();
    type Output = &'static str;
    type Error = Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<&'static str, Infallible> {
        Ok("Monday")
    }
}

struct Nobody;
impl CallControl for Nobody {}

/// The functions of these tests wait for nothing.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the function waits"),
    }
}

fn run(registry: &Registry, name: &str, arguments: &str) -> Result<String, String> {
    let call = ToolCall::new("1", name, arguments);
    let prepared = registry.prepare(&call).map_err(|error| error.for_model())?;
    ready(prepared.execute(Arc::new(Nobody))).map(|answer| answer.text).map_err(|failure| failure.answer.text)
}

fn registry(steps: &Arc<Steps>) -> Registry {
    functions![CountSteps: Arc::clone(steps), LookUp: Names(vec!["Ada", "Grace"]), Today]
}

#[test]
fn each_call_reaches_its_own_dependencies() {
    let steps = Arc::new(Steps::default());
    let registry = registry(&steps);
    assert_eq!(run(&registry, "count_steps", r#"{"add": 3}"#).unwrap(), r#"{"total":3}"#);
    assert_eq!(run(&registry, "count_steps", r#"{"add": 4}"#).unwrap(), r#"{"total":7}"#);
    assert_eq!(run(&registry, "look_up", r#"{"index": 1}"#).unwrap(), "Grace");
    assert_eq!(run(&registry, "look_up", r#"{"index": 2}"#).unwrap_err(), "there is no such name");
    assert_eq!(run(&registry, "today", "").unwrap(), "Monday");
    assert_eq!(steps.0.load(Ordering::Relaxed), 7);
}

#[test]
fn what_cannot_be_called_runs_nothing() {
    let steps = Arc::new(Steps::default());
    let registry = registry(&steps);
    assert_eq!(
        run(&registry, "count_step", r#"{"add": 3}"#).unwrap_err(),
        "unknown function `count_step`; available: `count_steps`, `look_up`, `today`"
    );
    assert_eq!(
        run(&registry, "count_steps", r#"{"add": 0}"#).unwrap_err(),
        "argument `/add`: expected an integer from 1 to 4294967295, found 0"
    );
    assert_eq!(steps.0.load(Ordering::Relaxed), 0);
    let unknown = registry.prepare(&ToolCall::new("1", "lithium_dose", "{}")).err().unwrap();
    let logged = format!("{unknown} {unknown:?}");
    assert!(logged.starts_with("unknown function; available: `count_steps`"), "{logged}");
    assert!(!logged.contains("lithium"), "a model may write anything where a name is expected: {logged}");
}

#[test]
fn what_the_attributes_say_is_in_the_spec() {
    let registry = registry(&Arc::default());
    let said: Vec<_> = registry
        .views()
        .map(|view| (&*view.name, view.behavior.read_only, view.behavior.exclusive, view.behavior.sensitivity))
        .collect();
    assert_eq!(
        said,
        [
            ("count_steps", false, true, Sensitivity::Sensitive),
            ("look_up", true, false, Sensitivity::Personal),
            ("today", false, false, Sensitivity::Public),
        ]
    );
}

#[test]
fn two_functions_of_one_name_cannot_be_merged() {
    let mut one = functions![Today];
    let error = one.merge(registry(&Arc::default())).unwrap_err();
    assert_eq!(error.name(), "today");
    assert_eq!(one.len(), 1);
}
