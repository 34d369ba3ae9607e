//! Answers with a form: asked for, checked, asked for again, and what stays of it in the conversation.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::mock::{MockPlatform, Step};
use llm_runtime::{
    Content, Delta, Error, ErrorKind, Event, FinishReason, Message, Runner, Schema, SchemaBuilder, Sensitivity,
    Session, ToolChoice,
};

/// How somebody slept.
#[derive(ParameterType, Debug, PartialEq)]
struct Night {
    /// Hours of sleep.
    #[parameter(maximum = 24)]
    hours: u8,
    /// How it was.
    quality: Quality,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(rename_all = "lowercase")]
enum Quality {
    Good,
    Bad,
}

/// Read the sleep tracker.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct ReadTracker {}

impl Execute for ReadTracker {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Ok("7 h, good".into())
    }
}

const NIGHT: Night = Night { hours: 7, quality: Quality::Good };
const FITS: &str = r#"{"hours": 7, "quality": "good"}"#;

async fn open_with(platform: &MockPlatform, schema: SchemaBuilder) -> Session {
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    runner.session(schema.functions(functions![ReadTracker]).build().unwrap()).await.unwrap()
}

async fn open(platform: &MockPlatform) -> Session {
    open_with(platform, Schema::builder("tiny")).await
}

async fn said(session: &Session) -> Vec<String> {
    let said = |message: &Message| match &message.content {
        Content::System { text } | Content::User { text, .. } => text.clone(),
        Content::Assistant { text, calls, .. } => {
            calls.iter().fold(text.clone(), |said, call| said + "[" + &call.name + "]")
        }
        Content::Tool { result } => result.output.clone(),
        _ => panic!("another kind of message"),
    };
    session.context().await.messages().iter().map(said).collect()
}

fn cut(text: &str, reason: FinishReason) -> [Step; 2] {
    [Step::Delta(Delta::Text(text.into())), Step::Delta(Delta::Finish(reason))]
}

