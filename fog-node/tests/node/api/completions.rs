//! `POST /v1/completions`.

use serde_json::{Value, json};

use super::{Asked, SENTENCE};
use crate::model::{MODEL, Words};

const PATH: &str = "/v1/completions";

#[tokio::test]
async fn a_text_is_gone_on_with() {
    let asked = Asked::new().await;
    for prompt in [json!("How cold is it?"), json!(["How cold is it?"])] {
        let whole = asked.good(PATH, &json!({"prompt": prompt})).await;
        assert_eq!((&whole["object"], &whole["model"]), (&json!("text_completion"), &json!(MODEL)));
        let choice = &whole["choices"][0];
        let expected = json!({"text": SENTENCE, "index": 0, "logprobs": null, "finish_reason": "stop"});
        assert_eq!(choice, &expected);
        assert_eq!(whole["usage"]["total_tokens"], 17);
    }
    let echoed = asked.good(PATH, &json!({"prompt": "Well? ", "echo": true, "max_tokens": 2})).await;
    assert_eq!(echoed["choices"][0]["text"], "Well? It is ");
    assert_eq!(echoed["choices"][0]["finish_reason"], "length");
}

#[tokio::test]
async fn a_completion_is_told_as_it_is_generated() {
    let asked = Asked::new().await;
    let body = json!({"prompt": "p", "echo": true, "stream_options": {"include_usage": true}});
    let events = asked.stream(PATH, &body).await;
    assert_eq!(events.last().unwrap().data, json!("[DONE]"));
    let usage = &events[events.len() - 2].data;
    assert_eq!((&usage["choices"], &usage["usage"]["completion_tokens"]), (&json!([]), &json!(7)));
    let chunks = &events[..events.len() - 2];
    assert!(chunks.iter().all(|chunk| chunk.data["usage"] == Value::Null && chunk.data["object"] == "text_completion"));
    let text: String = chunks.iter().filter_map(|chunk| chunk.data["choices"][0]["text"].as_str()).collect();
    assert_eq!(text, format!("p{SENTENCE}"));
    let reasons: Vec<_> = chunks.iter().filter_map(|c| c.data["choices"][0]["finish_reason"].as_str()).collect();
    assert_eq!(reasons, ["stop"]);
}

#[tokio::test]
async fn tokens_stand_in_columns() {
    let asked = Asked::new().await;
    let whole = asked.good(PATH, &json!({"prompt": "p", "logprobs": 2})).await;
    let told = &whole["choices"][0]["logprobs"];
    assert_eq!(told["tokens"].as_array().unwrap().len(), 7);
    assert_eq!((&told["tokens"][1], &told["text_offset"][1]), (&json!("is "), &json!(3)));
    assert_eq!((&told["token_logprobs"][0], &told["top_logprobs"][0]["other"]), (&json!(-0.5), &json!(-1.5)));
    let events = asked.stream(PATH, &json!({"prompt": "p", "logprobs": 0})).await;
    let offsets = events.iter().filter_map(|event| event.data["choices"][0]["logprobs"]["text_offset"].as_array());
    let offsets: Vec<u64> = offsets.flatten().filter_map(Value::as_u64).collect();
    assert_eq!(offsets, [0, 3, 6, 12, 18, 26, 29]);
}

#[tokio::test]
async fn what_completions_have_and_a_node_has_not_is_refused() {
    let asked = Asked::new().await;
    for (body, parameter) in [
        (json!({}), "prompt"),
        (json!({"prompt": ""}), "prompt"),
        (json!({"prompt": []}), "prompt"),
        (json!({"prompt": [1, 2]}), "prompt"),
        (json!({"prompt": [[1, 2]]}), "prompt"),
        (json!({"prompt": ["a", "b"]}), "prompt"),
        (json!({"prompt": 7}), "prompt"),
        (json!({"prompt": "p", "n": 2}), "n"),
        (json!({"prompt": "p", "best_of": 2}), "best_of"),
        (json!({"prompt": "p", "suffix": "s"}), "suffix"),
        (json!({"prompt": "p", "logprobs": 6}), "logprobs"),
        (json!({"prompt": "p", "logprobs": true}), "logprobs"),
        (json!({"prompt": "p", "logprobs": 1, "echo": true}), "echo"),
        (json!({"prompt": "p", "max_tokens": 0}), "max_tokens"),
        (json!({"prompt": "p", "echo": 1}), "echo"),
    ] {
        assert_eq!(asked.refused(PATH, &body).await.0, parameter, "{body}");
    }
    let same = json!({"prompt": "p", "n": 1, "best_of": 1, "suffix": null, "user": "u", "whatever": [1]});
    asked.good(PATH, &same).await;
}

#[tokio::test]
async fn a_completion_that_breaks_off_ends_with_an_error() {
    let asked = Asked::of(Words::new(SENTENCE, std::time::Duration::ZERO).fails_after(3)).await;
    let events = asked.stream(PATH, &json!({"prompt": "p"})).await;
    assert_eq!(events.len(), 4);
    assert_eq!(events[3].data["error"]["code"], "generation_failed");
    assert_eq!(asked.post(PATH, &json!({"prompt": "p"})).await.status, 500);
}
