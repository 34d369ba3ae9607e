//! What a server accepts and does not do is noticed, and nothing is noticed where it does it.

use std::sync::Arc;

use llm_functions::{DynamicFunction, Registry, json};
use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::{
    Delta, Event, GenerationOptions, OutputFormat, Platform, Runner, SchemaBuilder, ToolChoice, TurnRequest,
};
use serde_json::json;

use crate::support::{
    Reply, Server, ask_as, call, chunk, collect, config, done, finish, platform, question, schema, speech, text, usage,
};

fn weather(count: usize) -> Registry {
    let description = "Get the weather of a place today, with temperature, wind and rain, from the national service.";
    let mut registry = Registry::new();
    for number in 0..count {
        let schema = r#"{"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}"#;
        let name = format!("get_weather_{number}");
        let function = DynamicFunction::new(name, description, &json::read(schema).unwrap(), |_, _| async move {
            Ok::<_, String>("cold".to_owned())
        });
        registry.insert(function.unwrap()).unwrap();
    }
    registry
}

fn with_functions() -> SchemaBuilder {
    schema().functions(weather(6))
}

/// What is noticed when a server answers so.
async fn noticed(reply: Reply, schema: SchemaBuilder, choice: ToolChoice) -> Vec<&'static str> {
    let server = Server::script([reply]).await;
    let (deltas, failed) = ask_as(&platform(&server), schema, &[question()], choice).await;
    assert!(failed.is_none(), "{failed:?}");
    assert!(matches!(deltas.last(), Some(Delta::Finish(_))), "and the end comes last");
    ignored(&deltas)
}

fn ignored(deltas: &[Delta]) -> Vec<&'static str> {
    let what = |delta: &Delta| if let Delta::Ignored(ignored) = delta { Some(ignored.what) } else { None };
    deltas.iter().filter_map(what).collect()
}

