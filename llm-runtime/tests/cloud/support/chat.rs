//! The words of chat completions.

use serde_json::{Value, json};

use super::Reply;

/// One event with a part of the answer.
pub(crate) fn chunk(delta: &Value, finish: Option<&str>) -> String {
    event(&json!({
        "id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "tiny",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }))
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

/// More text.
pub(crate) fn text(text: &str) -> String {
    chunk(&json!({"content": text}), None)
}

/// A whole call.
pub(crate) fn call(index: usize, name: &str, arguments: &str) -> String {
    let function = json!({"name": name, "arguments": arguments});
    let id = format!("call_{index}");
    chunk(&json!({"tool_calls": [{"index": index, "id": id, "type": "function", "function": function}]}), None)
}

/// Why it ends.
pub(crate) fn finish(reason: &str) -> String {
    chunk(&json!({}), Some(reason))
}

/// What it cost.
pub(crate) fn usage(input: u32, output: u32) -> String {
    let usage = json!({"prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output});
    event(&json!({"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "tiny", "choices": [],
        "usage": usage}))
}

/// The end mark.
pub(crate) fn done() -> String {
    "data: [DONE]\n\n".to_owned()
}

/// A whole stream that says this.
pub(crate) fn speech(words: &str) -> Reply {
    Reply::events([text(words), finish("stop"), usage(20, 5), done()])
}

/// A whole answer that is no stream.
pub(crate) fn said(words: &str) -> Reply {
    Reply::json(
        200,
        &json!({
            "id": "c1", "object": "chat.completion", "created": 0, "model": "tiny",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": words}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25},
        }),
    )
}
