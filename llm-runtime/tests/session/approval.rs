//! A session stops where somebody has to agree, and goes on when they have, here or elsewhere.

use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, assert_every_call_is_answered};
use llm_runtime::{ApprovalRequest, Context, ErrorKind, Event, Events, FinishReason, Runner, Schema, Session};

/// Give a dose.
#[derive(LlmFunction)]
#[llm_function(requires_approval)]
struct GiveDose {
    /// How much.
    milligrams: u16,
}

impl Execute for GiveDose {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Ok(format!("gave {} mg", self.milligrams))
    }
}

fn schema() -> Schema {
    let day = Duration::from_secs(24 * 60 * 60);
    Schema::builder("tiny").functions(functions![GiveDose]).defer_approvals(day).build().unwrap()
}

fn runner(platform: MockPlatform) -> Runner {
    Runner::builder().platform(platform).build().unwrap()
}

async fn read(mut events: Events<'_>) -> Vec<Event> {
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap());
    }
    seen
}

/// A session that stopped at two calls, with what is to be decided.
async fn stopped(platform: MockPlatform) -> (Session, Vec<ApprovalRequest>) {
    let calls = [("give_dose", r#"{"milligrams": 100}"#), ("give_dose", r#"{"milligrams": 900}"#)];
    let mut session = runner(platform.calls_all(calls).says("Done.")).session(schema()).await.unwrap();
    let seen = read(session.generate("Give the doses")).await;
    assert_eq!(seen.last(), Some(&Event::Finished(FinishReason::AwaitingApproval)));
    let asked: Vec<ApprovalRequest> = seen
        .into_iter()
        .filter_map(|event| match event {
            Event::CallAwaitsApproval(request) => Some(request),
            _ => None,
        })
        .collect();
    (session, asked)
}

fn answers(events: &[Event]) -> Vec<&str> {
    let answers = events.iter().filter_map(|event| match event {
        Event::CallFinished(result) => Some(result.output.as_str()),
        _ => None,
    });
    answers.collect()
}

#[tokio::test(start_paused = true)]
async fn what_was_decided_elsewhere_is_done_where_the_session_goes_on() {
    let (session, asked) = stopped(MockPlatform::new("tiny")).await;
    let stored = serde_json::to_string(&session.context().await).unwrap();
    drop(session);
    let context: Context = serde_json::from_str(&stored).unwrap();
    assert_eq!(context.suspended().unwrap().requests().count(), 2);
    let mut session = runner(MockPlatform::new("tiny").says("Done.")).resume(schema(), context).await.unwrap();
    let seen = read(session.resume([asked[0].grant(), asked[1].refuse("too much")])).await;
    let mut told = answers(&seen);
    told.sort_unstable();
    assert_eq!(told, ["gave 100 mg", "not executed: it was not approved: too much"]);
    assert_eq!(seen.last(), Some(&Event::Finished(FinishReason::Stop)));
    let context = session.context().await;
    assert!(context.suspended().is_none());
    assert_every_call_is_answered(&context);
}

#[tokio::test(start_paused = true)]
async fn one_decision_at_a_time_is_enough() {
    let (mut session, asked) = stopped(MockPlatform::new("tiny")).await;
    let seen = read(session.resume([asked[1].grant()])).await;
    assert_eq!(
        (answers(&seen), seen.last()),
        (vec!["gave 900 mg"], Some(&Event::Finished(FinishReason::AwaitingApproval)))
    );
    let seen = read(session.resume([asked[0].grant()])).await;
    assert_eq!((answers(&seen), seen.last()), (vec!["gave 100 mg"], Some(&Event::Finished(FinishReason::Stop))));
    assert_every_call_is_answered(&session.context().await);
}

#[tokio::test(start_paused = true)]
async fn a_decision_that_is_of_no_use_changes_nothing() {
    let (mut session, asked) = stopped(MockPlatform::new("tiny")).await;
    let (_, others) = stopped(MockPlatform::new("tiny")).await;
    for decisions in [vec![others[0].grant()], vec![asked[0].grant(), asked[0].refuse("no")]] {
        let error = session.resume(decisions).next().await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Approval(_)), "{error}");
    }
    let context = session.context().await;
    assert_eq!(context.suspended().unwrap().requests().count(), 2);
    read(session.resume([asked[0].grant(), asked[1].grant()])).await;
    let error = session.resume([asked[0].grant()]).next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("no call of this session waits"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_goes_on_without_a_decision_answers_what_waits() {
    let (mut session, _) = stopped(MockPlatform::new("tiny")).await;
    let seen = read(session.generate("Never mind")).await;
    assert_eq!(answers(&seen), ["not executed: nobody approved it"; 2]);
    assert_eq!(seen.last(), Some(&Event::Finished(FinishReason::Stop)));
    assert_every_call_is_answered(&session.context().await);
}
