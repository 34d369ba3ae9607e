//! The APIs of a node, by what goes over the wire.

mod completions;
mod embeddings;
mod options;
mod responses;

use std::time::Duration;

use fog_node::node::Capacity;
use serde_json::{Value, json};

use crate::model::{MODEL, Words};
use crate::served::{Answer, Ground, Served};

/// A node whose model says a known sentence, and somebody who may ask it.
struct Asked {
    node: Served,
    token: String,
}

impl Asked {
    async fn of(words: Words) -> Self {
        let ground = Ground::new();
        Self { node: ground.node(words, Capacity::new(2)).await, token: ground.good_token() }
    }

    async fn new() -> Self {
        Self::of(words()).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let mut body = body.clone();
        if let Some(members) = body.as_object_mut() {
            members.entry("model").or_insert(json!(MODEL));
        }
        self.node.ask("POST", path, Some(&self.token), &body.to_string()).await
    }

    /// The answer to what is understood.
    async fn good(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Which member is complained about, and the code.
    async fn refused(&self, path: &str, body: &Value) -> (String, String) {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        let error: Value = serde_json::from_str(&answer.body).unwrap();
        let text = |name: &str| error["error"][name].as_str().unwrap_or_default().to_owned();
        assert!(!text("message").is_empty());
        (text("param"), text("code"))
    }

    async fn stream(&self, path: &str, body: &Value) -> Vec<Event> {
        let mut body = body.clone();
        body["stream"] = json!(true);
        let answer = self.post(path, &body).await;
        assert!(answer.status == 200 && answer.head.contains("text/event-stream"), "{}", answer.body);
        events(&answer.body)
    }
}

fn words() -> Words {
    Words::new("It is minus three degrees in Oslo.", Duration::ZERO)
}

const SENTENCE: &str = "It is minus three degrees in Oslo.";

/// An event of a stream, with its name where it has one.
#[derive(Debug)]
struct Event {
    name: String,
    data: Value,
}

/// The events of a stream, `[DONE]` among them as a text.
fn events(body: &str) -> Vec<Event> {
    let blocks = body.split_terminator("\n\n").filter(|block| !block.starts_with(':'));
    let events = blocks.map(|block| {
        let (name, data) = match block.split_once('\n') {
            Some((name, data)) => (name.strip_prefix("event: ").unwrap(), data),
            None => ("", block),
        };
        let data = data.strip_prefix("data: ").unwrap();
        let data = if data == "[DONE]" { json!(data) } else { serde_json::from_str(data).unwrap() };
        Event { name: name.to_owned(), data }
    });
    events.collect()
}
