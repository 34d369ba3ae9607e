//! What a caller sees, whatever functions and models do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, ToolResult, functions};
use llm_runtime::mock::{MockPlatform, Step};
use llm_runtime::{
    Content, Context, Delta, Event, FinishReason, Message, Runner, Schema, Sensitivity, Session, Tier, ToolChoice,
};

/// What the functions of these tests count.
#[derive(Default)]
struct Counts {
    running: AtomicUsize,
    most: AtomicUsize,
    dropped: AtomicUsize,
    tidied: AtomicUsize,
}

/// Leaves a trace when a call is dropped before its end.
struct OnDrop<'a>(&'a Counts);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// Wait for a number of seconds.
#[derive(LlmFunction)]
struct Wait {
    /// How long.
    #[parameter(maximum = 100)]
    seconds: u32,
}

impl Execute for Wait {
    type Deps = Counts;
    type Output = String;
    type Error = String;
    async fn execute(self, call: Call<'_, Counts>) -> Result<String, String> {
        let counts = call.deps();
        let now = counts.running.fetch_add(1, Ordering::SeqCst) + 1;
        counts.most.fetch_max(now, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(self.seconds.into())).await;
        counts.running.fetch_sub(1, Ordering::SeqCst);
        call.progress(1.0);
        Ok(format!("waited {} s", self.seconds))
    }
}

/// Never end, but tidy up when cancelled.
#[derive(LlmFunction)]
struct Forever {}

impl Execute for Forever {
    type Deps = Counts;
    type Output = ();
    type Error = String;
    async fn execute(self, call: Call<'_, Counts>) -> Result<(), String> {
        let _trace = OnDrop(call.deps());
        call.cancelled().await;
        call.deps().tidied.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    }
}

/// Panic.
#[derive(LlmFunction)]
struct Panic {}

impl Execute for Panic {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        tokio::task::yield_now().await;
        panic!("secret 4711")
    }
}

/// Fail.
#[derive(LlmFunction)]
#[llm_function(sensitivity = "public")]
struct Fail {}

impl Execute for Fail {
    type Deps = ();
    type Output = ();
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<(), String> {
        Err("the store is closed; try again tomorrow".into())
    }
}

async fn open(platform: &MockPlatform) -> (Session, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    let functions = functions![Wait: Arc::clone(&counts), Forever: Arc::clone(&counts), Panic, Fail];
    let schema = Schema::builder("tiny").functions(functions).instructions("Be brief.").build().unwrap();
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    (runner.session(schema).await.unwrap(), counts)
}

fn results(context: &Context) -> Vec<&ToolResult> {
    context
        .messages()
        .iter()
        .filter_map(|message| match &message.content {
            Content::Tool { result } => Some(result),
            _ => None,
        })
        .collect()
}

async fn drain(session: &mut Session, message: &str) -> Vec<Event> {
    let mut events = session.generate(message);
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap());
    }
    seen
}

