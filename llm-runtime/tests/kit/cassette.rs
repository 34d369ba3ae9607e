//! A cassette gives back what was recorded, says where a request differs, and holds nothing private.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use llm_functions::view::FunctionView;
use llm_runtime::mock::{ChaosPlatform, MockPlatform, Part, Recorder, Redaction, Replay, Turn};
use llm_runtime::{
    Content, Delta, Event, FinishReason, GenerationOptions, Labelled, Message, OutputFormat, Platform, ProviderError,
    Schema, Sensitivity, Session, TokenLogprob, ToolChoice, TurnRequest, Usage,
};
use tempfile::TempDir;

use crate::support::{Add, ask, open, open_with, registry};

/// What must stand on no cassette.
const SECRETS: [&str; 6] = ["Ada", "71 kg", "diabetes", "Hugo", "4711", "c2VjcmV0"];

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("test.cassette");
    (folder, path)
}

/// A model that hears and says private things in every way in which something can be said.
fn indiscreet() -> MockPlatform {
    MockPlatform::new("tiny").answers(|request| match request.results().as_slice() {
        [] => Turn::new()
            .thinks("Ada weighs 71 kg, and has diabetes.")
            .thought_state("api", r#"{"signed": "c2VjcmV0"}"#)
            .says("Let me note that Ada weighs 71 kg.")
            .logprobs([TokenLogprob::new("Ada", -0.1, vec![("Hugo".into(), -3.0)])])
            .calls_as("call_4711", "note", r#"{"text": "Ada weighs 71 kg"}"#)
            .calls("add", r#"{"left": 70, "right": 1}"#)
            .calls("ask_hugo_about_diabetes", r#"{"name": "Ada"}"#)
            .calls("note", r#"{"weight": 4711}"#)
            .usage(Usage::new(50, 0, 20))
            .in_pieces(3)
            .paced(Duration::from_millis(10)),
        _ => Turn::new().says("Ada's weight is noted.").in_pieces(3),
    })
}

fn schema() -> Schema {
    Schema::builder("tiny").functions(registry()).instructions("Be discreet.").build().unwrap()
}

async fn record(path: &PathBuf, platform: impl Platform + 'static, redaction: Redaction) -> Session {
    open_with(Recorder::new(platform, path, redaction).unwrap(), schema()).await
}

/// What happened, in any order: which call is answered first depends on how slowly the others came.
fn kinds(events: &[Event]) -> Vec<String> {
    let mut kinds: Vec<String> = events
        .iter()
        .map(|event| match event {
            Event::CallStarted { name, .. } => format!("started {name}"),
            Event::CallFinished(result) => format!("finished {} {}", result.name, result.is_error),
            Event::TurnFinished(report) => format!("turn {:?} {:?}", report.finish_reason, report.usage),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap().to_owned(),
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[tokio::test(start_paused = true)]
async fn what_is_not_private_comes_back_word_for_word_and_as_slowly_as_it_came() {
    let (_folder, path) = folder();
    let everything = || Redaction::up_to(Sensitivity::Sensitive);
    let mut session = record(&path, indiscreet(), everything()).await;
    let began = tokio::time::Instant::now();
    let recorded = ask(&mut session, "Note that Ada weighs 71 kg").await.unwrap();
    let took = began.elapsed();
    assert!(took > Duration::from_millis(300));

    let replay = Replay::open(&path).unwrap();
    assert_eq!(replay.turns_left(), 2);
    let mut again = open_with(replay.clone(), schema()).await;
    let began = tokio::time::Instant::now();
    let replayed = ask(&mut again, "Note that Ada weighs 71 kg").await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(10), "without delays, but for what the functions take");
    assert_eq!(replay.turns_left(), 0);
    assert_eq!(kinds(&replayed), kinds(&recorded));
    assert_eq!(again.context().await.messages(), session.context().await.messages());

    let mut slowly = open_with(Replay::open(&path).unwrap().delayed(), schema()).await;
    let began = tokio::time::Instant::now();
    ask(&mut slowly, "Note that Ada weighs 71 kg").await.unwrap();
    assert_eq!(began.elapsed(), took);
}

#[tokio::test(start_paused = true)]
async fn nothing_private_gets_on_a_cassette_and_the_replay_runs_all_the_same() {
    let (_folder, path) = folder();
    let mut session = record(&path, indiscreet(), Redaction::default()).await;
    let recorded = ask(&mut session, "Note that Ada weighs 71 kg").await.unwrap();
    ask(&mut session, "And that Hugo, 4711, has diabetes").await.unwrap();
    drop(session);
    let text = std::fs::read_to_string(&path).unwrap();
    for secret in SECRETS {
        assert!(!text.contains(secret), "`{secret}` is on the cassette");
    }
    assert!(text.contains("Be discreet.") && text.contains("[private]"), "{text}");

    let replay = Replay::open(&path).unwrap();
    let mut again = open_with(replay.clone(), schema()).await;
    // The shape is what matters of what is private.
    let replayed = ask(&mut again, "Note that Bob weighs 80 kg").await.unwrap();
    ask(&mut again, "And something else").await.unwrap();
    assert_eq!(replay.turns_left(), 0);
    let known = |events: &[Event]| {
        let kinds = kinds(events).into_iter();
        kinds.map(|kind| kind.replace("ask_hugo_about_diabetes", "unknown_function")).collect::<BTreeSet<_>>()
    };
    assert_eq!(known(&replayed), known(&recorded), "the same functions run, and the same calls are refused");
    let Content::Assistant { text, .. } = &again.context().await.messages().last().unwrap().content.clone() else {
        panic!("the model speaks last")
    };
    assert_eq!(text, "[private]");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_not_recorded_is_told_where_it_differs_and_not_what_it_says() {
    let (_folder, path) = folder();
    let everything = Redaction::up_to(Sensitivity::Sensitive);
    let mut session = record(&path, MockPlatform::new("tiny").says("Yes.").says("No."), everything).await;
    session.generate_text("Is Ada in?").await.unwrap();
    session.generate_text("Is Hugo in?").await.unwrap();

    let replay = Replay::open(&path).unwrap();
    let error = open_with(replay.clone(), schema()).await.generate_text("Is Ada out?").await.unwrap_err();
    let place = error.to_string();
    assert!(
        place.ends_with("no answer to this request: it differs from that of turn 1 at /messages/1/text"),
        "{place}"
    );
    assert!(!place.contains("Ada"));

    let options = GenerationOptions::greedy();
    let other = Schema::builder("tiny").functions(registry()).instructions("Be rude.").options(options);
    let error = open_with(replay.clone(), other.build().unwrap()).await.generate_text("Is Ada in?").await.unwrap_err();
    let places = "at /messages/0/text, /options/temperature (not recorded)";
    assert!(error.to_string().ends_with(places), "{error}");

    let fewer = Schema::builder("tiny").instructions("Be discreet.").build().unwrap();
    let error = open_with(replay.clone(), fewer).await.generate_text("Is Ada in?").await.unwrap_err();
    assert!(error.to_string().contains("at /schema/functions/0 (only recorded)"), "{error}");

    let mut again = open_with(replay.clone(), schema()).await;
    assert_eq!(again.generate_text("Is Ada in?").await.unwrap(), "Yes.");
    let error = open_with(replay, schema()).await.generate_text("Is Ada in?").await.unwrap_err();
    assert!(error.to_string().ends_with("it was recorded 1 times and is asked once more"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn equal_requests_are_answered_in_the_order_in_which_they_were_recorded() {
    let (_folder, path) = folder();
    let everything = Redaction::up_to(Sensitivity::Sensitive);
    let recorder = Recorder::new(MockPlatform::new("tiny").says("one").says("two"), &path, everything).unwrap();
    for expected in ["one", "two"] {
        assert_eq!(open(recorder.clone()).await.generate_text("Count!").await.unwrap(), expected);
    }
    let replay = Replay::open(&path).unwrap();
    for expected in ["one", "two"] {
        assert_eq!(open(replay.clone()).await.generate_text("Count!").await.unwrap(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn errors_and_dropped_turns_come_back_as_what_they_were() {
    let (_folder, path) = folder();
    let mut refused = ProviderError::new(429, Labelled::new("Ada asks too often".into(), Sensitivity::Sensitive));
    refused.code = Some("rate_limited".into());
    refused.parameter = Some("Ada".into());
    refused.retry_after = Some(Duration::from_secs(7));
    let model =
        MockPlatform::new("tiny").turn(Turn::new().says("Well").fails(refused)).turn(Turn::new().says("Hm").hangs());
    let mut session = record(&path, model, Redaction::default()).await;
    session.generate_text("Ada?").await.unwrap_err();
    let dropped = tokio::time::timeout(Duration::from_secs(1), session.generate_text("Ada?")).await;
    assert!(dropped.is_err());
    session.context().await;
    assert!(!std::fs::read_to_string(&path).unwrap().contains("Ada"));

    let mut again = open_with(Replay::open(&path).unwrap(), schema()).await;
    let error = again.generate_text("Ada?").await.unwrap_err();
    assert_eq!((error.provider().unwrap().status, error.retry_after()), (429, Some(Duration::from_secs(7))));
    assert_eq!(error.provider().unwrap().code.as_deref(), Some("rate_limited"));
    assert!(error.is_retryable() && !format!("{error:?}").contains("Ada"));
    let silent = tokio::time::timeout(Duration::from_secs(9), again.generate_text("Ada?")).await;
    assert!(silent.is_err(), "a turn that was dropped stays silent");
}

/// Whoever refuses a key may repeat it, and whoever asked may have asked something public.
#[tokio::test(start_paused = true)]
async fn a_key_that_a_server_repeats_gets_on_no_cassette() {
    for status in [401, 403] {
        let (_folder, path) = folder();
        let said = "Received=sk-4711, expected another";
        let mut refused = ProviderError::new(status, Labelled::new(said.into(), Sensitivity::Public));
        refused.code = Some("bad key sk-4711".into());
        refused.parameter = Some("sk-4711".into());
        let model = MockPlatform::new("tiny").turn(Turn::new().fails(refused));
        let mut session = record(&path, model, Redaction::up_to(Sensitivity::Sensitive)).await;
        session.generate_text(Message::user("Hi").labelled(Sensitivity::Public)).await.unwrap_err();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains(&status.to_string()) && !written.contains("4711"), "{written}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_redactor_keeps_what_it_thinks_right_on_both_sides() {
    let (_folder, path) = folder();
    let somebody = || {
        Redaction::default().with(|part, text| match part {
            Part::Arguments | Part::Result => None,
            _ => Some(text.replace("Ada", "somebody").replace("71 kg", "some kg").replace("diabetes", "something")),
        })
    };
    let mut session = record(&path, indiscreet(), somebody()).await;
    ask(&mut session, "Note that Ada weighs 71 kg").await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(SECRETS.iter().all(|secret| !text.contains(secret)) && text.contains("somebody weighs some kg"));

    let error = Replay::open(&path).unwrap_err().to_string();
    assert!(error.ends_with("it was recorded with a redactor, and so it must be opened"), "{error}");
    let replay = || Replay::open_with(&path, somebody()).unwrap();
    let mut again = open_with(replay(), schema()).await;
    ask(&mut again, "Note that Ada weighs 71 kg").await.unwrap();
    let said = again.context().await.messages().last().unwrap().clone();
    assert_eq!(said, Message::assistant("somebody's weight is noted.", Vec::new(), Sensitivity::Sensitive));
    let error = ask(&mut open_with(replay(), schema()).await, "Note that Bob weighs 71 kg").await.unwrap_err();
    assert!(error.to_string().ends_with("that of turn 1 at /messages/1/text"), "{error}");
}

/// One turn in a given form.
async fn in_form(platform: &dyn Platform) -> String {
    let form = OutputFormat::of_view(FunctionView::of::<Add>());
    let schema = schema();
    let mut engine = platform.open(schema.clone().into()).await.unwrap();
    let messages = [Message::user("Which numbers did Ada say?")];
    let request = TurnRequest::new(&messages, ToolChoice::None, schema.options()).output(Some(&form));
    let mut stream = engine.generate(request);
    let mut text = String::new();
    while let Some(delta) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        match delta.unwrap() {
            Delta::Text(more) => text += &more,
            other => assert_eq!(other, Delta::Finish(FinishReason::Stop)),
        }
    }
    text
}

#[tokio::test(start_paused = true)]
async fn a_private_answer_in_a_form_is_replaced_by_another_of_that_form() {
    let (_folder, path) = folder();
    let said = r#"{"left": 471, "right": 147}"#;
    let model = MockPlatform::new("tiny").turn(Turn::new().says(said).in_pieces(4));
    let recorder = Recorder::new(model, &path, Redaction::default()).unwrap();
    assert_eq!(in_form(&recorder).await, said);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("471") || !text.contains("147"));
    let replayed = in_form(&Replay::open(&path).unwrap()).await;
    llm_functions::arguments::decode::<Add>(&replayed).unwrap();
}

#[tokio::test(start_paused = true)]
async fn chaos_is_recorded_like_anything_else() {
    let (_folder, path) = folder();
    let chaos = ChaosPlatform::new(indiscreet(), 5).faults(0.9).giant(100);
    let mut session = record(&path, chaos, Redaction::up_to(Sensitivity::Sensitive)).await;
    let mut outcomes = Vec::new();
    for _ in 0..20 {
        outcomes.push(ask(&mut session, "Ada?").await.map(|events| kinds(&events)).map_err(|error| error.to_string()));
    }
    let mut again = open_with(Replay::open(&path).unwrap(), schema()).await;
    for outcome in outcomes {
        let replayed = ask(&mut again, "Ada?").await.map(|events| kinds(&events)).map_err(|error| error.to_string());
        assert_eq!(replayed, outcome);
    }
    assert_eq!(again.context().await.messages(), session.context().await.messages());
}

#[test]
fn what_is_no_cassette_is_refused_without_repeating_it() {
    let (_folder, path) = folder();
    let refused = |text: Option<&str>| {
        if let Some(text) = text {
            std::fs::write(&path, text).unwrap();
        }
        let error = Replay::open(&path).unwrap_err();
        assert!(!format!("{error:?}").contains("Ada"));
        error.to_string()
    };
    assert!(refused(None).ends_with("cannot be read; record it first"));
    assert!(refused(Some("")).ends_with("it does not begin as a cassette does"));
    assert!(refused(Some("Ada")).ends_with("it does not begin as a cassette does"));
    let later = refused(Some(r#"{"cassette":{"version":2,"name":"Ada"}}"#));
    assert!(later.ends_with("it has version 2 and this program reads 1; record it again"), "{later}");
    let head = r#"{"cassette":{"version":1,"tier":"edge","ceiling":"sensitive","models":["tiny"],"written":"public","redactor":false}}"#;
    std::fs::write(&path, head).unwrap();
    assert_eq!(Replay::open(&path).unwrap().capabilities().models, ["tiny"]);
    for line in ["Ada", r#"{"turn":"Ada"}"#, r#"{"turn":{"digest":"Ada"}}"#, head, "{}", ""] {
        let error = refused(Some(&format!("{head}\n{line}\n")));
        assert!(error.ends_with("line 2 is not what a cassette holds there"), "{error}");
    }
    let nowhere = path.join("below-a-file");
    let error = Recorder::new(MockPlatform::new("tiny"), &nowhere, Redaction::default()).unwrap_err();
    assert!(error.to_string().ends_with("cannot be written"), "{error}");
}
