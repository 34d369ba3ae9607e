//! A text that a server goes on with, and embeddings, by the endpoints that are neither chat nor responses.

use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::{
    Delta, EmbeddingRequest, ErrorKind, FinishReason, GenerationOptions, Input, Platform, ReasoningEffort, Sensitivity,
    ToolChoice, TurnRequest,
};
use serde_json::json;

use crate::support::{Reply, Server, collect, config, open, platform, schema};

#[tokio::test]
async fn a_text_goes_to_the_endpoint_for_texts() {
    let chunks = [
        json!({"choices": [{"index": 0, "text": "It is ", "logprobs": {"tokens": ["It", " is"], "token_logprobs": [-0.5, null],
            "top_logprobs": [{"It": -0.5, "He": -1.5}], "text_offset": [0, 2]}}]}),
        json!({"choices": [{"index": 0, "text": "cold.", "finish_reason": "length"}]}),
        json!({"choices": [], "usage": {"prompt_tokens": 2, "completion_tokens": 3}}),
    ];
    let chunks: Vec<String> = chunks.iter().map(|chunk| format!("data: {chunk}")).collect();
    let body = chunks.join("\n\n") + "\n\n";
    let server = Server::script([Reply::new(200, "text/event-stream", &[], &format!("{body}data: [DONE]\n\n"))]).await;
    // Nobody said how private the text is.
    let platform = CloudPlatform::new(config(&server).ceiling(Sensitivity::Sensitive)).unwrap();
    let mut engine = open(&platform, schema()).await;
    assert!(engine.reads(Input::Plain));
    let mut options = GenerationOptions::default().max_output_tokens(3).seed(7);
    options.logprobs = Some(9);
    options.reasoning_effort = Some(ReasoningEffort::High);
    let turn = TurnRequest::new(&[], ToolChoice::None, &options).plain(Some("How cold is it? "));
    let (deltas, error) = collect(engine.as_mut(), turn).await;
    assert!(error.is_none(), "{error:?}");
    let text: String =
        deltas.iter().filter_map(|d| if let Delta::Text(t) = d { Some(t.as_str()) } else { None }).collect();
    assert_eq!((text.as_str(), deltas.last()), ("It is cold.", Some(&Delta::Finish(FinishReason::Length))));
    let told: Vec<_> =
        deltas.iter().filter_map(|d| if let Delta::Logprobs(t) = d { Some(t) } else { None }).flatten().collect();
    assert_eq!((told.len(), told[0].token.as_str(), told[0].top.len()), (1, "It", 2));
    let ignored: Vec<_> =
        deltas.iter().filter_map(|d| if let Delta::Ignored(i) = d { Some(i.what) } else { None }).collect();
    assert_eq!(ignored, ["reasoning_effort", "logprobs"]);
    let request = &server.requests()[0];
    assert_eq!(request.path, "/v1/completions");
    let expected = json!({"model": "tiny", "prompt": "How cold is it? ", "seed": 7, "max_tokens": 3, "logprobs": 5, "stream": true,
        "stream_options": {"include_usage": true}});
    assert_eq!(request.body, expected);
}

#[tokio::test]
async fn other_apis_have_no_such_endpoint() {
    let config = CloudConfig::anthropic().base_url("http://127.0.0.1:9/v1");
    let engine = open(&CloudPlatform::new(config).unwrap(), schema()).await;
    assert!(!engine.reads(Input::Plain) && engine.reads(Input::Images));
}

#[tokio::test]
async fn embeddings_are_asked_for_and_read() {
    let answer = json!({"data": [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}],
        "usage": {"prompt_tokens": 5, "total_tokens": 5}});
    let server = Server::script([Reply::json(200, &answer), Reply::json(200, &json!({"data": []}))]).await;
    let platform = platform(&server);
    let request = EmbeddingRequest::new("tiny", vec!["a".into(), "b".into()], Sensitivity::Public).dimensions(Some(2));
    let embeddings = platform.embeddings(&request).await.unwrap();
    assert_eq!((embeddings.vectors, embeddings.tokens), (vec![vec![1.0, 0.0], vec![0.0, 1.0]], 5));
    let asked = &server.requests()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/v1/embeddings"));
    assert_eq!(asked.body, json!({"model": "tiny", "input": ["a", "b"], "encoding_format": "float", "dimensions": 2}));
    let error = platform.embeddings(&request).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotTheApi { .. }), "{error}");
    assert_eq!(platform.embeddings(&request).await.unwrap_err().status(), Some(418));
}

#[tokio::test]
async fn what_is_too_private_for_a_server_is_not_sent() {
    let server = Server::script([]).await;
    let config = config(&server).ceiling(Sensitivity::Public);
    let platform = CloudPlatform::new(config).unwrap();
    let request = EmbeddingRequest::new("tiny", vec!["a".into()], Sensitivity::Personal);
    assert!(platform.embeddings(&request).await.unwrap_err().is_sensitivity());
    let mut engine = open(&platform, schema()).await;
    let options = GenerationOptions::default();
    let turn = TurnRequest::new(&[], ToolChoice::None, &options).plain(Some("a"));
    assert!(collect(engine.as_mut(), turn).await.1.unwrap().is_sensitivity());
    assert!(server.requests().is_empty());
}
