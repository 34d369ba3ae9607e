//! Turns that go as they should.

use std::sync::Arc;

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, functions};
use llm_runtime::cloud::CloudPlatform;
use llm_runtime::{Delta, Event, FinishReason, Message, Runner, ToolChoice};

use crate::support::{
    Reply, Server, ask, ask_as, call, config, done, finish, platform, question, said, schema, speech, text, usage,
    words,
};

/// Adds numbers.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct Multiply {
    /// The first number.
    a: i64,
    /// The second number.
    b: i64,
}

impl Execute for Multiply {
    type Deps = ();
    type Output = i64;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<i64, Self::Error> {
        Ok(self.a * self.b)
    }
}

#[tokio::test]
async fn a_functions_result_that_is_too_private_is_not_sent_back() {
    let server = Server::script([
        Reply::events([call(0, "multiply", r#"{"a": 7, "b""#), arguments(": 24}"), finish("tool_calls"), done()]),
        speech("168 hours."),
    ])
    .await;
    let runner = Runner::builder().platform(platform(&server)).build().unwrap();
    let schema = schema().functions(functions![Multiply]).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    let mut events = session.generate(question());
    let (mut outputs, mut failed) = (Vec::new(), None);
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::CallFinished(result)) => outputs.push(result.output),
            Ok(_) => {}
            Err(error) => failed = Some(error),
        }
    }
    // What a function returns is sensitive unless it says otherwise; this platform may see public data only.
    assert_eq!(outputs, ["168"]);
    assert!(failed.unwrap().is_sensitivity());
    let requests = server.requests();
    assert_eq!((requests.len(), requests[0].path.as_str()), (1, "/v1/chat/completions"));
    assert_eq!(requests[0].body["model"], "tiny");
    assert_eq!(requests[0].body["tools"][0]["function"]["name"], "multiply");
}

fn arguments(fragment: &str) -> String {
    let function = serde_json::json!({"arguments": fragment});
    crate::support::chunk(&serde_json::json!({"tool_calls": [{"index": 0, "function": function}]}), None)
}

