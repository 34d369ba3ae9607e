//! Ours: a session on the scripted model.

use std::convert::Infallible;
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, Turn};
use llm_runtime::{Runner, Schema, Session};

/// Wait; nothing depends on it, so it may start early.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct Look {
    /// How long.
    milliseconds: u64,
}

/// Wait.
#[derive(LlmFunction)]
struct Wait {
    /// How long.
    milliseconds: u64,
}

macro_rules! execute {
    ($($function:ty),*) => {$(
        impl Execute for $function {
            type Deps = ();
            type Output = String;
            type Error = Infallible;

            async fn execute(self, _call: Call<'_, ()>) -> Result<String, Infallible> {
                tokio::time::sleep(Duration::from_millis(self.milliseconds)).await;
                Ok("done".to_owned())
            }
        }
    )*};
}
execute!(Look, Wait);

/// A runner on this platform, with a model called `tiny`.
///
/// # Panics
/// When it cannot be built, which it can.
#[must_use]
pub fn runner(platform: MockPlatform) -> Runner {
    Runner::builder().platform(platform).build().expect("there is a platform")
}

/// What all sessions run; calls are as concurrent as the others' are.
///
/// # Panics
/// When it cannot be built, which it can.
#[must_use]
pub fn schema() -> Schema {
    let schema = Schema::builder("tiny").functions(functions![Look, Wait]).concurrent_calls(1_000);
    schema.build().expect("the schema is in order")
}

/// A session whose model calls `function` with each of these arguments, and then answers.
///
/// # Panics
/// When it cannot be opened, which it can.
pub async fn session(function: &str, calls: &[String]) -> Session {
    let turn = calls.iter().fold(Turn::new(), |turn, arguments| turn.calls(function, arguments));
    open(MockPlatform::new("tiny").turn(turn).says("Done.")).await
}

/// A session on this platform.
///
/// # Panics
/// When it cannot be opened, which it can.
pub async fn open(platform: MockPlatform) -> Session {
    runner(platform).session(schema()).await.expect("the model is there")
}

/// The whole exchange.
///
/// # Panics
/// When it fails, which it does not.
pub async fn exchange(mut session: Session) {
    assert_eq!(session.generate_text("Go!").await.expect("the script goes on"), "Done.");
}