#[tokio::test(start_paused = true)]
async fn functions_are_called_before_the_answer() {
    let platform = MockPlatform::new("tiny").calls("read_tracker", "{}").says(FITS);
    let mut session = open(&platform).await;
    assert_eq!(session.generate_as::<Night>("How did I sleep?").await.unwrap(), NIGHT);
    assert_eq!(said(&session).await, ["How did I sleep?", "[read_tracker]", "7 h, good", FITS]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_coerced_by_the_rules_of_arguments() {
    let platform =
        MockPlatform::new("tiny").says("```json\n{\"hours\": \"7\", \"quality\": \"Good\"}\n```").says("[1, 2]");
    let mut session = open(&platform).await;
    assert_eq!(session.generate_as::<Night>("How did I sleep?").await.unwrap(), NIGHT);
    assert_eq!(session.generate_as::<Vec<u8>>("Count to two").await.unwrap(), [1, 2]);
    assert_eq!(platform.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_is_asked_for_again_with_every_problem_and_leaves_the_conversation() {
    let platform = MockPlatform::new("tiny")
        .says(r#"{"hours": 70, "quality": "dreadful"}"#)
        .calls("read_tracker", "{}")
        .says("Let me think.")
        .says(FITS);
    let mut session = open(&platform).await;
    let mut finished = 0;
    let night = session
        .generate_as_with::<Night>(Message::user("Sleep?").labelled(Sensitivity::Personal), |event| {
            finished += u32::from(matches!(event, Event::Finished(_)));
        })
        .await
        .unwrap();
    assert_eq!((night, finished), (NIGHT, 3));
    assert_eq!(said(&session).await, ["Sleep?", "[read_tracker]", "7 h, good", FITS]);

    let requests = platform.requests();
    let last = requests[1].messages.last().unwrap();
    let Content::User { text, .. } = &last.content else { panic!("{last:?}") };
    assert!(text.contains("/hours") && text.contains("/quality") && text.contains(r#""maximum":24"#), "{text}");
    // It repeats what the model wrote, which is as private as what it had read.
    assert_eq!(last.sensitivity, Sensitivity::Personal);
    // Of two answers that did not fit the model sees the last.
    let shown: Vec<bool> =
        requests[3].messages.iter().map(|message| matches!(&message.content, Content::User { .. })).collect();
    assert_eq!(shown, [true, false, false, false, true]);
    assert_eq!(session.context().await.messages()[2].sensitivity, Sensitivity::Sensitive);
}

#[tokio::test(start_paused = true)]
async fn when_none_fits_it_is_an_error_and_the_last_answer_stays() {
    let platform = MockPlatform::new("tiny").says("one secret").says("two secrets").says("three secrets").says("Well.");
    let mut session = open(&platform).await;
    let error = session.generate_as::<Night>("Sleep?").await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Output { format: "Night".into(), attempts: 3 });
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert_eq!(said(&session).await, ["Sleep?", "three secrets"]);
    assert_eq!(session.generate_text("And?").await.unwrap(), "Well.");

    let platform = MockPlatform::new("tiny").says("one");
    let mut session = open_with(&platform, Schema::builder("tiny").repair_attempts(0)).await;
    assert!(matches!(session.generate_as::<u8>("?").await.unwrap_err().kind(), ErrorKind::Output { attempts: 1, .. }));
    assert_eq!(platform.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_cut_off_is_asked_for_shorter() {
    let platform = MockPlatform::new("tiny").turn(cut(r#"{"hours": 7, "qual"#, FinishReason::Length)).says(FITS);
    let mut session = open(&platform).await;
    assert_eq!(session.generate_as::<Night>("Sleep?").await.unwrap(), NIGHT);
    let requests = platform.requests();
    let Content::User { text, .. } = &requests[1].messages.last().unwrap().content else { panic!("no request") };
    assert!(text.contains("shorter"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn an_exchange_without_an_answer_says_why() {
    let ended = async |platform: MockPlatform, schema: SchemaBuilder| -> Error {
        open_with(&platform, schema).await.generate_as::<Night>("Sleep?").await.unwrap_err()
    };
    let tiny = || Schema::builder("tiny");
    let refused = MockPlatform::new("tiny").turn(cut("I would rather not.", FinishReason::Refusal));
    let error = ended(refused, tiny()).await;
    assert_eq!(error.kind(), &ErrorKind::NoAnswer(FinishReason::Refusal));
    assert!(error.to_string().ends_with("the model declined to answer"), "{error}");
    let endless = MockPlatform::new("tiny").calls("read_tracker", "{}");
    assert_eq!(ended(endless, tiny().max_turns(1)).await.kind(), &ErrorKind::NoAnswer(FinishReason::MaxTurns));
    let failing = MockPlatform::new("tiny").says("no").turn([Step::Fail("out of memory".into())]);
    let mut session = open(&failing).await;
    let error = session.generate_as::<Night>("Sleep?").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Generation(_)));
    assert_eq!(said(&session).await, ["Sleep?", "no"], "the request to answer again is gone");
}

#[tokio::test(start_paused = true)]
async fn dropping_it_in_the_middle_of_a_repair_leaves_a_conversation_in_order() {
    let half = [Step::Delta(Delta::Text("{\"ho".into())), Step::Hang];
    let platform = MockPlatform::new("tiny").says("no").turn(half).says("Here.");
    let mut session = open(&platform).await;
    let asking = session.generate_as::<Night>("Sleep?");
    assert!(tokio::time::timeout(std::time::Duration::from_secs(1), asking).await.is_err());
    assert_eq!(session.generate_text("Are you there?").await.unwrap(), "Here.");
    assert_eq!(said(&session).await, ["Sleep?", "{\"ho", "Are you there?", "Here."]);

    let platform = MockPlatform::new("tiny").turn([Step::Hang]);
    let mut session = open(&platform).await;
    let cancel = session.cancel_handle();
    let (answer, ()) = tokio::join!(session.generate_as::<Night>("Sleep?"), async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        cancel.cancel();
    });
    assert!(answer.unwrap_err().is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn a_repair_requires_no_call() {
    let platform = MockPlatform::new("tiny").calls("read_tracker", "{}").says("Good").says(FITS);
    let schema = Schema::builder("tiny").tool_choice(ToolChoice::Required);
    let mut session = open_with(&platform, schema).await;
    assert_eq!(session.generate_as::<Night>("Sleep?").await.unwrap(), NIGHT);
    let choices: Vec<ToolChoice> = platform.requests().into_iter().map(|request| request.tool_choice).collect();
    assert_eq!(choices, [ToolChoice::Required, ToolChoice::Auto, ToolChoice::Auto]);
}
