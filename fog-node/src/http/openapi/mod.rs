//! The document that describes every path, as `OpenAPI` has it.
//!
//! It stands in files, one for each group of paths, because requests are read by hand: what is refused, and with which words, is more
//! than a type could say. That paths and document are the same, and that answers are as the document says, is what tests check: of
//! every answer that any of them gets.

use axum::body::Body;
use axum::http::Response;
use serde_json::{Map, Value};

use super::json;

const PARTS: [&str; 8] = [
    include_str!("base.json"),
    include_str!("shared.json"),
    include_str!("chat.json"),
    include_str!("completions.json"),
    include_str!("responses.json"),
    include_str!("embeddings.json"),
    include_str!("info.json"),
    include_str!("desk.json"),
];

/// The document of this version.
///
/// # Errors
/// When a part of it is no JSON; the parts are in the program.
pub fn openapi() -> serde_json::Result<Value> {
    let mut whole = Value::Object(Map::new());
    for part in PARTS {
        merge(&mut whole, serde_json::from_str(part)?);
    }
    if let Some(version) = whole.pointer_mut("/info/version") {
        *version = env!("CARGO_PKG_VERSION").into();
    }
    Ok(whole)
}

/// Objects become one; anything else takes the place of what was there.
fn merge(whole: &mut Value, part: Value) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (name, value) in part {
                merge(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (whole, part) => *whole = part,
    }
}

pub(super) async fn document() -> Response<Body> {
    json(openapi().map(|document| document.to_string()).unwrap_or_default())
}
