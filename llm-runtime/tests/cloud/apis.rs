//! The other two APIs over real connections; how each is read in all its forms is tested with recorded bytes.

use llm_runtime::cloud::{Api, CloudConfig, CloudPlatform};
use llm_runtime::{AuthToken, Delta, FinishReason};
use serde_json::{Value, json};

use crate::support::{Reply, Server, ask, quick, words};

/// Events with names, as both APIs have them.
fn events(events: &[Value]) -> Reply {
    Reply::events(events.iter().map(|event| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap())))
}

fn anthropic(server: &Server) -> CloudPlatform {
    let config = CloudConfig::anthropic().base_url(server.base_url()).auth(AuthToken::constant("k")).models(["tiny"]);
    CloudPlatform::new(config.retries(quick())).unwrap()
}

#[tokio::test]
async fn anthropics_messages() {
    let usage = json!({"input_tokens": 9, "output_tokens": 1});
    let message = json!({"id": "m1", "type": "message", "role": "assistant", "model": "tiny", "content": [],
        "stop_reason": null, "stop_sequence": null, "usage": usage});
    let answer = events(&[
        json!({"type": "message_start", "message": message}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        json!({"type": "ping"}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "168"}}),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null},
            "usage": {"output_tokens": 3}}),
        json!({"type": "message_stop"}),
    ]);
    let overloaded =
        events(&[json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})]);
    let server = Server::script([overloaded, answer]).await;
    let (deltas, failed) = ask(&anthropic(&server)).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!((words(&deltas).as_str(), deltas.last()), ("168", Some(&Delta::Finish(FinishReason::Stop))));
    let seen = server.requests();
    assert_eq!(seen.len(), 2, "what was overloaded before the first word is tried again");
    assert_eq!((seen[1].path.as_str(), seen[1].header("x-api-key")), ("/v1/messages", Some("k")));
}

#[tokio::test]
async fn the_responses_api() {
    let response = |status: &str, output: Value| {
        json!({"id": "r1", "object": "response", "created_at": 0, "model": "tiny", "status": status, "output": output,
            "usage": {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12}})
    };
    let part = json!({"type": "output_text", "text": "168", "annotations": []});
    let item = json!({"id": "i1", "type": "message", "role": "assistant", "status": "completed", "content": [part]});
    let answer = events(&[
        json!({"type": "response.created", "sequence_number": 0, "response": response("in_progress", json!([]))}),
        json!({"type": "response.output_item.added", "sequence_number": 1, "output_index": 0,
            "item": {"id": "i1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}}),
        json!({"type": "response.output_text.delta", "sequence_number": 2, "item_id": "i1", "output_index": 0,
            "content_index": 0, "delta": "168"}),
        json!({"type": "response.output_item.done", "sequence_number": 3, "output_index": 0, "item": item}),
        json!({"type": "response.completed", "sequence_number": 4, "response": response("completed", json!([item]))}),
    ]);
    let server = Server::script([answer, Reply::json(200, &response("completed", json!([item])))]).await;
    let config = || CloudConfig::openai().api(Api::Responses).base_url(server.base_url()).models(["tiny"]);
    let (streamed, failed) = ask(&CloudPlatform::new(config()).unwrap()).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!((words(&streamed).as_str(), streamed.last()), ("168", Some(&Delta::Finish(FinishReason::Stop))));
    let (whole, failed) = ask(&CloudPlatform::new(config().stream(false)).unwrap()).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!(words(&whole), "168");
    assert_eq!(server.requests()[0].path, "/v1/responses");
}
