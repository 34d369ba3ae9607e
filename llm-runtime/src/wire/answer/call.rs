//! The calls of an answer.

use llm_functions::json::{IncrementalReader, Json, PartialValue};

use super::Answer;
use crate::platform::Delta;

/// The most calls of one message. A message with more is no answer: a person's functions are not called a thousand times by one
/// sentence, and every fragment is compared with the calls before it.
pub(in crate::wire) const MOST_CALLS: usize = 4_096;

/// A call that has begun.
pub(super) struct Call {
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
pub(in crate::wire) enum Progress {
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
    /// How many calls have begun.
    pub(in crate::wire) fn calls(&self) -> usize {
        self.calls.len()
    }

    /// The number of a call in the deltas, once it was told.
    pub(in crate::wire) fn call_number(&self, call: usize) -> Option<usize> {
        self.calls.get(call)?.index
    }

    /// The identity of a call.
    pub(in crate::wire) fn call_id(&self, call: usize) -> Option<&str> {
        self.calls.get(call)?.id.as_deref()
    }

    /// What the model called a call's function.
    pub(in crate::wire) fn call_tool(&self, call: usize) -> Option<&str> {
        self.calls.get(call)?.tool.as_deref()
    }

    /// How far a call's arguments are.
    pub(in crate::wire) fn progress(&self, call: usize) -> Progress {
        self.calls.get(call).map_or(Progress::Empty, Call::progress)
    }

    /// Whether more of a call's arguments must come.
    pub(in crate::wire) fn is_open(&self, call: usize) -> bool {
        matches!(self.progress(call), Progress::Empty | Progress::Open)
    }

    /// Whether a call's arguments are whole and these.
    pub(in crate::wire) fn call_has(&self, call: usize, arguments: &Json) -> bool {
        let value = self.calls.get(call).and_then(|known| known.reader.value());
        value.and_then(PartialValue::to_json).is_some_and(|json| json == *arguments)
    }

    /// A call begins; both may come later. Its number is for the other methods.
    pub(in crate::wire) fn call_start(&mut self, id: Option<&str>, tool: Option<&str>) -> usize {
        let call = self.calls.len();
        if call < MOST_CALLS && !self.closed {
            self.calls.push(Call::default());
        }
        self.call_known(call, id, tool);
        call
    }

    /// What is known of a call by now; what was known before stays.
    pub(in crate::wire) fn call_known(&mut self, call: usize, id: Option<&str>, tool: Option<&str>) {
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
    pub(in crate::wire) fn call_arguments(&mut self, call: usize, fragment: &str) {
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
    pub(in crate::wire) fn call_end(&mut self, call: usize) {
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
    pub(super) fn release_call(&mut self, call: usize) {
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
