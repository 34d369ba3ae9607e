//! What is traced of a session, and what never is.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, Turn};
use llm_runtime::{Runner, Schema, Usage};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Greet somebody.
#[derive(LlmFunction)]
struct Greet {
    /// Whom.
    name: String,
    /// How often each was greeted.
    greeted: BTreeMap<String, u32>,
}

impl Execute for Greet {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Err(format!("{} is asleep, of {}", self.name, self.greeted.len()))
    }
}

/// Writes every span and event down.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Visit for Everything {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("llm_")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        writeln!(self.0.lock().unwrap(), "span {}", span.metadata().name()).unwrap();
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn spans_say_what_happened_and_nothing_that_was_said() {
    let everything = Everything::default();
    let guard = tracing::subscriber::set_default(everything.clone());
    let call = Turn::new()
        .thinks("secret-thought")
        .calls("greet", r#"{"name": "secret-name", "greeted": {"secret-key": "3"}}"#)
        .calls("secret-function", "{}")
        .usage(Usage::new(31, 0, 17));
    let platform = MockPlatform::new("tiny").turn(call).says("secret-answer");
    let runner = Runner::builder().platform(platform).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![Greet]).instructions("secret-text").build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    session.generate_text("secret-question").await.unwrap();
    drop(guard);
    let traced = everything.0.lock().unwrap().clone();
    for part in [
        "span invoke_agent",
        "span chat",
        "span execute_tool",
        "otel.name=chat tiny",
        "otel.name=execute_tool greet",
        "otel.name=execute_tool _OTHER",
        "gen_ai.operation.name=\"execute_tool\"",
        "gen_ai.usage.input_tokens=31",
        "gen_ai.usage.output_tokens=17",
        "gen_ai.response.finish_reasons=\"tool_calls\"",
        "error.type=\"invalid_arguments\"",
        "error.type=\"failed\"",
        "coercion=",
    ] {
        assert!(traced.contains(part), "no {part} in:\n{traced}");
    }
    assert_eq!(traced.matches("span execute_tool").count(), 2, "{traced}");
    assert!(!traced.contains("secret"), "{traced}");
}
