//! What a model writes → deltas, byte by byte: the same wherever the text is cut.
//!
//! Between calls a [`Finder`] looks for the texts that mean something. Where one begins a call, a [`Machine`] for each form
//! reads on; until one of them is sure, what it reads is kept, and what turns out to be no call is text again. A byte is
//! looked at a bounded number of times, whatever comes.

mod arguments;
mod json;
mod literal;
mod machine;
mod object;
mod out;
mod parameters;
mod quoted;

use super::finder::{Finder, Found};
use super::{Used, parse::literal::Literal};
use crate::edge::functions::Functions;
use crate::platform::Delta;
use machine::{Fed, Machine};
use out::Out;

/// What is read again after a failed beginning of a call; longer beginnings are text as a whole.
const REREAD: usize = 256;

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

/// What a text means that is looked for.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    /// Calls in the forms with this trigger.
    Calls(&'static str),
    /// Thoughts, up to the other text.
    Reasoning(&'static str),
    /// Nothing.
    Silent,
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
        let bare = byte == b'{' && self.finder.is_idle() && (self.line_start || self.out.is_quiet());
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

    fn beginning(&mut self, mut machines: Vec<Machine<'f>>, byte: u8) -> Option<Vec<u8>> {
        self.raw.push(byte);
        let mut at = 0;
        while at < machines.len() {
            let before = self.out.started();
            let fed = machines[at].feed(byte, &mut self.out);
            if self.out.started() > before {
                return self.started(Box::new(machines.swap_remove(at)), fed, byte);
            }
            match fed {
                Fed::More => at += 1,
                Fed::Other | Fed::Done => drop(machines.remove(at)),
            }
        }
        if machines.is_empty() {
            return self.give_up();
        }
        self.state = State::Beginning(machines);
        None
    }

    /// From here on it is certainly a call.
    fn started(&mut self, machine: Box<Machine<'f>>, fed: Fed, byte: u8) -> Option<Vec<u8>> {
        self.raw.clear();
        match fed {
            Fed::More => self.state = State::Call(machine),
            Fed::Done => self.after(&machine),
            Fed::Other => {
                self.after(&machine);
                return Some(vec![byte]);
            }
        }
        None
    }

    fn in_call(&mut self, mut machine: Box<Machine<'f>>, byte: u8) -> Option<Vec<u8>> {
        let fed = machine.feed(byte, &mut self.out);
        self.started(machine, fed, byte)
    }

    fn after(&mut self, machine: &Machine<'f>) {
        self.raw.clear();
        let form = machine.form();
        let close = (!form.close.is_empty()).then(|| Literal::new(form.close));
        self.state = State::Next(Box::new(machine.next()), close);
        self.out.quiet();
    }

    fn next(&mut self, mut machine: Box<Machine<'f>>, close: Option<Literal>, byte: u8) -> Option<Vec<u8>> {
        self.raw.push(byte);
        let mut close = close;
        let closed = close.as_mut().map(|literal| literal.feed(byte));
        if closed == Some(literal::Step::Done) {
            self.raw.clear();
            return None;
        }
        if closed == Some(literal::Step::Other) {
            close = None;
        }
        let before = self.out.started();
        let fed = machine.feed(byte, &mut self.out);
        if self.out.started() > before {
            return self.started(machine, fed, byte);
        }
        match fed {
            Fed::More => self.state = State::Next(machine, close),
            Fed::Other | Fed::Done if close.is_some() => {
                machine.stop();
                self.state = State::Next(machine, close);
            }
            Fed::Other | Fed::Done => return self.give_up(),
        }
        None
    }

    /// It was no call. A short beginning is read again, since a call may begin within it; a long one is text.
    fn give_up(&mut self) -> Option<Vec<u8>> {
        let raw = std::mem::take(&mut self.raw);
        let (first, rest) = raw.split_first()?;
        if raw.len() > REREAD {
            self.out.text(&raw);
            return None;
        }
        self.out.text(&[*first]);
        self.line_start = *first == b'\n';
        Some(rest.to_vec())
    }
}

fn meanings(used: Used, calls: bool) -> Vec<(&'static str, Meaning)> {
    let syntax = used.syntax;
    let mut all: Vec<(&str, Meaning)> = Vec::new();
    for form in syntax.forms.iter().filter(|form| calls && !form.trigger.is_empty()) {
        if all.iter().all(|(text, _)| *text != form.trigger) {
            all.push((form.trigger, Meaning::Calls(form.trigger)));
        }
    }
    all.extend(syntax.reasoning.iter().map(|(open, close)| (*open, Meaning::Reasoning(close))));
    all.extend(syntax.silent.iter().map(|text| (*text, Meaning::Silent)));
    all
}
