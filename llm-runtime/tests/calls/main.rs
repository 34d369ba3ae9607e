//! What becomes of a call, whatever its function does: seen by a caller, on a scripted model, with virtual time.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod approver;
mod cancel;
mod egress;
mod labels;
mod output;
mod panics;
mod retry;
mod time;

use llm_functions::{Registry, ToolResult};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{Content, Context, Event, Message, Runner, Schema, SchemaBuilder, Session};

/// A schema of these functions, for the caller to go on with.
fn schema(functions: Registry) -> SchemaBuilder {
    Schema::builder("tiny").functions(functions)
}

async fn open(platform: &MockPlatform, schema: SchemaBuilder) -> Session {
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    runner.session(schema.build().unwrap()).await.unwrap()
}

/// Says something and reads to the end.
async fn drain(session: &mut Session, message: impl Into<Message>) -> Vec<Event> {
    let mut events = session.generate(message);
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap());
    }
    seen
}

fn results(context: &Context) -> Vec<ToolResult> {
    let results = context.messages().iter().filter_map(|message| match &message.content {
        Content::Tool { result } => Some(result.clone()),
        _ => None,
    });
    results.collect()
}

/// What the model was answered when it made this one call.
async fn call(schema: SchemaBuilder, name: &str, arguments: &str) -> (ToolResult, Vec<Event>) {
    let platform = MockPlatform::new("tiny").calls(name, arguments).says("So.");
    let mut session = open(&platform, schema).await;
    let events = drain(&mut session, "Do it").await;
    let mut results = results(&session.context().await);
    assert_eq!(results.len(), 1, "a call has one answer");
    (results.remove(0), events)
}
