//! What a model writes → deltas, byte by byte: the same wherever the text is cut.
//!
//! Between calls a [`Finder`] looks for the texts that mean something. Where one begins a call, a [`Machine`] for each form
//! reads on; until one of them is sure, what it reads is kept, and what turns out to be no call is text again. A byte is
//! looked at a bounded number of times, whatever comes.

mod arguments;
mod calls;
mod json;
mod keywords;
mod literal;
mod machine;
mod meaning;
mod object;
mod out;
mod parameters;
mod python;
mod quoted;

use super::finder::{Finder, Found};
use super::{Used, parse::literal::Literal};
use crate::edge::functions::Functions;
use crate::platform::Delta;
use machine::Machine;
use meaning::{Meaning, meanings};
use out::Out;

/// Reads what a model writes.
#[derive(Debug)]
pub(crate) struct Parser<'f> {
    used: Used,
    functions: Option<&'f Functions>,
    meanings: Vec<Meaning>,
    finder: Finder,
    state: State<'f>,
    /// Bytes of a beginning that may still turn out to be text.
    raw: Vec<u8>,
    line_start: bool,
    out: Out,
}

#[derive(Debug)]
enum State<'f> {
    Text,
    Reasoning(Finder),
    /// Forms that may be meant.
    Beginning(Vec<Machine<'f>>),
    /// A call whose name is known.
    Call(Box<Machine<'f>>),
    /// After a call: another one, the end of all calls, or something else.
    Next(Box<Machine<'f>>, Option<Literal>),
}

impl<'f> Parser<'f> {
    /// Reads from the beginning of a message; without functions nothing is a call.
    pub(crate) fn new(used: Used, functions: Option<&'f Functions>) -> Self {
        let meanings = meanings(used, functions.is_some());
        let finder = Finder::new(meanings.iter().map(|(text, _)| *text));
        Self {
            used,
            functions,
            meanings: meanings.into_iter().map(|(_, meaning)| meaning).collect(),
            finder,
            state: State::Text,
            raw: Vec::new(),
            line_start: true,
            out: Out::default(),
        }
    }

    /// Begins within thoughts that the prompt has opened.
    pub(crate) fn thinking(mut self, close: &'static str) -> Self {
        self.state = State::Reasoning(Finder::new([close]));
        self
    }

    /// What more text says.
    pub(crate) fn push(&mut self, text: &str) -> Vec<Delta> {
        for byte in text.bytes() {
            self.byte(byte);
        }
        self.out.take()
    }

    /// What was held back, when nothing more comes.
    pub(crate) fn finish(&mut self) -> Vec<Delta> {
        match std::mem::replace(&mut self.state, State::Text) {
            State::Text => {
                let rest = self.finder.finish();
                self.out.text(&rest);
            }
            State::Reasoning(mut finder) => self.out.reasoning(&finder.finish()),
            State::Beginning(_) | State::Next(..) => {
                let raw = std::mem::take(&mut self.raw);
                self.out.text(&raw);
            }
            State::Call(mut machine) => machine.cut(&mut self.out),
        }
        self.out.end();
        self.out.take()
    }

    /// How many calls have begun.
    pub(crate) fn begun(&self) -> usize {
        self.out.started()
    }

    /// How many calls have ended.
    pub(crate) fn ended(&self) -> usize {
        self.out.ended()
    }

    fn byte(&mut self, byte: u8) {
        let mut again = vec![byte];
        while let Some(byte) = again.pop() {
            if let Some(reread) = self.step(byte) {
                again.extend(reread.into_iter().rev());
            }
        }
    }

    /// Takes a byte; gives back what has to be read again as something else.
    fn step(&mut self, byte: u8) -> Option<Vec<u8>> {
        match std::mem::replace(&mut self.state, State::Text) {
            State::Text => self.in_text(byte),
            State::Reasoning(finder) => {
                self.in_reasoning(finder, byte);
                None
            }
            State::Beginning(machines) => self.beginning(machines, byte),
            State::Call(machine) => self.in_call(machine, byte),
            State::Next(machine, close) => self.next(machine, close, byte),
        }
    }

    fn in_text(&mut self, byte: u8) -> Option<Vec<u8>> {
        let bare = self.begins_bare(byte) && self.finder.is_idle() && (self.line_start || self.out.is_quiet());
        if bare && self.begin("") {
            return Some(vec![byte]);
        }
        let mut released = Vec::new();
        let found = self.finder.push(byte, &mut released);
        self.out.text(&released);
        for byte in released {
            self.line_start = byte == b'\n' || (self.line_start && byte.is_ascii_whitespace());
        }
        let Found::Text(place) = found else { return None };
        match self.meanings.get(place).copied() {
            Some(Meaning::Calls(trigger)) => self.begin(trigger).then(|| trigger.as_bytes().to_vec()),
            Some(Meaning::Reasoning(close)) => {
                self.state = State::Reasoning(Finder::new([close]));
                None
            }
            Some(Meaning::Silent) | None => {
                self.line_start = true;
                None
            }
        }
    }

    /// Whether a call without a trigger begins with this byte.
    fn begins_bare(&self, byte: u8) -> bool {
        self.used.syntax.forms.iter().any(|form| form.is_bare() && form.first_byte() == Some(byte))
    }

    /// Begins to read calls in the forms with this trigger.
    fn begin(&mut self, trigger: &str) -> bool {
        let Some(functions) = self.functions else { return false };
        let forms = self.used.syntax.forms.iter().filter(|form| form.trigger == trigger);
        let machines: Vec<Machine<'f>> = forms.map(|form| Machine::first(form, functions)).collect();
        let any = !machines.is_empty();
        if any {
            self.state = State::Beginning(machines);
        }
        any
    }

    fn in_reasoning(&mut self, mut finder: Finder, byte: u8) {
        let mut released = Vec::new();
        let found = finder.push(byte, &mut released);
        self.out.reasoning(&released);
        if found == Found::Nothing {
            self.state = State::Reasoning(finder);
        } else {
            self.line_start = true;
            self.out.quiet();
        }
    }
}
