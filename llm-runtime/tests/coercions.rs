//! Who decides about a call sees it as it would run, and what was done to what the model sent.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::{Arc, Mutex};

use llm_functions::arguments::Coercions;
use llm_functions::{Call, Execute, LlmFunction, Registry, functions};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{Approval, ApprovalRequest, Content, Event, Runner, Schema};

/// Give a dose.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct GiveDose {
    /// How much.
    milligrams: u16,
    /// Of what.
    #[parameter(default = "paracetamol")]
    drug: String,
}

impl Execute for GiveDose {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(format!("{} mg of {}", self.milligrams, self.drug))
    }
}

/// What was seen: the requests for approval, what ran, and what the model was answered.
async fn seen(registry: Registry, arguments: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let asking = Arc::clone(&asked);
    let approver = move |request: ApprovalRequest| {
        let done: Vec<String> = request.coercions().iter().map(ToString::to_string).collect();
        asking.lock().unwrap().push(format!("{} {done:?}", request.arguments()));
        async { Approval::Granted }
    };
    let schema = Schema::builder("tiny").functions(registry).approver(approver).build().unwrap();
    let platform = MockPlatform::new("tiny").calls("give_dose", arguments).says("Done.");
    let runner = Runner::builder().platform(platform).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    let mut ran = Vec::new();
    let mut events = session.generate("Give the dose");
    while let Some(event) = events.next().await {
        if let Event::CallExecuting { arguments, .. } = event.unwrap() {
            ran.push(arguments.to_string());
        }
    }
    drop(events);
    let context = session.context().await;
    let answers = context.messages().iter().filter_map(|message| match &message.content {
        Content::Tool { result } => Some(result.output.clone()),
        _ => None,
    });
    let asked = asked.lock().unwrap().clone();
    (asked, ran, answers.collect())
}

#[tokio::test(start_paused = true)]
async fn an_approval_is_about_the_arguments_that_are_used() {
    let (asked, ran, answers) = seen(functions![GiveDose], r#"{"milligrams": "500.0"}"#).await;
    let used = r#"{"milligrams":500,"drug":"paracetamol"}"#;
    let done = [
        "argument `/milligrams`: a number in a string was read as the number",
        "argument `/milligrams`: a number without a fraction was read as an integer",
    ];
    assert_eq!(asked, [format!("{used} {done:?}")]);
    assert_eq!((ran, answers), (vec![used.to_owned()], vec!["500 mg of paracetamol".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn without_coercions_nobody_is_asked() {
    let strict = functions![GiveDose].coercions(Coercions::NONE);
    let (asked, ran, answers) = seen(strict, r#"{"milligrams": "500.0"}"#).await;
    assert!(asked.is_empty() && ran.is_empty());
    assert_eq!(answers, ["argument `/milligrams`: expected an integer from 0 to 65535, found \"500.0\""]);
}
