//! Asking for a text or a value: what is the answer, and when there is none.

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::mock::{MockPlatform, Step, Turn};
use llm_runtime::{
    Content, Delta, ErrorKind, Event, FinishReason, Message, Runner, Schema, SchemaBuilder, Sensitivity, Session,
    ToolChoice,
};

/// Read the scales.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct ReadScales {}

impl Execute for ReadScales {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Ok("71 kg".into())
    }
}

/// What somebody weighs.
#[derive(ParameterType, Debug, PartialEq)]
struct Weight {
    /// In kilograms.
    #[parameter(maximum = 500)]
    kilograms: u16,
}

const FITS: &str = r#"{"kilograms": 71}"#;

async fn open(platform: &MockPlatform, schema: SchemaBuilder) -> Session {
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    runner.session(schema.functions(functions![ReadScales]).build().unwrap()).await.unwrap()
}

fn tiny() -> SchemaBuilder {
    Schema::builder("tiny")
}

fn ending(text: &str, reason: FinishReason) -> Turn {
    Turn::from(text).ends(reason)
}

#[tokio::test(start_paused = true)]
async fn half_a_text_is_no_answer() {
    use FinishReason::{ContentFilter, Length, Refusal};
    for reason in [Length, ContentFilter, Refusal] {
        let platform = MockPlatform::new("tiny").turn(ending("You weigh", reason)).says("71 kg.");
        let mut session = open(&platform, tiny()).await;
        let error = session.generate_text("My weight?").await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NoAnswer(reason));
        // What was said is there, and the session goes on.
        let context = session.context().await;
        assert!(matches!(&context.messages()[1].content, Content::Assistant { text, .. } if text == "You weigh"));
        assert_eq!(session.generate_text("And?").await.unwrap(), "71 kg.");
    }
    let platform = MockPlatform::new("tiny").calls("read_scales", "{}").says("71 kg.");
    let mut session = open(&platform, tiny().max_turns(1)).await;
    let error = session.generate_text("My weight?").await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NoAnswer(FinishReason::MaxTurns));

    let platform = MockPlatform::new("tiny").turn(Turn::from("You").hangs());
    let mut session = open(&platform, tiny()).await;
    let cancel = session.cancel_handle();
    let (answer, ()) = tokio::join!(session.generate_text("My weight?"), async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        cancel.cancel();
    });
    assert!(answer.unwrap_err().is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn what_is_said_beside_a_call_is_no_part_of_the_answer() {
    let script = || {
        let looks = Turn::new().says("One moment.").calls("read_scales", "{}").says(" Let me look.");
        MockPlatform::new("tiny").turn(looks).turn(Turn::from(FITS).in_pieces(3))
    };
    assert_eq!(open(&script(), tiny()).await.generate_text("My weight?").await.unwrap(), FITS);
    let platform = script();
    let weight = open(&platform, tiny().repair_attempts(0)).await.generate_as::<Weight>("My weight?").await;
    assert_eq!(weight.unwrap(), Weight { kilograms: 71 });
}

#[tokio::test(start_paused = true)]
async fn cancelling_between_two_attempts_cancels_the_whole() {
    let platform = MockPlatform::new("tiny").says("Heavy.").says("Very.").says("Yes?");
    let mut session = open(&platform, tiny()).await;
    let cancel = session.cancel_handle();
    let asked = session.generate_as_with::<Weight>("My weight?", |event| {
        if matches!(event, Event::Finished(_)) {
            cancel.cancel();
        }
    });
    assert!(asked.await.unwrap_err().is_cancelled());
    assert_eq!(platform.requests().len(), 1);
    let kinds = session.context().await.messages().len();
    assert_eq!(kinds, 2, "the question and the answer that did not fit");
    assert_eq!(session.generate_text("Are you there?").await.unwrap(), "Very.");
}

/// Whatever the window, no answer is asked for again without its question, and something older goes first.
#[tokio::test(start_paused = true)]
async fn an_answer_is_not_asked_for_again_without_its_question() {
    let question = format!("What do I weigh? {}", "It is like this. ".repeat(20));
    let (mut answered, mut trimmed, mut refused) = (0, 0, 0);
    for window in (50..1500).step_by(10) {
        let platform = MockPlatform::new("tiny").window(window).says("Hello.").says("Heavy.").says(FITS);
        let mut session = open(&platform, tiny()).await;
        if session.generate_text("Hi. ".repeat(40)).await.is_err() {
            continue;
        }
        let mut left_out = false;
        let on_event = |event: &Event| left_out |= matches!(event, Event::Trimmed { .. });
        match session.generate_as_with::<Weight>(question.as_str(), on_event).await {
            Ok(weight) => {
                assert_eq!(weight, Weight { kilograms: 71 });
                answered += 1;
                trimmed += usize::from(left_out);
            }
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::ContextWindow { .. }), "{error}");
                refused += usize::from(platform.requests().len() == 2);
            }
        }
        for request in platform.requests().iter().skip(1) {
            let asked = |message: &Message| matches!(&message.content, Content::User { text, .. } if *text == question);
            assert!(request.messages.iter().any(asked), "in a window of {window}");
        }
    }
    assert!(answered > trimmed && trimmed > 0 && refused > 0, "{answered} {trimmed} {refused}");
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(rename_all = "lowercase")]
enum Mood {
    Good,
    Bad,
}

