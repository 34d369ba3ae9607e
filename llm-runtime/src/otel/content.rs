//! What was said in a turn, for a span, as far as that is allowed.
#![cfg(feature = "cloud")]

use serde_json::{Value, json};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::captures;
use crate::message::{Content as Said, Message};
use crate::platform::{Delta, FinishReason, TurnRequest};

/// The most bytes of an answer that are kept for a span.
const MOST: usize = 256 << 10;

/// An answer as far as it has come; nothing is kept where nothing is to be recorded.
pub(crate) struct Content {
    captured: bool,
    text: String,
    /// Names and arguments.
    calls: Vec<(String, String)>,
}

impl Content {
    /// Records what was asked.
    pub(crate) fn begin(span: &Span, request: &TurnRequest<'_>) -> Self {
        let allowed = request.messages.iter().filter(|message| captures(message.sensitivity));
        let messages: Vec<Value> = allowed.map(message).collect();
        if !messages.is_empty() {
            span.set_attribute("gen_ai.input.messages", Value::Array(messages).to_string());
        }
        Self { captured: captures(request.sensitivity()), text: String::new(), calls: Vec::new() }
    }

    /// Keeps a part of the answer, and records it at its end.
    pub(crate) fn note(&mut self, span: &Span, delta: &Delta) {
        if !self.captured {
            return;
        }
        match delta {
            Delta::Text(text) => push(&mut self.text, text),
            Delta::CallStart { name, .. } if self.calls.len() < 100 => self.calls.push((name.clone(), String::new())),
            Delta::CallArguments { index, fragment } => {
                if let Some((_, arguments)) = self.calls.get_mut(*index) {
                    push(arguments, fragment);
                }
            }
            Delta::Finish(reason) => span.set_attribute("gen_ai.output.messages", self.answer(*reason)),
            _ => {}
        }
    }

    fn answer(&self, reason: FinishReason) -> String {
        let calls = self.calls.iter().map(|(name, arguments)| called(name, arguments));
        let parts: Vec<Value> = spoken(&self.text).into_iter().chain(calls).collect();
        json!([{"role": "assistant", "parts": parts, "finish_reason": format!("{reason:?}").to_lowercase()}])
            .to_string()
    }
}

fn push(kept: &mut String, more: &str) {
    if kept.len() + more.len() <= MOST {
        kept.push_str(more);
    }
}

fn message(message: &Message) -> Value {
    let (role, parts) = match &message.content {
        Said::System { text } => ("system", spoken(text)),
        Said::User { text, .. } => ("user", spoken(text)),
        Said::Assistant { text, calls, .. } => {
            let calls = calls.iter().map(|call| called(&call.name, &call.arguments));
            ("assistant", spoken(text).into_iter().chain(calls).collect())
        }
        Said::Tool { result } => {
            ("tool", vec![json!({"type": "tool_call_response", "id": result.call_id, "response": result.output})])
        }
    };
    json!({"role": role, "parts": parts})
}

fn spoken(text: &str) -> Vec<Value> {
    if text.is_empty() { Vec::new() } else { vec![json!({"type": "text", "content": text})] }
}

fn called(name: &str, arguments: &str) -> Value {
    json!({"type": "tool_call", "name": name, "arguments": arguments})
}
