//! Functions and shorthand that the tests of the kit share.

use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, Registry, functions};
use llm_runtime::{Context, Delta, Event, Platform, Result, Runner, Schema, Session};

/// Add two numbers.
#[derive(LlmFunction)]
#[llm_function(read_only, sensitivity = "public")]
pub(crate) struct Add {
    /// The first.
    #[parameter(minimum = -1000, maximum = 1000)]
    left: i32,
    /// The second.
    #[parameter(minimum = -1000, maximum = 1000)]
    right: i32,
}

impl Execute for Add {
    type Deps = ();
    type Output = i32;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<i32, Self::Error> {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok(self.left + self.right)
    }
}

/// Write a note about somebody.
#[derive(LlmFunction)]
pub(crate) struct Note {
    /// The text.
    #[parameter(max_length = 200)]
    text: String,
}

impl Execute for Note {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        if self.text.is_empty() { Err("an empty note".into()) } else { Ok(format!("noted: {}", self.text)) }
    }
}

pub(crate) fn registry() -> Registry {
    functions![Add, Note]
}

/// A session on this platform, whose model is called `tiny`.
pub(crate) async fn open(platform: impl Platform + 'static) -> Session {
    open_with(platform, Schema::builder("tiny").functions(registry()).build().unwrap()).await
}

pub(crate) async fn open_with(platform: impl Platform + 'static, schema: Schema) -> Session {
    Runner::builder().platform(platform).build().unwrap().session(schema).await.unwrap()
}

/// Everything that a session tells about one question.
pub(crate) async fn ask(session: &mut Session, question: &str) -> Result<Vec<Event>> {
    let mut events = session.generate(question);
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event?);
    }
    Ok(seen)
}

/// What an engine of this platform produces for this conversation; an error ends it.
pub(crate) async fn deltas(platform: &dyn Platform, context: &Context) -> Vec<std::result::Result<Delta, String>> {
    let schema = Schema::builder("tiny").functions(registry()).build().unwrap();
    let mut engine = platform.open(schema.clone().into()).await.unwrap();
    let request = llm_runtime::TurnRequest::new(context.messages(), schema.tool_choice().clone(), schema.options());
    let mut stream = engine.generate(request);
    let mut seen = Vec::new();
    while let Some(delta) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        seen.push(delta.map_err(|error| error.to_string()));
    }
    seen
}

/// What an assertion says when it fails.
pub(crate) fn panic_of(assertion: impl FnOnce()) -> String {
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(assertion)).unwrap_err();
    panic.downcast_ref::<String>().cloned().unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap()).to_owned())
}