/// A model that is asked for a value of any type gives one, and thinks and calls on the way.
#[tokio::test(start_paused = true)]
async fn an_answer_may_be_a_value_of_any_type() {
    async fn ask<T: ParameterType>(said: &str) -> Option<T> {
        let thinks = Turn::new().thinks("What could it be?").calls("read_scales", "{}");
        let platform = MockPlatform::new("tiny").turn(thinks).turn(Turn::new().thinks("Aha.").says(said).in_pieces(1));
        let mut session = open(&platform, tiny().repair_attempts(0).tool_choice(ToolChoice::Required)).await;
        let question = Message::user("?").labelled(Sensitivity::Personal);
        let answer = session.generate_as::<T>(question).await;
        assert_eq!(platform.requests().len(), 2);
        assert!(platform.requests().iter().all(|request| request.output.is_some()));
        answer.ok()
    }
    assert_eq!(ask::<Weight>(FITS).await, Some(Weight { kilograms: 71 }));
    assert_eq!(ask::<Mood>(r#"{"value": "good"}"#).await, Some(Mood::Good));
    assert_eq!(ask::<Mood>(r#""bad""#).await, Some(Mood::Bad));
    assert_eq!(ask::<Vec<Weight>>(r#"{"value": [{"kilograms": 1}, {"kilograms": 2}]}"#).await.unwrap().len(), 2);
    assert_eq!(ask::<Vec<Mood>>("[]").await, Some(vec![]));
    assert_eq!(ask::<String>(r#"{"value": "a \"text\""}"#).await.as_deref(), Some(r#"a "text""#));
    assert_eq!(ask::<i64>(r#"{"value": -9007199254740993}"#).await, Some(-9_007_199_254_740_993));
    assert_eq!(ask::<i64>("12").await, Some(12));
    assert_eq!(ask::<Option<Mood>>(r#"{"value": null}"#).await, Some(None));
    assert_eq!(ask::<bool>(r#"{"value": true}"#).await, Some(true));
    assert_eq!(ask::<Weight>(r#"{"kilograms": 7100}"#).await, None);
    assert_eq!(ask::<Mood>("dreadful").await, None);
}

#[tokio::test(start_paused = true)]
async fn a_session_is_told_no_calls_and_no_answers_to_any() {
    let call = llm_functions::ToolCall::new("1", "read_scales", "{}");
    let result = llm_functions::ToolResult::success(&call, "71 kg", Sensitivity::Sensitive);
    let platform = MockPlatform::new("tiny").says("Hello.").says("Go on: you weigh 71 kg.");
    let mut session = open(&platform, tiny()).await;
    for message in [Message::tool(result), Message::assistant("", vec![call], Sensitivity::Sensitive)] {
        let error = session.generate_text(message).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration(_)), "{error}");
        assert!(error.to_string().contains("Runner::resume"), "{error}");
    }
    assert_eq!(session.context().await.messages().len(), 0);
    assert_eq!(session.generate_text("Hi").await.unwrap(), "Hello.");
    // Words may be put into its mouth.
    let prefix = Message::assistant("You weigh", vec![], Sensitivity::Sensitive);
    session.generate_text(prefix).await.unwrap();
    let deltas = [Step::Delta(Delta::Finish(FinishReason::Stop))];
    let platform = MockPlatform::new("tiny").turn(deltas);
    assert_eq!(open(&platform, tiny()).await.generate_text("Say nothing").await.unwrap(), "");
}
