//! [`Message`]: what the model writes, read as it comes.

use llm_functions::ToolCall;

use crate::edge::syntax::parse::Parser;
use crate::platform::{Delta, FinishReason};

/// A message as far as it was read.
pub(super) struct Message<'f> {
    pub(super) parser: Parser<'f>,
    /// Whether calls can be told as they are written.
    pub(super) exact: bool,
    /// Calls that are not told before they were checked.
    pub(super) held: Vec<Delta>,
    /// What was written before the first call.
    pub(super) before: String,
    pub(super) finish: FinishReason,
}

impl<'f> Message<'f> {
    pub(super) fn new(parser: Parser<'f>, exact: bool) -> Self {
        Self { parser, exact, held: Vec::new(), before: String::new(), finish: FinishReason::Stop }
    }

    /// Takes more text; what can be told comes back.
    pub(super) fn push(&mut self, text: &str) -> Vec<Delta> {
        let deltas = self.parser.push(text);
        if self.parser.begun() == 0 {
            self.before.push_str(text);
        }
        self.told(deltas)
    }

    fn told(&mut self, deltas: Vec<Delta>) -> Vec<Delta> {
        let call = |delta: &Delta| {
            matches!(delta, Delta::CallStart { .. } | Delta::CallArguments { .. } | Delta::CallEnd { .. })
        };
        let mut told = Vec::new();
        for delta in deltas {
            if self.exact || (self.held.is_empty() && !call(&delta)) {
                told.push(delta);
            } else {
                self.held.push(delta);
            }
        }
        told
    }

    /// Nothing more comes.
    pub(super) fn finish(&mut self, finish: FinishReason) -> Vec<Delta> {
        self.finish = finish;
        let deltas = self.parser.finish();
        self.told(deltas)
    }

    /// The calls that are not told yet, as a registry checks them.
    pub(super) fn calls(&self) -> Vec<ToolCall> {
        let mut calls: Vec<ToolCall> = Vec::new();
        for delta in &self.held {
            match delta {
                Delta::CallStart { name, .. } => calls.push(ToolCall::new("", &**name, "")),
                Delta::CallArguments { fragment, .. } => {
                    if let Some(call) = calls.last_mut() {
                        call.arguments.push_str(fragment);
                    }
                }
                _ => {}
            }
        }
        calls
    }
}