fn called(names: &[&str]) -> Reply {
    let calls = names.iter().enumerate().map(|(index, name)| call(index, name, r#"{"place": "Oslo"}"#));
    Reply::events(calls.chain([finish("tool_calls"), usage(900, 9), done()]))
}

fn words() -> Reply {
    Reply::events([text("It is cold."), finish("stop"), usage(900, 9), done()])
}

#[tokio::test]
async fn a_choice_of_tools_that_is_not_obeyed() {
    let one = || ToolChoice::Function("get_weather_1".into());
    assert_eq!(noticed(words(), with_functions(), ToolChoice::Required).await, ["tool_choice"]);
    assert_eq!(noticed(words(), with_functions(), one()).await, ["tool_choice"]);
    assert_eq!(noticed(called(&["get_weather_2"]), with_functions(), one()).await, ["tool_choice"]);
    assert_eq!(noticed(called(&["get_weather_1"]), with_functions(), ToolChoice::None).await, ["tool_choice"]);
    for (reply, choice) in [
        (called(&["get_weather_1"]), one()),
        (called(&["get_weather_1"]), ToolChoice::Required),
        (called(&["get_weather_1"]), ToolChoice::Auto),
        (words(), ToolChoice::Auto),
        (words(), ToolChoice::None),
    ] {
        assert_eq!(noticed(reply, with_functions(), choice).await, [""; 0]);
    }
    let cut = Reply::events([text("It is"), finish("length"), usage(900, 2), done()]);
    assert_eq!(noticed(cut, with_functions(), ToolChoice::Required).await, [""; 0], "what was cut shows nothing");
}

#[tokio::test]
async fn several_calls_where_one_was_allowed() {
    let two = || called(&["get_weather_1", "get_weather_2"]);
    assert_eq!(noticed(two(), with_functions().parallel_calls(false), ToolChoice::Auto).await, ["parallel_calls"]);
    assert_eq!(noticed(two(), with_functions(), ToolChoice::Auto).await, [""; 0]);
}

#[tokio::test]
async fn functions_that_never_reached_the_prompt() {
    // As llama-server does with a template that knows no tools: 37 tokens with one function and with six.
    let short = || Reply::events([text("I cannot know."), finish("stop"), usage(37, 4), done()]);
    assert_eq!(noticed(short(), with_functions(), ToolChoice::Auto).await, ["tools"]);
    assert_eq!(noticed(short(), with_functions(), ToolChoice::None).await, [""; 0]);
    assert_eq!(noticed(short(), schema(), ToolChoice::Auto).await, [""; 0]);
    let unknown = Reply::events([text("I cannot know."), finish("stop"), done()]);
    assert_eq!(noticed(unknown, with_functions(), ToolChoice::Auto).await, [""; 0], "no usage, no evidence");
}

#[tokio::test]
async fn options_without_an_effect() {
    let options = |options: GenerationOptions| schema().options(options);
    let stop = || options(GenerationOptions::default().stop("cold"));
    assert_eq!(noticed(words(), stop(), ToolChoice::Auto).await, ["stop"]);
    assert_eq!(noticed(speech("It is warm."), stop(), ToolChoice::Auto).await, [""; 0]);
    let logprobs = || options(GenerationOptions::default().logprobs(2));
    assert_eq!(noticed(words(), logprobs(), ToolChoice::Auto).await, ["logprobs"]);
    let token = json!({"token": "It", "logprob": -0.5, "bytes": null, "top_logprobs": []});
    let mut likely: serde_json::Value =
        serde_json::from_str(chunk(&json!({"content": "It"}), None).trim().trim_start_matches("data: ")).unwrap();
    likely["choices"][0]["logprobs"] = json!({"content": [token]});
    let reply = Reply::events([format!("data: {likely}\n\n"), finish("stop"), done()]);
    assert_eq!(noticed(reply, logprobs(), ToolChoice::Auto).await, [""; 0]);
    let short = || options(GenerationOptions::default().max_output_tokens(5));
    let long = Reply::events([text("on and on"), finish("stop"), usage(20, 500), done()]);
    assert_eq!(noticed(long, short(), ToolChoice::Auto).await, ["max_output_tokens"]);
    assert_eq!(noticed(speech("It"), short(), ToolChoice::Auto).await, [""; 0]);
}

async fn formed(answer: &str) -> Vec<&'static str> {
    let server = Server::script([speech(answer)]).await;
    let schema = Arc::new(schema().build().unwrap());
    let mut engine = platform(&server).open(schema).await.unwrap();
    let form = r#"{"type": "object", "properties": {"degrees": {"type": "integer"}}, "required": ["degrees"]}"#;
    let view = llm_functions::json_schema::parse("weather", "The weather.", &json::read(form).unwrap()).unwrap();
    let (form, options, messages) = (OutputFormat::of_view(view), GenerationOptions::default(), [question()]);
    let turn = TurnRequest::new(&messages, ToolChoice::Auto, &options).output(Some(&form));
    let (deltas, failed) = collect(engine.as_mut(), turn).await;
    assert!(failed.is_none(), "{failed:?}");
    ignored(&deltas)
}

#[tokio::test]
async fn an_answer_without_the_form_it_was_to_have() {
    assert_eq!(formed(r#"{"degrees": -3}"#).await, [""; 0]);
    for other in ["It is cold.", r#"{"degrees": "cold"}"#, "```json\n{\"degrees\": -3}\n```", "{}"] {
        assert_eq!(formed(other).await, ["output"], "{other}");
    }
}

#[tokio::test]
async fn what_the_request_left_out_is_reported_once() {
    let server = Server::script([words()]).await;
    let config = config(&server).unknown_options(["tool_choice"]);
    let platform = CloudPlatform::new(config).unwrap();
    let (deltas, _) = ask_as(&platform, with_functions(), &[question()], ToolChoice::Required).await;
    assert_eq!(ignored(&deltas), ["tool_choice"]);
    assert!(server.requests()[0].body.get("tool_choice").is_none());
}

#[tokio::test]
async fn a_session_reports_it() {
    let server = Server::script([words()]).await;
    let runner = Runner::builder().platform(platform(&server)).build().unwrap();
    let schema = with_functions().tool_choice(ToolChoice::Required).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    let mut events = session.generate(question());
    let mut reported = Vec::new();
    while let Some(event) = events.next().await {
        if let Event::TurnFinished(report) = event.unwrap() {
            reported.extend(report.ignored.iter().map(|ignored| ignored.what));
        }
    }
    assert_eq!(reported, ["tool_choice"]);
}

/// What a preset's server is documented to ignore is not sent, and reported instead.
#[tokio::test]
async fn presets_leave_out_what_their_servers_are_known_to_ignore() {
    let all = || {
        let mut options = GenerationOptions::default()
            .temperature(0.5)
            .seed(7)
            .logprobs(2)
            .stop("END")
            .reasoning_effort(llm_runtime::ReasoningEffort::Low);
        options.frequency_penalty = Some(0.5);
        options.presence_penalty = Some(0.5);
        options.top_k = Some(40);
        options.min_p = Some(0.1);
        options
    };
    for (preset, left_out) in [
        (CloudConfig::openai(), &["top_k", "min_p"][..]),
        (
            CloudConfig::anthropic_compatible(),
            &["top_k", "min_p", "frequency_penalty", "presence_penalty", "seed", "reasoning_effort", "logprobs"],
        ),
        (CloudConfig::gemini(), &["top_k", "min_p"]),
        (CloudConfig::vllm(""), &[]),
        (CloudConfig::ollama(), &["top_k", "min_p"]),
        (CloudConfig::llama_server(), &[]),
        (CloudConfig::lm_studio(), &["min_p"]),
    ] {
        let server = Server::script([speech("hello")]).await;
        let platform = CloudPlatform::new(preset.clone().base_url(server.base_url()).models(["tiny"])).unwrap();
        let (deltas, failed) = ask_as(&platform, schema().options(all()), &[question()], ToolChoice::Auto).await;
        assert!(failed.is_none(), "{preset:?}: {failed:?}");
        let body = server.requests()[0].body.clone();
        let members =
            ["top_k", "min_p", "frequency_penalty", "presence_penalty", "seed", "reasoning_effort", "logprobs"];
        for member in members {
            assert_eq!(body.get(member).is_none(), left_out.contains(&member), "{preset:?} {member}: {body}");
        }
        for what in left_out {
            assert!(ignored(&deltas).contains(what), "{preset:?} {what}");
        }
        assert_eq!(body["stop"][0], "END");
    }
}
