#![allow(clippy::unwrap_used, reason = "tests")]

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, ToolCall, ToolResult, functions};

use super::Context;
use crate::approval::{ApprovalRequest, Approvals, CallState, Suspended, SuspendedCall};
use crate::message::{Message, Reasoning};

/// Log a meal.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct LogMeal {
    /// Its energy.
    calories: u32,
}

impl Execute for LogMeal {
    type Deps = ();
    type Output = u32;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<u32, String> {
        Ok(self.calories)
    }
}

fn call(id: &str) -> ToolCall {
    ToolCall::new(id, "log_meal", r#"{"calories": 600}"#)
}

fn request(call: &ToolCall) -> ApprovalRequest {
    let prepared = functions![LogMeal].prepare(call).unwrap();
    ApprovalRequest::new(call, &*prepared, Sensitivity::Personal, &Approvals::default()).unwrap()
}

fn awaiting(id: &str) -> SuspendedCall {
    SuspendedCall::new(call(id), CallState::Awaiting(request(&call(id))))
}

fn answered(id: &str, by: &str) -> SuspendedCall {
    let result = ToolResult::success(&call(by), "secret", Sensitivity::Sensitive);
    SuspendedCall::new(call(id), CallState::Answered(result))
}

fn suspended(calls: Vec<SuspendedCall>) -> Suspended {
    Suspended::new("secret".into(), Some(Reasoning::new("secret")), calls, 2, Sensitivity::Personal)
}

#[test]
fn a_suspended_message_is_stored_with_the_conversation() {
    let calls = vec![answered("1", "1"), awaiting("2")];
    let context = Context::builder()
        .message(Message::user("secret").labelled(Sensitivity::Personal))
        .suspended(suspended(calls))
        .build()
        .unwrap();
    assert_eq!(context.sensitivity(), Sensitivity::Sensitive, "as private as an answer that is there");
    assert_eq!(context.call_ids().collect::<Vec<_>>(), ["1", "2"]);
    assert!(!format!("{context:?}").contains("secret"));
    let mut back: Context = serde_json::from_str(&serde_json::to_string(&context).unwrap()).unwrap();
    assert_eq!(back, context);
    assert_eq!(back.take_suspended().as_ref(), context.suspended());
    assert_eq!(back.sensitivity(), Sensitivity::Personal);
}

#[test]
fn a_suspended_message_that_no_exchange_leaves_is_refused() {
    let other = SuspendedCall::new(call("1"), CallState::Awaiting(request(&call("2"))));
    let cases = [
        (vec![], "none of the calls"),
        (vec![answered("1", "1")], "none of the calls"),
        (vec![awaiting("1"), answered("2", "1")], "calls[1]"),
        (vec![other], "calls[0]"),
        (vec![awaiting("1"), awaiting("1")], "calls[1]"),
        (vec![awaiting("used")], "calls[0]"),
    ];
    for (calls, expected) in cases {
        let used = call("used");
        let result = ToolResult::success(&used, "secret", Sensitivity::Sensitive);
        let before = [Message::assistant("", vec![used], Sensitivity::Sensitive), Message::tool(result)];
        let error = Context::builder().messages(before).suspended(suspended(calls)).build().unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains("secret"), "{error}");
    }
}

#[test]
fn an_altered_request_is_refused_without_being_repeated() {
    let context = Context::builder().suspended(suspended(vec![awaiting("2")])).build().unwrap();
    let text = serde_json::to_string(&context).unwrap();
    let altered = text.replacen(r#""arguments":"{\"calories\":600}"#, r#""arguments":"{\"calories\":601}"#, 1);
    assert_ne!(altered, text);
    let error = serde_json::from_str::<Context>(&altered).unwrap_err().to_string();
    assert_eq!(error, "`suspended` of the stored conversation is not what it should be");
}
