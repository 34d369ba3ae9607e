//! The scripted model does what its script says, and tells what it was asked.

use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, Turn, assert_every_call_is_answered};
use llm_runtime::{
    Content, ErrorKind, Event, FinishReason, Runner, Schema, Sensitivity, Tier, TokenLogprob, ToolChoice, Usage,
};

use crate::support::{ask, open, open_with, panic_of, registry};

#[tokio::test(start_paused = true)]
async fn a_turn_thinks_calls_costs_and_ends_as_it_was_told_to() {
    let turn = Turn::new()
        .thinks("They want a sum.")
        .says("Let me see.")
        .logprobs([TokenLogprob::new("Let", -0.5, vec![])])
        .calls_as("abc", "add", r#"{"left": 1, "right": 2}"#)
        .usage(Usage::new(30, 10, 8));
    let model = MockPlatform::new("tiny").turn(turn).says("3");
    let mut session = open(model.clone()).await;
    let events = ask(&mut session, "1 + 2?").await.unwrap();
    assert!(events.contains(&Event::Reasoning("They want a sum.".into())));
    let report = events.iter().find_map(|event| match event {
        Event::TurnFinished(report) => Some(report),
        _ => None,
    });
    let report = report.unwrap();
    assert_eq!((report.finish_reason, report.usage), (FinishReason::ToolCalls, Some(Usage::new(30, 10, 8))));
    assert_eq!(report.logprobs, [TokenLogprob::new("Let", -0.5, vec![])]);
    assert_eq!(model.assert_answered("add").call_id, "abc");
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::Stop)));
    model.assert_asked(2);
    model.assert_finished();
    assert_every_call_is_answered(&session.context().await);
}

#[tokio::test(start_paused = true)]
async fn a_turn_streams_in_pieces_at_a_pace() {
    let turn = Turn::new().says("Größe").in_pieces(2).paced(Duration::from_millis(10));
    let steps: Vec<_> = turn.clone().into_iter().map(|step| format!("{step:?}")).collect();
    assert_eq!(steps.len(), 8, "three pieces and the end, each after a pause");
    let mut session = open(MockPlatform::new("tiny").turn(turn)).await;
    let started = tokio::time::Instant::now();
    assert_eq!(session.generate_text("How big?").await.unwrap(), "Größe");
    assert_eq!(started.elapsed(), Duration::from_millis(40));
}