#[tokio::test]
async fn results_go_back_where_the_ceiling_allows_it() {
    let server = Server::script([
        Reply::events([call(0, "multiply", r#"{"a": 7, "b": 24}"#), finish("tool_calls"), done()]),
        speech("168 hours."),
    ])
    .await;
    let config = config(&server).ceiling(Sensitivity::Sensitive);
    let runner = Runner::builder().platform(CloudPlatform::new(config).unwrap()).build().unwrap();
    let mut session = runner.session(schema().functions(functions![Multiply]).build().unwrap()).await.unwrap();
    assert_eq!(session.generate_text("How many hours are in a week?").await.unwrap(), "168 hours.");
    let messages = &server.requests()[1].body["messages"];
    assert_eq!(messages[1]["tool_calls"][0]["function"]["name"], "multiply");
    assert_eq!((&messages[2]["role"], &messages[2]["content"]), (&"tool".into(), &"168".into()));
    assert_eq!(server.connections(), 1, "the connection is kept");
}

#[tokio::test]
async fn deltas_come_while_the_server_still_writes() {
    let server =
        Server::script(
            [Reply::stream().then([crate::support::Step::Chunk(text("first")), crate::support::Step::Hang])],
        )
        .await;
    let platform = platform(&server);
    let mut engine = crate::support::open(&platform, schema()).await;
    let messages = [question()];
    let options = llm_runtime::GenerationOptions::default();
    let mut stream = engine.generate(llm_runtime::TurnRequest::new(&messages, ToolChoice::Auto, &options));
    let first = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await.unwrap().unwrap();
    assert_eq!(first, Delta::Text("first".into()));
}

#[tokio::test]
async fn answers_that_are_no_stream_are_the_same_deltas() {
    let server = Server::script([said("168 hours."), speech("168 hours.")]).await;
    let whole = CloudPlatform::new(config(&server).stream(false)).unwrap();
    let (one, failed) = ask(&whole).await;
    assert!(failed.is_none(), "{failed:?}");
    let (other, _) = ask(&platform(&server)).await;
    assert_eq!(one, other);
    assert_eq!(one.last(), Some(&Delta::Finish(FinishReason::Stop)));
    let streams: Vec<_> = server.requests().iter().map(|request| request.body["stream"].clone()).collect();
    assert_eq!(streams, [false, true]);
}

#[tokio::test]
async fn a_server_may_stream_or_not_whatever_it_was_asked_for() {
    let server = Server::script([said("168 hours."), speech("168 hours.")]).await;
    assert_eq!(words(&ask(&platform(&server)).await.0), "168 hours.");
    let whole = CloudPlatform::new(config(&server).stream(false)).unwrap();
    assert_eq!(words(&ask(&whole).await.0), "168 hours.");
}

#[tokio::test]
async fn cut_answers_say_so() {
    let server = Server::script([Reply::events([text("168"), finish("length"), usage(1, 1), done()])]).await;
    let (deltas, _) = ask(&platform(&server)).await;
    assert_eq!(deltas.last(), Some(&Delta::Finish(FinishReason::Length)));
}

#[tokio::test]
async fn other_servers_other_paths_and_headers() {
    let server = Server::answering(|_| Reply::error(400, "as_a_test")).await;
    let base = server.base_url();
    let presets = [
        llm_runtime::cloud::CloudConfig::openai(),
        llm_runtime::cloud::CloudConfig::openai().api(llm_runtime::cloud::Api::Responses),
        llm_runtime::cloud::CloudConfig::anthropic(),
        llm_runtime::cloud::CloudConfig::anthropic_compatible(),
        llm_runtime::cloud::CloudConfig::gemini(),
        llm_runtime::cloud::CloudConfig::vllm(""),
        llm_runtime::cloud::CloudConfig::ollama(),
        llm_runtime::cloud::CloudConfig::llama_server(),
        llm_runtime::cloud::CloudConfig::lm_studio(),
    ];
    for preset in presets {
        let config = preset.base_url(&base).auth(llm_runtime::AuthToken::constant("k")).header("x-team", "tests");
        let (_, failed) = ask_as(
            &CloudPlatform::new(config).unwrap(),
            schema().functions(functions![Multiply]),
            &[question()],
            ToolChoice::Auto,
        )
        .await;
        assert_eq!(failed.unwrap().status(), Some(400));
    }
    let seen = server.requests();
    let paths: Vec<_> = seen.iter().map(|request| request.path.as_str()).collect();
    let mut expected = ["/v1/chat/completions"; 9];
    expected[1] = "/v1/responses";
    expected[2] = "/v1/messages";
    assert_eq!(paths, expected);
    for (number, request) in seen.iter().enumerate() {
        assert_eq!(request.header("x-team"), Some("tests"));
        assert_eq!(request.header("content-type"), Some("application/json"));
        let (bearer, key) = (request.header("authorization"), request.header("x-api-key"));
        assert_eq!((bearer, key), if number == 2 { (None, Some("k")) } else { (Some("Bearer k"), None) });
        assert_eq!(request.header("anthropic-version").is_some(), number == 2);
    }
}

#[tokio::test]
async fn a_presets_own_address_is_valid() {
    use llm_runtime::cloud::CloudConfig;
    for preset in [
        CloudConfig::openai(),
        CloudConfig::anthropic(),
        CloudConfig::anthropic_compatible(),
        CloudConfig::gemini(),
        CloudConfig::ollama(),
        CloudConfig::llama_server(),
        CloudConfig::lm_studio(),
    ] {
        CloudPlatform::new(preset).unwrap();
    }
}

#[tokio::test]
async fn turns_need_a_slot_and_functions_hold_none() {
    /// Asks a model on the same platform.
    #[derive(LlmFunction)]
    struct AskAgain {}

    impl Execute for AskAgain {
        type Deps = Runner;
        type Output = String;
        type Error = llm_runtime::Error;
        async fn execute(self, call: Call<'_, Runner>) -> Result<String, Self::Error> {
            let mut session = call.deps().session(schema().build().unwrap()).await?;
            session.generate_text(question()).await
        }
    }

    let server = Server::script([
        Reply::events([call(0, "ask_again", "{}"), finish("tool_calls"), done()]),
        speech("inner"),
        speech("outer"),
    ])
    .await;
    let config = config(&server).concurrent_requests(1).ceiling(Sensitivity::Sensitive);
    let runner = Runner::builder().platform(CloudPlatform::new(config).unwrap()).build().unwrap();
    let functions = functions![AskAgain: Arc::new(runner.clone())];
    let mut session = runner.session(schema().functions(functions).build().unwrap()).await.unwrap();
    assert_eq!(session.generate_text(Message::user("?")).await.unwrap(), "outer");
    assert_eq!(server.requests()[2].body["messages"][2]["content"], "inner");
}
