//! The form in which the default model's adapter was trained: what the model reads and writes is exactly that.

use std::sync::Arc;

use llm_functions::{DynamicFunction, Registry, ToolCall, ToolResult, json};
use llm_runtime::edge::{ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{GenerationOptions, Message, Schema, SchemaBuilder, Sensitivity, ToolChoice};

use crate::support::{MODEL, greedy, model_path, open, turn};

fn platform() -> EdgePlatform {
    with(ModelProfile::smollm2_functions())
}

fn with(profile: ModelProfile) -> EdgePlatform {
    EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new(MODEL, model_path()).profile(profile)))
}

fn functions() -> SchemaBuilder {
    let mut registry = Registry::new();
    for (name, description, parameters) in [
        (
            "get_wind",
            "Wind speed at a place",
            r#"{"type":"object","properties":{"place":{"type":"string"},"unit":{"type":"string","enum":["kmh","knots"]}},"required":["place"]}"#,
        ),
        (
            "add_event",
            "Put an event into the calendar",
            r#"{"type":"object","properties":{"title":{"type":"string"},"day":{"type":"string","format":"date"},"start":{"type":"string","description":"As HH:MM"},"minutes":{"type":"integer","minimum":1,"maximum":90},"hours":{"type":"number"},"repeat":{"type":"boolean"},"guests":{"type":"array","items":{"type":"string"}}},"required":["title","day","start"]}"#,
        ),
        ("list_events", "", r#"{"type":"object","properties":{}}"#),
    ] {
        let schema = json::read(parameters).unwrap();
        let function =
            DynamicFunction::new(name, description, &schema, |_, _| async { Ok::<_, String>(String::new()) });
        registry.insert(function.unwrap()).unwrap();
    }
    Schema::builder(MODEL).functions(registry)
}

/// The system text of the default instructions and these functions.
const SYSTEM: &str = "<|im_start|>system
You are a helpful assistant.
Functions:
get_wind(place: string, unit?: kmh|knots) - Wind speed at a place
add_event(title: string, day: date, start: time, minutes?: 1-90, hours?: number, repeat?: boolean, guests?: [string]) - Put an event into the calendar
list_events()<|im_end|>
";

fn said(text: &str, calls: &[(&str, &str, &str)]) -> Message {
    let calls = calls.iter().map(|(id, name, arguments)| ToolCall::new(*id, *name, *arguments)).collect();
    Message::assistant(text, calls, Sensitivity::Public)
}

fn result(id: &str, name: &str, output: &str) -> Message {
    Message::tool(ToolResult::success(&ToolCall::new(id, name, "{}"), output, Sensitivity::Public))
}

#[tokio::test]
async fn the_prompt_is_what_was_trained() {
    let messages = [
        Message::user("How windy is it in Oslo and in Bergen?"),
        said(
            "",
            &[("1", "get_wind", r#"{"place":"Oslo","unit":"knots"}"#), ("2", "get_wind", r#"{"place":"a \"b\""}"#)],
        ),
        result("1", "get_wind", r#"{"speed":12,"list":[1,2]}"#),
        result("2", "get_wind", r#"{"error":"no station"}"#),
        said("12 knots in Oslo.", &[]),
        Message::user("And what is on?"),
        said("", &[("3", "list_events", "{}")]),
    ];
    let expected = format!(
        "{SYSTEM}<|im_start|>user
How windy is it in Oslo and in Bergen?<|im_end|>
<|im_start|>assistant
[get_wind(place=\"Oslo\", unit=\"knots\"), get_wind(place=\"a \\\"b\\\"\")]<|im_end|>
<|im_start|>user
Result: {{\"speed\": 12, \"list\": [1, 2]}}
Result: {{\"error\": \"no station\"}}<|im_end|>
<|im_start|>assistant
12 knots in Oslo.<|im_end|>
<|im_start|>user
And what is on?<|im_end|>
<|im_start|>assistant
[list_events()]<|im_end|>
<|im_start|>assistant
"
    );
    let prompt = platform().prompt(Arc::new(functions().build().unwrap()), &messages).await.unwrap();
    assert_eq!(prompt, expected);
}

#[tokio::test]
async fn without_functions_the_prompt_is_a_conversation() {
    let schema = Arc::new(Schema::builder(MODEL).build().unwrap());
    let messages = [Message::system("Be brief."), Message::user("Hi")];
    let prompt = platform().prompt(schema, &messages).await.unwrap();
    let expected = "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n";
    assert_eq!(prompt, expected);
}

#[tokio::test]
async fn calls_that_are_required_fit_their_functions() {
    let platform = platform();
    let registry = functions().build().unwrap().functions().clone();
    let mut engine = open(&platform, functions()).await;
    let messages = [Message::user("Put lunch with Ana into my calendar on 2026-05-03 at 12:30.")];
    let answer = turn(&mut *engine, &messages, ToolChoice::Required, &GenerationOptions::greedy()).await.unwrap();
    assert!(!answer.calls.is_empty());
    for call in &answer.calls {
        let fits = registry.prepare(call).map(drop);
        assert!(fits.is_ok(), "{fits:?} {}", call.arguments);
    }
}

#[tokio::test]
async fn whether_to_call_is_decided_before_anything_is_written() {
    let messages = [Message::user("How windy is it in Oslo?")];
    for (bias, calls) in [(1e6, false), (-1e6, true)] {
        let choice = ChoiceMethod::Opening;
        let platform = with(ModelProfile { choice, no_call_bias: bias, ..ModelProfile::smollm2_functions() });
        let mut engine = open(&platform, functions()).await;
        let answer = turn(&mut *engine, &messages, ToolChoice::Auto, &greedy(256)).await.unwrap();
        assert_eq!((answer.calls.is_empty(), answer.text.is_empty()), (!calls, calls));
    }
}

#[tokio::test]
async fn copied_texts_are_spans_of_what_was_said() {
    let platform = with(ModelProfile { copied_texts: true, ..ModelProfile::smollm2_functions() });
    let said = "Write to \"Ana\" about 7b3f-9a and the lunch on Friday.";
    let mut engine = open(&platform, functions()).await;
    let messages = [Message::user(said)];
    for name in ["get_wind", "add_event"] {
        let choice = ToolChoice::Function(name.into());
        let answer = turn(&mut *engine, &messages, choice, &GenerationOptions::greedy()).await.unwrap();
        let arguments = json::read(&answer.calls[0].arguments).unwrap();
        for text in ["place", "title"].iter().filter_map(|key| arguments.get(key)) {
            let text = text.as_str().unwrap();
            assert!(said.contains(text), "{text}");
        }
    }
}

/// llama.cpp aborts where a batch is smaller than the number of its sequences.
#[tokio::test]
async fn batches_may_be_smaller_than_sessions_are_many() {
    for (batch, sessions) in [(16, 16), (64, 200)] {
        let model = EdgeModel::new(MODEL, model_path());
        let platform = EdgePlatform::new(EdgeConfig::new().model(model).batch_tokens(batch).max_sessions(sessions));
        let mut engine = open(&platform, functions()).await;
        let answer = turn(&mut *engine, &[Message::user("Hi")], ToolChoice::None, &greedy(4)).await.unwrap();
        assert!(answer.usage.output_tokens > 0);
        assert_eq!(platform.facts(MODEL).await.unwrap().batch_tokens, batch);
    }
}

#[tokio::test]
async fn how_likely_a_text_is_depends_on_neither_batches_nor_what_was_read_before() {
    let text = "The boat lies in the harbour. ".repeat(20);
    let mut found = Vec::new();
    for batch in [512, 16] {
        let config = EdgeConfig::new().model(EdgeModel::new(MODEL, model_path())).batch_tokens(batch);
        let platform = EdgePlatform::new(config);
        for _ in 0..2 {
            found.push(platform.likelihood(MODEL, &text).await.unwrap());
        }
    }
    let first = found[0];
    assert!(first.tokens > 100 && first.perplexity() > 1.0 && first.perplexity() < 20.0, "{first:?}");
    for other in &found {
        assert_eq!(other.tokens, first.tokens);
        assert!((other.logarithm / first.logarithm - 1.0).abs() < 0.02, "{other:?} {first:?}");
    }
    let platform = EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new(MODEL, model_path())));
    assert_eq!(platform.likelihood(MODEL, "").await.unwrap().tokens, 0);
}