#[tokio::test(start_paused = true)]
async fn the_calls_of_a_message_run_at_once_and_are_stored_in_call_order() {
    let platform = MockPlatform::new("tiny")
        .calls_all([("wait", r#"{"seconds": 3}"#), ("wait", r#"{"seconds": 1}"#), ("wait", r#"{"seconds": 2}"#)])
        .says("Done.");
    let (mut session, counts) = open(&platform).await;
    let started = tokio::time::Instant::now();
    let events = drain(&mut session, "Wait!").await;
    assert_eq!(started.elapsed(), Duration::from_secs(3));
    assert_eq!(counts.most.load(Ordering::SeqCst), 3);
    let finished: Vec<&str> = events
        .iter()
        .filter_map(|event| match event {
            Event::CallFinished(result) => Some(result.output.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(finished, ["waited 1 s", "waited 2 s", "waited 3 s"]);
    let context = session.context().await;
    let stored: Vec<&str> = results(&context).iter().map(|result| result.output.as_str()).collect();
    assert_eq!(stored, ["waited 3 s", "waited 1 s", "waited 2 s"]);
    assert_eq!(context.messages()[1], Message::user("Wait!"), "the question stays while its functions run");
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::Stop)));
    assert_eq!(platform.requests()[1].messages, context.messages()[..context.messages().len() - 1]);
}

#[tokio::test(start_paused = true)]
async fn whatever_is_wrong_with_a_call_is_answered_to_the_model() {
    let platform = MockPlatform::new("tiny")
        .calls_all([
            ("panic", "{}"),
            ("fail", ""),
            ("weight", "{}"),
            ("wait", r#"{"seconds": 500, "unit": "s"}"#),
            ("wait", r#"{"seconds": "#),
            ("forever", "null"),
        ])
        .says("I could not.");
    let (mut session, _) = open(&platform).await;
    drain(&mut session, "Do everything").await;
    let context = session.context().await;
    let results = results(&context);
    let outputs: Vec<&str> = results.iter().map(|result| result.output.as_str()).collect();
    assert_eq!(
        outputs,
        [
            "the function failed unexpectedly",
            "the store is closed; try again tomorrow",
            "unknown function `weight`; available: `wait`, `forever`, `panic`, `fail`",
            "argument `/seconds`: expected an integer from 0 to 100, found 500; argument `/unit`: no such parameter, the \
         parameters are `seconds`",
            "the arguments are not valid JSON at line 1, column 13: the text ends too early",
            "`forever` did not finish within 60 s",
        ]
    );
    assert!(results.iter().all(|result| result.is_error));
    assert_eq!(results[1].sensitivity, Sensitivity::Public);
    assert!(!format!("{context:?}").contains("4711"));
}

#[tokio::test(start_paused = true)]
async fn cancelling_stops_functions_answers_their_calls_and_leaves_the_session_usable() {
    let platform = MockPlatform::new("tiny").calls_all([("forever", "{}"), ("fail", "{}")]).says("Back again.");
    let (mut session, counts) = open(&platform).await;
    let cancel = session.cancel_handle();
    let mut events = session.generate("Go on for ever");
    let mut last = None;
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        if matches!(&event, Event::CallExecuting { name, .. } if name == "forever") {
            tokio::time::sleep(Duration::from_millis(10)).await;
            cancel.cancel();
        }
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Finished(FinishReason::Cancelled)));
    drop(events);
    let context = session.context().await;
    let outputs: Vec<&str> = results(&context).iter().map(|result| result.output.as_str()).collect();
    assert_eq!(outputs, ["cancelled", "the store is closed; try again tomorrow"]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(counts.tidied.load(Ordering::SeqCst), 1, "the function was asked to stop");
    assert_eq!(counts.dropped.load(Ordering::SeqCst), 1, "and dropped when it did not");
    assert_eq!(session.generate_text("Still there?").await.unwrap(), "Back again.");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_events_stops_the_generation_and_keeps_what_was_said() {
    let hanging = [Step::Delta(Delta::Text("Once upon".into())), Step::Hang];
    let platform = MockPlatform::new("tiny").turn(hanging).says("Yes?");
    let (mut session, _) = open(&platform).await;
    let mut events = session.generate("Tell a story");
    assert_eq!(events.next().await.unwrap().unwrap(), Event::Text("Once upon".into()));
    drop(events);
    assert_eq!(session.generate_text("Stop. Something else").await.unwrap(), "Yes?");
    let said: Vec<Message> = session.context().await.messages().to_vec();
    assert_eq!(said[2], Message::assistant("Once upon", vec![], Sensitivity::Sensitive));
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_fails_is_an_error_with_every_started_call_answered() {
    let platform = MockPlatform::new("tiny")
        .turn([
            Step::Delta(Delta::CallStart { index: 0, id: Some("a".into()), name: "wait".into() }),
            Step::Fail("out of memory".into()),
        ])
        .turn([Step::Delta(Delta::Text("cut".into()))])
        .says("Fine.");
    let (mut session, _) = open(&platform).await;
    let error = session.generate_text("Hello").await.unwrap_err();
    assert_eq!(error.to_string(), "generation failed: out of memory");
    let context = session.context().await;
    assert_eq!(results(&context)[0].output, "not executed: the model's message broke off");
    let error = session.generate_text("Hello").await.unwrap_err();
    assert!(error.to_string().contains("without a finish reason"));
    assert_eq!(session.generate_text("Hello").await.unwrap(), "Fine.");
}

#[tokio::test(start_paused = true)]
async fn nothing_more_private_than_the_ceiling_reaches_the_engine() {
    let platform = MockPlatform::new("tiny")
        .at(Tier::Cloud, Sensitivity::Public)
        .calls("wait", r#"{"seconds": 1}"#)
        .says("never said");
    let (mut session, _) = open(&platform).await;
    let error = session.generate_text("My blood pressure is 140/90").await.unwrap_err();
    assert!(error.is_sensitivity());
    assert!(!error.to_string().contains("140"));
    assert!(platform.requests().is_empty());
    // A public question is admitted, the function's result is not.
    let public = Message::user("How long is a second?").labelled(Sensitivity::Public);
    assert!(session.generate_text(public).await.unwrap_err().is_sensitivity());
    assert_eq!(platform.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_finds_everything_and_texts_put_together() {
    let words = (0..1000).map(|_| Step::Delta(Delta::Text("word ".into())));
    let end = [Step::Delta(Delta::Finish(FinishReason::Stop))];
    let platform = MockPlatform::new("tiny").turn(words.chain(end));
    let (mut session, _) = open(&platform).await;
    let mut events = session.generate("Talk");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let Event::Text(text) = events.next().await.unwrap().unwrap() else { panic!("no text") };
    assert_eq!(text.len(), 5000);
    assert!(matches!(events.next().await.unwrap().unwrap(), Event::TurnFinished(_)));
    assert_eq!(events.next().await.unwrap().unwrap(), Event::Finished(FinishReason::Stop));
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_required_call_is_required_in_the_first_turn_only() {
    let platform = MockPlatform::new("tiny").calls("fail", "{}").says("It failed.");
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![Fail]).tool_choice(ToolChoice::Required).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    assert_eq!(session.generate_text("Fail").await.unwrap(), "It failed.");
    let choices: Vec<ToolChoice> = platform.requests().into_iter().map(|request| request.tool_choice).collect();
    assert_eq!(choices, [ToolChoice::Required, ToolChoice::Auto]);
}

#[tokio::test]
async fn what_does_not_fit_together_is_said_at_once() {
    let runner = Runner::builder().platform(MockPlatform::new("tiny")).build().unwrap();
    let error = runner.session(Schema::builder("huge").build().unwrap()).await.unwrap_err();
    assert_eq!(error.to_string(), "no platform serves the model `huge`; available: tiny");
    assert!(Runner::builder().build().is_err());
    let unknown = Schema::builder("tiny").tool_choice(ToolChoice::Function("nobody".into())).build();
    assert!(unknown.unwrap_err().to_string().contains("`nobody`"));
    assert!(Schema::builder("tiny").tool_choice(ToolChoice::Required).build().is_err());
    assert!(Schema::builder("tiny").max_turns(0).build().is_err());
}

#[test]
fn a_context_is_written_and_read_without_loss() {
    let mut text = String::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let context = runtime.block_on(async {
        let platform = MockPlatform::new("tiny").calls("fail", "{}").says("It failed.");
        let (mut session, _) = open(&platform).await;
        drain(&mut session, "Fail").await;
        session.context().await
    });
    text.push_str(&serde_json::to_string(&context).unwrap());
    assert_eq!(serde_json::from_str::<Context>(&text).unwrap(), context);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_was_cancelled_before_anything_was_said_is_not_part_of_the_conversation() {
    let platform = MockPlatform::new("tiny").turn([Step::Hang]).says("Yes.");
    let (mut session, _) = open(&platform).await;
    let mut events = session.generate("Are you there?");
    assert!(tokio::time::timeout(Duration::from_secs(1), events.next()).await.is_err());
    drop(events);
    assert_eq!(session.generate_text("Are you there?").await.unwrap(), "Yes.");
    // The instructions, the question once, and the answer.
    assert_eq!(session.context().await.messages().len(), 3);
}
