//! What a session may cost, and what its model may call.

use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, Step, Turn};
use llm_runtime::{
    Budget, Delta, ErrorKind, Event, FinishReason, Runner, Schema, SchemaBuilder, Session, ToolChoice, TurnReport,
    Usage,
};
use tokio::time::Instant;

/// Note something.
#[derive(LlmFunction)]
struct Note {
    /// How often.
    times: u8,
}

impl Execute for Note {
    type Deps = ();
    type Output = u8;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<u8, String> {
        Ok(self.times)
    }
}

async fn open(platform: &MockPlatform, set: impl FnOnce(SchemaBuilder) -> SchemaBuilder) -> Session {
    let schema = set(Schema::builder("tiny").functions(functions![Note])).build().unwrap();
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    runner.session(schema).await.unwrap()
}

async fn events(session: &mut Session) -> Vec<Event> {
    let mut events = session.generate("Go on");
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap());
    }
    seen
}

fn reports(events: &[Event]) -> Vec<&TurnReport> {
    let reports = events.iter().filter_map(|event| match event {
        Event::TurnFinished(report) => Some(report),
        _ => None,
    });
    reports.collect()
}

fn answers(events: &[Event]) -> Vec<&str> {
    let answers = events.iter().filter_map(|event| match event {
        Event::CallFinished(result) => Some(result.output.as_str()),
        _ => None,
    });
    answers.collect()
}

fn last(events: &[Event]) -> FinishReason {
    match events.last() {
        Some(Event::Finished(reason)) => *reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_budget_of_tokens_is_that_of_the_session() {
    let said = |text: &str| Turn::new().says(text).usage(Usage::new(50, 20, 20));
    let call = Turn::new().calls("note", r#"{"times": 3}"#).usage(Usage::new(50, 20, 20));
    let platform = MockPlatform::new("tiny").turn(said("One.")).turn(call).turn(said("never"));
    let mut session = open(&platform, |schema| schema.budget(Budget::new().tokens(100))).await;
    assert_eq!(last(&events(&mut session).await), FinishReason::Stop);
    let second = events(&mut session).await;
    assert_eq!((last(&second), answers(&second)), (FinishReason::Budget, vec!["3"]));
    let before = session.context().await;
    let error = session.generate_text("And now?").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Budget(_)));
    assert!(error.to_string().starts_with("the session's budget of 100 tokens is used up"), "{error}");
    assert_eq!(platform.requests().len(), 2, "nothing was computed");
    assert_eq!(session.context().await, before);
}

#[tokio::test(start_paused = true)]
async fn a_budget_of_time_stops_a_model_that_takes_too_long() {
    let text = |text: &str| Step::Delta(Delta::Text(text.into()));
    let platform = MockPlatform::new("tiny").turn([
        text("Once upon"),
        Step::Sleep(Duration::from_secs(60)),
        text(" a time"),
        Step::Delta(Delta::Finish(FinishReason::Stop)),
    ]);
    let mut session = open(&platform, |schema| schema.budget(Budget::new().time(Duration::from_secs(5)))).await;
    let started = Instant::now();
    let events = events(&mut session).await;
    assert_eq!(started.elapsed(), Duration::from_secs(5));
    assert_eq!(last(&events), FinishReason::Budget);
    assert_eq!(reports(&events)[0].finish_reason, FinishReason::Budget);
    let error = session.generate_text("Go on").await.unwrap_err();
    assert!(error.to_string().contains("budget of 5 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_an_engine_did_not_hold_to_is_reported_with_the_turn() {
    let note = ("note", r#"{"times": 1}"#);
    let platform = MockPlatform::new("tiny").calls_all([note, note]).says("Sorry.");
    let mut session = open(&platform, |schema| schema.tool_choice(ToolChoice::None)).await;
    let seen = events(&mut session).await;
    assert_eq!(answers(&seen), ["not executed: no function may be called now; answer in words"; 2]);
    let what: Vec<&str> = reports(&seen)[0].ignored.iter().map(|ignored| ignored.what).collect();
    assert_eq!(what, ["tool_choice"]);
    assert_eq!(platform.requests()[1].tool_choice, ToolChoice::None);
}

#[tokio::test(start_paused = true)]
async fn one_call_at_a_time_is_held_to_whatever_the_engine_does() {
    let note = ("note", r#"{"times": 1}"#);
    let platform = MockPlatform::new("tiny").calls_all([note, note]).says("Done.");
    let mut session = open(&platform, |schema| schema.parallel_calls(false)).await;
    let seen = events(&mut session).await;
    let mut told = answers(&seen);
    told.sort_unstable();
    assert_eq!(told, ["1", "not executed: one call at a time; make it again"]);
    assert_eq!(reports(&seen)[0].ignored[0].what, "parallel_calls");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_never_gets_it_right_is_not_asked_for_ever() {
    let wrong = |platform: MockPlatform| platform.calls("note", r#"{"times": "many"}"#);
    let platform = (0..5).fold(MockPlatform::new("tiny"), |platform, _| wrong(platform));
    let mut session = open(&platform, |schema| schema.repair_attempts(2).max_turns(10)).await;
    let seen = events(&mut session).await;
    assert_eq!(last(&seen), FinishReason::InvalidCalls);
    assert_eq!(platform.requests().len(), 3);
    assert_eq!(answers(&seen).len(), 3);
}
