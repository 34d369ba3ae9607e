//! Conversations: written and read without loss, refused when they are none, and gone on with.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{Content, Context, Image, Message, Reasoning, ReasoningState, Runner, Schema};
use proptest::prelude::*;
use serde_json::{Value, json};

fn call(id: &str) -> ToolCall {
    ToolCall::new(id, "get_weight", r#"{"unit": "kg"}"#)
}

fn answer(id: &str) -> Message {
    Message::tool(ToolResult::success(&call(id), "71 kg secret", Sensitivity::Personal))
}

fn asks(ids: &[&str]) -> Message {
    Message::assistant("", ids.iter().map(|id| call(id)).collect(), Sensitivity::Sensitive)
}

/// One of every kind of message.
fn full() -> Context {
    let mut thought = Reasoning::new("secret thought");
    thought.state = Some(ReasoningState::new("some_api", r#"{"signed":true}"#));
    Context::builder()
        .id("conversation-1")
        .title("secret title")
        .metadata("patient", "secret patient")
        .message(Message::system("Be brief."))
        .message(Message::user("secret question").image(Image::new("image/png", vec![0, 159, 255])))
        .message(asks(&["a", "b"]).reasoning(Some(thought)))
        .messages([answer("a"), answer("b")])
        .message(Message::assistant("secret answer", vec![], Sensitivity::Personal))
        .message(Message::user("thanks").image(Image::Url("https://example.org/secret".into())))
        .build()
        .unwrap()
}

fn read(value: &Value) -> Result<Context, String> {
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

#[test]
fn everything_comes_back_with_its_label() {
    let context = full();
    let text = serde_json::to_string(&context).unwrap();
    let back: Context = serde_json::from_str(&text).unwrap();
    assert_eq!(back, context);
    assert_eq!((back.id(), back.title()), ("conversation-1", Some("secret title")));
    assert_eq!(back.metadata()["patient"], "secret patient");
    assert_eq!(back.messages()[3].sensitivity, Sensitivity::Personal);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["version"], 1);
    assert_eq!(serde_json::from_value::<Context>(serde_json::to_value(&context).unwrap()).unwrap(), context);
}

#[test]
fn debug_shows_nothing_that_was_said() {
    let builder = Context::builder().title("secret").message("secret");
    assert!(!format!("{:?} {builder:?}", full()).contains("secret"));
}

#[test]
fn every_conversation_has_an_identity_of_its_own() {
    assert_ne!(Context::new().id(), Context::new().id());
    assert!(Context::builder().id("").build().is_err());
}

#[test]
fn the_form_before_there_were_versions_is_read() {
    let message = serde_json::to_value(Message::user("Hi")).unwrap();
    let context = read(&json!({ "messages": [message] })).unwrap();
    assert_eq!(context.messages(), [Message::user("Hi")]);
    assert!(!context.id().is_empty());
    assert!(read(&json!({ "messages": [] })).unwrap().messages().is_empty());
}

#[test]
fn a_newer_version_is_refused_by_its_number() {
    let stored = json!({ "version": 2, "id": "1", "messages": [], "secret": "secret" });
    let error = read(&stored).unwrap_err();
    assert!(error.contains("version 2") && !error.contains("secret"), "{error}");
    for version in [json!(-1), json!("1"), json!(1.5), json!(null)] {
        let error = read(&json!({ "version": version, "id": "1", "messages": [] })).unwrap_err();
        assert!(error.contains("whole number"), "{error}");
    }
}

#[test]
fn a_newer_version_is_refused_before_its_messages_are_understood() {
    for messages in [json!("secret"), json!([{ "secret": 1 }])] {
        let error = read(&json!({ "version": 9, "messages": messages })).unwrap_err();
        assert!(error.contains("version 9"), "{error}");
    }
}

#[test]
fn what_is_no_conversation_is_refused_by_the_number_of_the_message() {
    let user = || Message::user("secret");
    let other = Message::tool(ToolResult::success(&ToolCall::new("a", "other", ""), "secret", Sensitivity::Public));
    let cases = [
        (vec![answer("a")], "messages[0] answers no call"),
        (vec![user(), asks(&["a"])], "messages[1] makes a call that the message after it does not answer"),
        (vec![asks(&["a", "b"]), answer("b"), answer("a")], "messages[1] answers no call"),
        (vec![asks(&["a", "b"]), answer("a"), user(), answer("b")], "messages[0] makes a call that"),
        (vec![asks(&["a"]), other], "messages[1] answers no call"),
        (vec![asks(&["a"]), answer("a"), answer("a")], "messages[2] answers no call"),
        (vec![asks(&["a"]), answer("a"), asks(&["a"]), answer("a")], "messages[2] makes a call whose identity"),
        (vec![asks(&["a", "a"]), answer("a"), answer("a")], "messages[0] makes a call whose identity"),
        (vec![asks(&[""]), answer("")], "messages[0] makes a call without an identity"),
    ];
    for (messages, expected) in cases {
        let error = Context::builder().messages(messages.clone()).build().unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("secret"), "{error}");
        let stored = json!({ "version": 1, "id": "1", "messages": serde_json::to_value(messages).unwrap() });
        let error = read(&stored).unwrap_err();
        assert!(error.contains(expected) && !error.contains("secret"), "{error}");
    }
}

#[test]
fn no_error_repeats_what_is_stored() {
    let whole = serde_json::to_value(full()).unwrap();
    let mut broken = Vec::new();
    for number in 0..whole["messages"].as_array().unwrap().len() {
        let mut stored = whole.clone();
        stored["messages"][number] = json!({ "content": "secret", "sensitivity": "secret" });
        broken.push((stored, format!("messages[{number}]")));
        let mut stored = whole.clone();
        stored["messages"][number]["sensitivity"] = json!("secret");
        broken.push((stored, format!("messages[{number}]")));
    }
    for (name, value) in [("title", json!(["secret"])), ("metadata", json!("secret")), ("id", json!({"secret": 1}))] {
        let mut stored = whole.clone();
        stored[name] = value;
        broken.push((stored, format!("`{name}`")));
    }
    for (stored, expected) in broken {
        let error = read(&stored).unwrap_err();
        assert!(error.contains(&expected) && !error.contains("secret"), "{error}");
    }
}

proptest! {
    /// A stored conversation with any one place replaced is read or refused; it never panics, what is read can be written
    /// again, and no error repeats what is in it.
    #[test]
    fn whatever_is_stored_is_read_or_refused(pick in any::<prop::sample::Index>(), value in 0_usize..8) {
        let mut stored = serde_json::to_value(full()).unwrap();
        let mut places = Vec::new();
        collect(&stored, String::new(), &mut places);
        let place = pick.get(&places);
        let values = [json!(null), json!(1), json!(-1.5), json!("secret"), json!([]), json!({}), json!(true), json!(["a"])];
        *stored.pointer_mut(place).unwrap() = values[value].clone();
        match read(&stored) {
            Ok(context) => {
                let text = serde_json::to_string(&context).unwrap();
                prop_assert_eq!(serde_json::from_str::<Context>(&text).unwrap(), context);
            }
            Err(error) => prop_assert!(!error.contains("secret"), "{}", error),
        }
    }
}

fn collect(value: &Value, path: String, places: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, format!("{path}/{index}"), places));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, item)| collect(item, format!("{path}/{name}"), places));
        }
        _ => {}
    }
    places.push(path);
}

