//! [`Answer`]: the deltas of one turn in the order that every reader can rely on, whatever order a server has.
//!
//! A call begins with its name, which some servers send late; its arguments come back from the dialect's shape into
//! the function's own, for which they are held back until they are whole where the two differ; `CallEnd` is there only when
//! the arguments are whole and the server says that the call is; there is one `Finish`, the last delta.

use std::sync::Arc;

use llm_functions::Sensitivity;
use llm_functions::json::{IncrementalReader, Json, PartialValue};

use super::functions::{Functions, Output};
use crate::message::ReasoningState;
use crate::platform::{Delta, FinishReason, TokenLogprob, Usage};

/// The most calls of one message; the rest is not listened to.
const MOST_CALLS: usize = 10_000;

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

/// A call that has begun.
struct Call {
    /// Its number in the deltas, once it was told.
    index: Option<usize>,
    id: Option<String>,
    /// What the model called it.
    tool: Option<String>,
    reader: IncrementalReader,
    /// What has come and is not told: the name is missing, or the shape is not the function's own.
    held: String,
    /// Arguments are told as they come.
    flows: bool,
    ended: bool,
}

/// How far a call's arguments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing but white space has come.
    Empty,
    /// More must come.
    Open,
    /// They are JSON as they stand.
    Whole,
    /// They cannot become JSON any more.
    Broken,
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

    /// How many calls have begun.
    pub(super) fn calls(&self) -> usize {
        self.calls.len()
    }

    /// The identity of a call.
    pub(super) fn call_id(&self, call: usize) -> Option<&str> {
        self.calls.get(call)?.id.as_deref()
    }

    /// What the model called a call's function.
    pub(super) fn call_tool(&self, call: usize) -> Option<&str> {
        self.calls.get(call)?.tool.as_deref()
    }

    /// How far a call's arguments are.
    pub(super) fn progress(&self, call: usize) -> Progress {
        self.calls.get(call).map_or(Progress::Empty, Call::progress)
    }

    /// Whether more of a call's arguments must come.
    pub(super) fn is_open(&self, call: usize) -> bool {
        matches!(self.progress(call), Progress::Empty | Progress::Open)
    }

    /// Whether a call's arguments are whole and these.
    pub(super) fn call_has(&self, call: usize, arguments: &Json) -> bool {
        let value = self.calls.get(call).and_then(|known| known.reader.value());
        value.and_then(PartialValue::to_json).is_some_and(|json| json == *arguments)
    }

    /// A call begins; both may come later. Its number is for the other methods.
    pub(super) fn call_start(&mut self, id: Option<&str>, tool: Option<&str>) -> usize {
        let call = self.calls.len();
        if call < MOST_CALLS && !self.closed {
            self.calls.push(Call::default());
        }
        self.call_known(call, id, tool);
        call
    }

    /// What is known of a call by now; what was known before stays.
    pub(super) fn call_known(&mut self, call: usize, id: Option<&str>, tool: Option<&str>) {
        let Some(known) = self.calls.get_mut(call) else { return };
        known.id = known.id.take().or_else(|| id.map(str::to_owned));
        if let (None, Some(tool)) = (&known.tool, tool) {
            self.name_call(call, tool);
        }
    }

    fn name_call(&mut self, call: usize, tool: &str) {
        let Some(known) = self.calls.get_mut(call) else { return };
        known.tool = Some(tool.to_owned());
        known.flows = self.functions.keeps_shape(tool);
        let held = if known.flows { std::mem::take(&mut known.held) } else { String::new() };
        let name = self.functions.raised_name(tool).to_owned();
        known.index = Some(self.told);
        self.deltas.push(Delta::CallStart { index: self.told, id: known.id.clone(), name });
        self.told += 1;
        self.fragment(call, held);
        self.raise_if_whole(call);
    }

    /// More of a call's arguments.
    pub(super) fn call_arguments(&mut self, call: usize, fragment: &str) {
        let closed = self.closed;
        let Some(known) = self.calls.get_mut(call).filter(|known| !known.ended && !closed) else { return };
        // What is wrong is said when the call is checked; here it matters only whether it is whole.
        let _ = known.reader.push(fragment);
        if known.flows {
            self.fragment(call, fragment.to_owned());
        } else {
            known.held.push_str(fragment);
            self.raise_if_whole(call);
        }
    }

    fn fragment(&mut self, call: usize, fragment: String) {
        let index = self.calls.get(call).and_then(|known| known.index);
        if let (Some(index), false) = (index, fragment.is_empty()) {
            self.deltas.push(Delta::CallArguments { index, fragment });
        }
    }

    /// Tells arguments that were held back, in the function's own shape; what may follow is not JSON any more and flows.
    fn raise_if_whole(&mut self, call: usize) {
        let Some(known) = self.calls.get_mut(call) else { return };
        let (false, Some(tool), Progress::Whole) = (known.flows, &known.tool, known.progress()) else { return };
        let raised = self.functions.raise(tool, &known.held);
        known.held.clear();
        known.flows = true;
        self.fragment(call, raised);
    }

    /// The server says that a call is whole. One whose arguments are not was cut off, and does not end.
    pub(super) fn call_end(&mut self, call: usize) {
        match self.calls.get(call) {
            Some(known) if !known.ended && !self.closed => {}
            _ => return,
        }
        self.release_call(call);
        if self.progress(call) == Progress::Empty {
            self.fragment(call, "{}".to_owned());
        }
        let known = self.calls.get_mut(call).filter(|known| known.progress() != Progress::Open);
        if let Some(known) = known
            && let Some(index) = known.index
        {
            known.ended = true;
            self.deltas.push(Delta::CallEnd { index });
        }
    }

    /// Tells what is there of a call as it stands.
    fn release_call(&mut self, call: usize) {
        if self.calls.get(call).is_some_and(|known| known.tool.is_none()) {
            // Whoever executes calls answers the model that there is no such function.
            self.name_call(call, "");
        }
        if let Some(known) = self.calls.get_mut(call) {
            known.flows = true;
            let held = std::mem::take(&mut known.held);
            self.fragment(call, held);
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

    /// The turn is over, for the reason that was given, or because the model had no more to say.
    pub(super) fn close(&mut self) {
        if self.closed {
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

impl Call {
    fn progress(&self) -> Progress {
        if self.reader.error().is_some() {
            Progress::Broken
        } else if self.reader.is_complete() {
            Progress::Whole
        } else if self.reader.value().is_none() {
            Progress::Empty
        } else {
            Progress::Open
        }
    }
}

impl Default for Call {
    fn default() -> Self {
        Self {
            index: None,
            id: None,
            tool: None,
            reader: IncrementalReader::new(),
            held: String::new(),
            flows: false,
            ended: false,
        }
    }
}
