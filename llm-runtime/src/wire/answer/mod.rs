//! [`Answer`]: the deltas of one turn in the order that every reader can rely on, whatever order a server has.
//!
//! A call begins with its name, which some servers send late; its arguments come back from the dialect's shape into
//! the function's own, for which they are held back until they are whole where the two differ; `CallEnd` is there only when
//! the arguments are whole and the server says that the call is; there is one `Finish`, the last delta.

mod call;

use std::sync::Arc;

use llm_functions::Sensitivity;

pub(super) use call::{MOST_CALLS, Progress};

use call::Call;

use super::functions::{Functions, Output};
use crate::message::ReasoningState;
use crate::platform::{Delta, FinishReason, TokenLogprob, Usage};

/// The deltas of one turn.
pub(super) struct Answer {
    functions: Arc<Functions>,
    output: Option<Output>,
    label: Sensitivity,
    /// What is ready.
    pub(super) deltas: Vec<Delta>,
    /// An answer that has to be brought into its own shape.
    held: String,
    calls: Vec<Call>,
    finish: Option<FinishReason>,
    closed: bool,
    /// How many calls were told; a call is numbered when its name is known.
    told: usize,
}

impl Answer {
    pub(super) fn new(functions: Arc<Functions>, output: Option<Output>, label: Sensitivity) -> Self {
        Self {
            functions,
            output: output.filter(|output| !output.keeps_shape()),
            label,
            deltas: Vec::new(),
            held: String::new(),
            calls: Vec::new(),
            finish: None,
            closed: false,
            told: 0,
        }
    }

    /// How private the turn is.
    pub(super) fn label(&self) -> Sensitivity {
        self.label
    }

    /// More of what the model says.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() || self.closed {
            return;
        }
        if self.output.is_some() {
            self.held.push_str(text);
        } else {
            self.deltas.push(Delta::Text(text.to_owned()));
        }
    }

    /// More of what the model thinks.
    pub(super) fn reasoning(&mut self, text: &str) {
        if !text.is_empty() {
            self.tell(Delta::Reasoning(text.to_owned()));
        }
    }

    /// What the server wants back of it.
    pub(super) fn reasoning_state(&mut self, state: ReasoningState) {
        self.tell(Delta::ReasoningState(state));
    }

    /// Which tokens were generated, where the server was asked to tell.
    pub(super) fn tokens(&mut self, tokens: Vec<u32>) {
        if !tokens.is_empty() {
            self.tell(Delta::Tokens(tokens));
        }
    }

    /// How likely tokens were.
    pub(super) fn logprobs(&mut self, tokens: Vec<TokenLogprob>) {
        if !tokens.is_empty() {
            self.tell(Delta::Logprobs(tokens));
        }
    }

    /// What the turn cost so far.
    pub(super) fn usage(&mut self, usage: Usage) {
        self.tell(Delta::Usage(usage));
    }

    fn tell(&mut self, delta: Delta) {
        if !self.closed {
            self.deltas.push(delta);
        }
    }

    /// Why the turn ends; the first reason counts.
    pub(super) fn finish(&mut self, reason: FinishReason) {
        self.finish.get_or_insert(reason);
    }

    /// Why the turn ends, once that is known.
    pub(super) fn finished(&self) -> Option<FinishReason> {
        self.finish
    }

    /// Whether nothing more will be told.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// The turn is over, for the reason that was given, or because the model had no more to say. One with too
    /// many calls stays open.
    pub(super) fn close(&mut self) {
        if self.closed || self.calls.len() >= MOST_CALLS {
            return;
        }
        let reason = self.reason();
        self.release(!is_cut(reason));
        self.deltas.push(Delta::Finish(reason));
        self.closed = true;
    }

    /// Where the API says of no single call that it is whole, the end of a message that was not cut says so of each.
    pub(super) fn end_calls(&mut self) {
        if !is_cut(self.reason()) {
            (0..self.calls.len()).for_each(|call| self.call_end(call));
        }
    }

    /// Whether the model stopped or waits for results is not the same to every server; the calls say which.
    fn reason(&self) -> FinishReason {
        match self.finish.unwrap_or(FinishReason::Stop) {
            FinishReason::Stop | FinishReason::ToolCalls if self.calls.is_empty() => FinishReason::Stop,
            FinishReason::Stop => FinishReason::ToolCalls,
            reason => reason,
        }
    }

    /// The answer ends before its end: what was held back is told, and nothing is whole that was not.
    pub(super) fn break_off(&mut self) {
        if !self.closed {
            self.release(false);
            self.closed = true;
        }
    }

    fn release(&mut self, whole: bool) {
        for call in 0..self.calls.len() {
            self.release_call(call);
        }
        let held = std::mem::take(&mut self.held);
        let text = match &self.output {
            Some(output) if whole => output.raise(&held),
            _ => held,
        };
        if !text.is_empty() {
            self.deltas.push(Delta::Text(text));
        }
    }
}

fn is_cut(reason: FinishReason) -> bool {
    !matches!(reason, FinishReason::Stop | FinishReason::ToolCalls)
}
