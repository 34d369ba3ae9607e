//! `POST /v1/embeddings`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::Asked;
use crate::model::{MODEL, meaning};

const PATH: &str = "/v1/embeddings";

#[allow(clippy::cast_possible_truncation, reason = "it was written from numbers of this length")]
fn numbers(json: &Value) -> Vec<f32> {
    json.as_array().unwrap().iter().map(|number| number.as_f64().unwrap() as f32).collect()
}

#[tokio::test]
async fn texts_become_numbers() {
    let asked = Asked::new().await;
    let one = asked.good(PATH, &json!({"input": "it is cold"})).await;
    assert_eq!((&one["object"], &one["model"]), (&json!("list"), &json!(MODEL)));
    assert_eq!((&one["data"][0]["object"], &one["data"][0]["index"]), (&json!("embedding"), &json!(0)));
    assert_eq!(numbers(&one["data"][0]["embedding"]), meaning("it is cold"));
    assert_eq!(one["usage"], json!({"prompt_tokens": 3, "total_tokens": 3}));
    let two = json!({"input": ["a", "b c"], "encoding_format": "base64", "dimensions": 3, "user": "u"});
    let two = asked.good(PATH, &two).await;
    for (place, text) in ["a", "b c"].into_iter().enumerate() {
        let bytes = BASE64_STANDARD.decode(two["data"][place]["embedding"].as_str().unwrap()).unwrap();
        let read: Vec<f32> = bytes.chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
        assert_eq!((read, &two["data"][place]["index"]), (meaning(text), &json!(place)));
    }
    assert_eq!(asked.node.node.figures().tokens_in.get(), 6);
}

#[tokio::test]
async fn what_is_no_text_or_cannot_be_done_is_refused() {
    let asked = Asked::new().await;
    for (body, parameter) in [
        (json!({}), "input"),
        (json!({"input": ""}), "input"),
        (json!({"input": []}), "input"),
        (json!({"input": ["a", ""]}), "input"),
        (json!({"input": [1, 2]}), "input"),
        (json!({"input": [[1, 2]]}), "input"),
        (json!({"input": {"text": "a"}}), "input"),
        (json!({"input": vec!["a"; 2049]}), "input"),
        (json!({"input": "a", "encoding_format": "int8"}), "encoding_format"),
        (json!({"input": "a", "dimensions": 0}), "dimensions"),
        (json!({"input": "a", "dimensions": 2}), "dimensions"),
        (json!({"input": "a", "dimensions": "2"}), "dimensions"),
        (json!({"input": "a", "model": ""}), "model"),
    ] {
        assert_eq!(asked.refused(PATH, &body).await.0, parameter, "{body}");
    }
    assert_eq!(asked.post(PATH, &json!({"input": "a", "model": "none"})).await.status, 404);
    assert_eq!(asked.node.ask("POST", PATH, None, "{}").await.status, 401);
}