fn text(message: &Message) -> Option<&str> {
    match &message.content {
        Content::System { text } | Content::User { text, .. } | Content::Assistant { text, .. } => Some(text),
        _ => None,
    }
}

fn texts(context: &Context) -> Vec<&str> {
    context.messages().iter().filter_map(text).collect()
}

#[tokio::test(start_paused = true)]
async fn a_conversation_goes_on_under_the_instructions_of_the_schema() {
    let platform = MockPlatform::new("tiny").says("Yes.").says("No.");
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    let stored = Context::builder()
        .title("Sleep")
        .messages([Message::system("Old."), Message::system("Older."), Message::user("Hi"), Message::system("Later.")])
        .build()
        .unwrap();

    let schema = Schema::builder("tiny").instructions("New.").build().unwrap();
    let mut session = runner.resume(schema, stored.clone()).await.unwrap();
    session.generate_text("Well?").await.unwrap();
    session.set_metadata("seen", "yes").await;
    let context = session.context().await;
    assert_eq!(texts(&context), ["New.", "Hi", "Later.", "Well?", "Yes."]);
    assert_eq!((context.id(), context.title()), (stored.id(), Some("Sleep")));
    assert_eq!(context.metadata()["seen"], "yes");
    assert_eq!(platform.requests()[0].messages, context.messages()[..4]);

    let mut session = runner.resume(Schema::builder("tiny").build().unwrap(), stored).await.unwrap();
    session.set_title("Night").await;
    session.generate_text("Well?").await.unwrap();
    let context = session.context().await;
    assert_eq!(texts(&context), ["Old.", "Older.", "Hi", "Later.", "Well?", "No."]);
    assert_eq!(context.title(), Some("Night"));
}
