//! Functions run while the model writes, whoever reads, and never hold a place of the platform.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, Step};
use llm_runtime::{Delta, Event, FinishReason, Runner, Schema};
use tokio::time::{Instant, sleep};

/// Look something up, which takes three seconds.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct Look {}

impl Execute for Look {
    type Deps = AtomicBool;
    type Output = &'static str;
    type Error = String;
    async fn execute(self, call: Call<'_, AtomicBool>) -> Result<&'static str, String> {
        sleep(Duration::from_secs(3)).await;
        call.deps().store(true, Ordering::SeqCst);
        Ok("looked")
    }
}

/// Ask a colleague, who is a model on the same platform.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct Consult {}

impl Execute for Consult {
    type Deps = OnceLock<Runner>;
    type Output = String;
    type Error = String;
    async fn execute(self, call: Call<'_, OnceLock<Runner>>) -> Result<String, String> {
        let schema = Schema::builder("tiny").build().map_err(|error| error.to_string())?;
        let runner = call.deps().get().ok_or("no runner")?;
        let mut session = runner.session(schema).await.map_err(|error| error.to_string())?;
        session.generate_text("What do you think?").await.map_err(|error| error.to_string())
    }
}

/// A call that is whole long before its message ends.
fn slowly(name: &str) -> Vec<Step> {
    vec![
        Step::Delta(Delta::CallStart { index: 0, id: None, name: name.to_owned() }),
        Step::Delta(Delta::CallArguments { index: 0, fragment: "{}".to_owned() }),
        Step::Sleep(Duration::from_secs(3)),
        Step::Delta(Delta::CallEnd { index: 0 }),
        Step::Delta(Delta::Finish(FinishReason::ToolCalls)),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_read_only_call_runs_while_the_model_writes() {
    let platform = MockPlatform::new("tiny").turn(slowly("look")).says("Done.");
    let runner = Runner::builder().platform(platform).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![Look: AtomicBool::new(false)]).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    let started = Instant::now();
    assert_eq!(session.generate_text("Look it up").await.unwrap(), "Done.");
    assert_eq!(started.elapsed(), Duration::from_secs(3), "not three for the model and three for the function");
}

#[tokio::test(start_paused = true)]
async fn functions_run_although_nobody_reads() {
    let platform = MockPlatform::new("tiny").calls("look", "{}").says("Done.");
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    let ran = Arc::new(AtomicBool::new(false));
    let schema = Schema::builder("tiny").functions(functions![Look: Arc::clone(&ran)]).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    let mut events = session.generate("Look it up");
    sleep(Duration::from_secs(10)).await;
    assert!(ran.load(Ordering::SeqCst));
    assert_eq!(platform.requests().len(), 2, "the model was asked again");
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event.unwrap());
    }
    assert_eq!(last, Some(Event::Finished(FinishReason::Stop)));
}

#[tokio::test(start_paused = true)]
async fn a_function_may_ask_a_model_where_there_is_one_place() {
    // Called when the message is complete, and while the model still holds the place.
    let late = MockPlatform::new("tiny").at_once(1).calls("consult", "{}");
    let early = MockPlatform::new("tiny").at_once(1).turn(slowly("consult"));
    for platform in [late, early] {
        let answer = [Step::Delta(Delta::Text("So be it.".into())), Step::Delta(Delta::Finish(FinishReason::Stop))];
        let platform = platform.says("I think so.").turn(answer);
        let consult = Arc::new(OnceLock::new());
        let runner = Runner::builder().platform(platform).build().unwrap();
        consult.set(runner.clone()).unwrap();
        let schema = Schema::builder("tiny").functions(functions![Consult: Arc::clone(&consult)]).build().unwrap();
        let mut session = runner.session(schema).await.unwrap();
        let mut events = session.generate("Ask somebody");
        let mut answers = Vec::new();
        while let Some(event) = events.next().await {
            if let Event::CallFinished(result) = event.unwrap() {
                answers.push(result.output);
            }
        }
        assert_eq!(answers, ["I think so."]);
    }
}