#[tokio::test(start_paused = true)]
async fn sessions_have_scripts_of_their_own_and_share_the_rest() {
    let model = MockPlatform::new("tiny").session(["for the first"]).session(["for the second"]).says("for all");
    let runner = Runner::builder().platform(model.clone()).build().unwrap();
    let schema = || Schema::builder("tiny").build().unwrap();
    let mut first = runner.session(schema()).await.unwrap();
    let mut second = runner.session(schema()).await.unwrap();
    let mut third = runner.session(schema()).await.unwrap();
    assert_eq!(model.turns_left(), 3);
    assert_eq!(third.generate_text("?").await.unwrap(), "for all");
    assert_eq!(second.generate_text("?").await.unwrap(), "for the second");
    assert_eq!(first.generate_text("?").await.unwrap(), "for the first");
    let error = first.generate_text("?").await.unwrap_err();
    assert_eq!(error.to_string(), "generation failed: the script has no more turns");
    let asked: Vec<_> = model.requests().iter().map(|request| (request.session, request.turn)).collect();
    assert_eq!(asked, [(2, 0), (1, 0), (0, 0), (0, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_model_may_answer_by_what_it_is_asked() {
    let model = MockPlatform::new("tiny").answers(|request| match request.results().as_slice() {
        [] => Turn::new().calls("add", r#"{"left": 20, "right": 1}"#).calls("add", r#"{"left": 2, "right": 2}"#),
        [first, second] => Turn::from(format!("{} and {}", first.output, second.output)),
        _ => Turn::from("?"),
    });
    let mut session = open(model.clone()).await;
    assert_eq!(session.generate_text("Add!").await.unwrap(), "21 and 4");
    assert_eq!(session.generate_text("Again!").await.unwrap(), "21 and 4");
    let request = model.requests().pop().unwrap();
    assert_eq!((request.question(), request.turn, request.sensitivity), ("Again!", 3, Sensitivity::Sensitive));
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_is_kept_with_options_unless_it_is_to_be_forgotten() {
    let options = llm_runtime::GenerationOptions::greedy().seed(5);
    let build = || Schema::builder("tiny").functions(registry()).options(options.clone());
    let schema = build().tool_choice(ToolChoice::Function("add".into())).build().unwrap();
    let model = MockPlatform::new("tiny").at(Tier::Cloud, Sensitivity::Sensitive).window(4096).says("No.");
    let mut session = open_with(model.clone(), schema).await;
    session.generate_text("Add!").await.unwrap();
    let request = model.requests().pop().unwrap();
    assert_eq!((request.tool_choice, request.options.seed), (ToolChoice::Function("add".into()), Some(5)));
    assert!(request.output.is_none());

    let model = MockPlatform::new("tiny").forgets().says("No.");
    open(model.clone()).await.generate_text("Add!").await.unwrap();
    model.assert_asked(0);
}

/// Ask another model on the same platform.
#[derive(LlmFunction)]
struct AskAnother {}

impl Execute for AskAnother {
    type Deps = Runner;
    type Output = String;
    type Error = String;
    async fn execute(self, call: Call<'_, Runner>) -> Result<String, String> {
        let schema = Schema::builder("tiny").build().map_err(|error| error.to_string())?;
        let mut session = call.deps().session(schema).await.map_err(|error| error.to_string())?;
        session.generate_text("And you?").await.map_err(|error| error.to_string())
    }
}

#[tokio::test(start_paused = true)]
async fn one_slot_is_enough_for_a_function_that_asks_a_model_on_the_same_platform() {
    let model = MockPlatform::new("tiny").at_once(1);
    let model = model.session([Turn::new().calls("ask_another", "{}"), "It says fine.".into()]).session(["Fine."]);
    let runner = Runner::builder().platform(model.clone()).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![AskAnother: runner.clone()]).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    assert_eq!(session.generate_text("How are you?").await.unwrap(), "It says fine.");
    assert_eq!(model.assert_answered("ask_another").output, "Fine.");
}

#[tokio::test(start_paused = true)]
async fn turns_wait_for_a_slot_and_a_dropped_turn_gives_its_own_back() {
    let slow = || Turn::new().sleeps(Duration::from_secs(1)).says("slow");
    let model = MockPlatform::new("tiny").at_once(2).answers(move |request| match request.question() {
        "hang" => Turn::new().hangs(),
        _ => slow(),
    });
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(open(model.clone()).await);
    }
    let mut hanging = sessions.pop().unwrap();
    {
        let mut events = hanging.generate("hang");
        let waited = tokio::time::timeout(Duration::from_secs(9), events.next()).await;
        assert!(waited.is_err(), "nothing comes");
    }
    let started = tokio::time::Instant::now();
    let answers = sessions.into_iter().map(|mut session| async move { session.generate_text("go").await.unwrap() });
    let answers: Vec<_> = answers.map(tokio::spawn).collect();
    for answer in answers {
        assert_eq!(answer.await.unwrap(), "slow");
    }
    assert_eq!(started.elapsed(), Duration::from_secs(2), "four turns, two at once");
}

#[tokio::test(start_paused = true)]
async fn a_turn_may_fail_in_any_way() {
    let kind = ErrorKind::Transport { destination: "there".into(), reason: "gone".into() };
    let model =
        MockPlatform::new("tiny").turn(Turn::new().says("I").fails(kind.clone())).turn(Turn::new().breaks_off());
    let mut session = open(model).await;
    let error = session.generate_text("?").await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (&kind, true));
    assert!(session.generate_text("?").await.is_err(), "a stream that ends without a reason is no answer");
}

#[tokio::test(start_paused = true)]
async fn failed_assertions_say_what_happened_instead_and_repeat_nothing_that_was_said() {
    let model = MockPlatform::new("tiny").calls_all([("note", r#"{"text": "Ada, 71 kg"}"#), ("add", "{}")]);
    let model = model.says("Done.").says("Never asked for.");
    let mut session = open(model.clone()).await;
    session.generate_text("Note Ada's weight").await.unwrap();
    assert_eq!(panic_of(|| model.assert_asked(3)), "the model was asked for 2 turns instead of 3");
    assert_eq!(panic_of(|| model.assert_finished()), "the model was not asked for the last 1 turns of its script");
    let missing = panic_of(|| drop(model.assert_answered("weather")));
    assert_eq!(missing, "the model read no answer of `weather`; it read: `note`, `add` (failed)");
    let read = panic_of(|| model.assert_never_read("71 kg"));
    assert_eq!(read, "the model read what it must not: message 1, a message of its own, of turn 1 of session 0");
    model.assert_never_read("4711");
    assert!(matches!(&session.context().await.messages()[0].content, Content::User { .. }));
}
