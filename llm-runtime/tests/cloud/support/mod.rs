//! A server that does as it is told, and what the tests have in common.

mod chat;
mod read;
mod reply;
mod server;

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use llm_functions::Sensitivity;
use llm_runtime::cloud::{CloudConfig, CloudPlatform, RetryPolicy};
use llm_runtime::{
    Delta, Engine, Error, GenerationOptions, Message, Platform, Schema, SchemaBuilder, ToolChoice, TurnRequest,
};

pub(crate) use chat::{call, chunk, done, finish, said, speech, text, usage};
pub(crate) use read::Request;
pub(crate) use reply::{Reply, Step};
pub(crate) use server::Server;

/// Long enough to be noticed, short enough for a test.
pub(crate) const SHORT: Duration = Duration::from_millis(50);

/// Longer than any test takes.
pub(crate) const FOREVER: Duration = Duration::from_secs(3600);

/// A platform for a server; its retries are quick.
pub(crate) fn platform(server: &Server) -> CloudPlatform {
    CloudPlatform::new(config(server)).unwrap()
}

pub(crate) fn config(server: &Server) -> CloudConfig {
    CloudConfig::new(server.base_url()).models(["tiny"]).retries(quick())
}

/// Retries without a wait worth mentioning.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::default().first_delay(Duration::from_millis(1)).longest_delay(Duration::from_millis(2))
}

pub(crate) fn schema() -> SchemaBuilder {
    Schema::builder("tiny")
}

/// A public question.
pub(crate) fn question() -> Message {
    Message::user("How many hours are in a week?").labelled(Sensitivity::Public)
}

/// Opens a session's engine.
pub(crate) async fn open(platform: &CloudPlatform, schema: SchemaBuilder) -> Box<dyn Engine> {
    platform.open(Arc::new(schema.build().unwrap())).await.unwrap()
}

/// The deltas of one turn, and how it failed if it did.
pub(crate) async fn ask(platform: &CloudPlatform) -> (Vec<Delta>, Option<Error>) {
    ask_as(platform, schema(), &[question()], ToolChoice::Auto).await
}

pub(crate) async fn ask_as(
    platform: &CloudPlatform,
    schema: SchemaBuilder,
    messages: &[Message],
    choice: ToolChoice,
) -> (Vec<Delta>, Option<Error>) {
    let schema = Arc::new(schema.build().unwrap());
    let options: GenerationOptions = schema.options().clone();
    let mut engine = platform.open(Arc::clone(&schema)).await.unwrap();
    collect(engine.as_mut(), TurnRequest::new(messages, choice, &options)).await
}

pub(crate) async fn collect(engine: &mut dyn Engine, turn: TurnRequest<'_>) -> (Vec<Delta>, Option<Error>) {
    let mut stream = engine.generate(turn);
    let mut deltas = Vec::new();
    while let Some(delta) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        match delta {
            Ok(delta) => deltas.push(delta),
            Err(error) => {
                assert!(poll_fn(|cx| stream.as_mut().poll_next(cx)).await.is_none(), "nothing comes after an error");
                return (deltas, Some(error));
            }
        }
    }
    (deltas, None)
}

/// The text of some deltas.
pub(crate) fn words(deltas: &[Delta]) -> String {
    let text = |delta: &Delta| if let Delta::Text(text) = delta { text.clone() } else { String::new() };
    deltas.iter().map(text).collect()
}

/// Waits until something is so; a test that waits for ever is ended by whoever runs it.
pub(crate) async fn until(what: impl Fn() -> bool) {
    while !what() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
