//! Code that panics where it may not.

use std::panic::panic_any;

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::{Approval, ApprovalLedger, ApprovalRequest};

use super::{call, schema};

/// A value that panics when it is dropped.
struct Bomb;
impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("secret 4711");
        }
    }
}

/// Where it panics.
#[derive(ParameterType, Clone, Copy)]
enum Place {
    /// In the function.
    Body,
    /// In the function, with a payload that panics when it is dropped.
    Payload,
    /// When the function's own values are dropped.
    Drop,
    /// When it is dropped because its time is up.
    Late,
}

/// Panic.
#[derive(LlmFunction)]
#[llm_function(timeout = "1s", idempotent, retries = 3)]
struct Panic {
    /// Where.
    place: Place,
}

impl Execute for Panic {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        match self.place {
            Place::Body => panic!("secret 4711"),
            Place::Payload => panic_any(Bomb),
            Place::Drop => drop(Bomb),
            Place::Late => {
                let _bomb = Bomb;
                std::future::pending::<()>().await;
            }
        }
        Ok(())
    }
}

/// The same on a thread.
#[derive(LlmFunction)]
#[llm_function(blocking)]
struct PanicElsewhere {}

impl Execute for PanicElsewhere {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        panic_any(Bomb)
    }
}

fn explode(_: &u8) -> Result<(), String> {
    panic!("secret 4711")
}

/// Be checked by code that panics.
#[derive(LlmFunction)]
struct Checked {
    /// A number.
    #[parameter(validate = explode)]
    number: u8,
}

impl Execute for Checked {
    type Deps = ();
    type Output = u8;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<u8, String> {
        Ok(self.number)
    }
}

/// Ask first.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct Ask {}

impl Execute for Ask {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        panic!("it was not approved")
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_an_answer_wherever_it_happens_and_is_not_tried_again() {
    for place in ["Body", "Payload", "Drop"] {
        let arguments = format!(r#"{{"place": "{place}"}}"#);
        let (result, events) = call(schema(functions![Panic]), "panic", &arguments).await;
        assert_eq!((result.output.as_str(), result.is_error), ("the function failed unexpectedly", true), "{place}");
        assert!(!format!("{events:?}").contains("4711"));
    }
    let (result, _) = call(schema(functions![PanicElsewhere]), "panic_elsewhere", "{}").await;
    assert_eq!(result.output, "the function failed unexpectedly");
}

#[tokio::test(start_paused = true)]
async fn a_function_that_panics_when_its_time_is_up_takes_nothing_with_it() {
    let (result, _) = call(schema(functions![Panic]), "panic", r#"{"place": "Late"}"#).await;
    assert_eq!(result.output, "`panic` did not finish within 1 s [tried 4 times]");
}

#[tokio::test(start_paused = true)]
async fn what_panics_before_the_function_runs_is_an_answer_too() {
    let (result, _) = call(schema(functions![Checked]), "checked", r#"{"number": 1}"#).await;
    assert_eq!(result.output, "not executed: the call could not be checked");
    let approver = |_: ApprovalRequest| async { panic!("secret 4711") };
    let (result, _) = call(schema(functions![Ask]).approver(approver), "ask", "{}").await;
    assert_eq!(result.output, "not executed: the call could not be checked");
    let at_once = |_: ApprovalRequest| -> std::future::Ready<Approval> { panic!("secret 4711") };
    let (result, _) = call(schema(functions![Ask]).approver(at_once), "ask", "{}").await;
    assert!(result.is_error);
    const fn shared<T: Send + Sync + ?Sized>() {}
    const { shared::<dyn ApprovalLedger>() };
}
