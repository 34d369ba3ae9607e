//! The structure of JSON: which byte may come next, and what it begins or closes.

use std::collections::HashSet;

use super::Fault;
use super::number::{self, Digits};
use super::tape::{Span, Tape, Value};
use super::text::Text;
use crate::json::error::Reason;

/// `serde_json` opens this many arrays and objects inside each other and no more.
const DEEPEST: usize = 127;

/// Up to this many members a scan of the names is cheaper than hashing.
const SCAN_LIMIT: usize = 16;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Value,
    ItemOrEnd,
    NameOrEnd,
    Name,
    InName(Text),
    Colon,
    In(Text),
    Number(Digits),
    /// What is still missing of `true`, `false` or `null`.
    Literal(&'static [u8]),
    /// After a value: a comma, a bracket, or nothing at all.
    After,
}

/// An array or object that is open.
struct Frame {
    node: usize,
    object: bool,
    members: usize,
    /// The names of an object of many members.
    seen: HashSet<Box<str>>,
}

pub(super) struct Machine {
    pub(super) tape: Tape,
    state: State,
    open: Vec<Frame>,
    /// The name that the next value belongs to.
    name: Span,
    number_at: usize,
    pub(super) line: usize,
    pub(super) line_at: usize,
}

impl Machine {
    pub(super) fn new() -> Self {
        let (tape, name) = (Tape::default(), Span::default());
        Self { tape, state: State::Value, open: Vec::new(), name, number_at: 0, line: 1, line_at: 0 }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.state == State::After && self.open.is_empty()
    }

    /// Reads on; returns how many bytes were used. `rest` is not empty and begins at `offset`.
    pub(super) fn step(&mut self, rest: &[u8], offset: usize) -> Result<usize, Fault> {
        match self.state {
            State::In(text) => self.in_text(text, rest, offset),
            State::InName(text) => self.in_name(text, rest, offset),
            State::Number(digits) => self.in_number(digits, rest, offset),
            State::Literal(missing) => self.in_literal(missing, rest, offset),
            state => {
                let byte = rest.first().copied().unwrap_or_default();
                if !self.white_space(byte, offset) {
                    self.structure(state, byte, offset).map_err(|reason| Fault { offset, reason })?;
                }
                Ok(1)
            }
        }
    }

    fn white_space(&mut self, byte: u8, offset: usize) -> bool {
        if byte == b'\n' {
            self.line += 1;
            self.line_at = offset + 1;
        }
        matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
    }

    fn structure(&mut self, state: State, byte: u8, offset: usize) -> Result<(), Reason> {
        match (state, byte) {
            (State::ItemOrEnd, b']') | (State::NameOrEnd, b'}') => self.close(),
            (State::NameOrEnd | State::Name, b'"') => {
                self.name = self.tape.open_span();
                self.state = State::InName(Text::Plain);
            }
            (State::NameOrEnd, _) => return Err(Reason::NameOrEnd),
            (State::Name, _) => return Err(Reason::Name),
            (State::Colon, b':') => self.state = State::Value,
            (State::Colon, _) => return Err(Reason::Colon),
            (State::After, _) => return self.after(byte),
            (state, _) => return self.begin(state, byte, offset),
        }
        Ok(())
    }

    fn after(&mut self, byte: u8) -> Result<(), Reason> {
        let Some(frame) = self.open.last() else { return Err(Reason::Trailing) };
        match (frame.object, byte) {
            (true, b',') => self.state = State::Name,
            (false, b',') => self.state = State::Value,
            (true, b'}') | (false, b']') => self.close(),
            (true, _) => return Err(Reason::CommaOrBrace),
            (false, _) => return Err(Reason::CommaOrBracket),
        }
        Ok(())
    }

    fn begin(&mut self, state: State, byte: u8, offset: usize) -> Result<(), Reason> {
        let name = std::mem::take(&mut self.name);
        match byte {
            b'[' => return self.enter(name, Value::Array { after: usize::MAX }, State::ItemOrEnd),
            b'{' => return self.enter(name, Value::Object { after: usize::MAX }, State::NameOrEnd),
            b'"' => {
                self.tape.begin(name, Value::String(self.tape.open_span()));
                self.state = State::In(Text::Plain);
            }
            b't' => self.literal(name, Value::Bool(true), b"rue"),
            b'f' => self.literal(name, Value::Bool(false), b"alse"),
            b'n' => self.literal(name, Value::Null, b"ull"),
            _ => {
                let missing = if state == State::ItemOrEnd { Reason::ItemOrEnd } else { Reason::Value };
                self.state = State::Number(Digits::begin(byte).ok_or(missing)?);
                self.tape.begin(name, Value::Digits { start: self.tape.text.len() });
                self.tape.text.push(char::from(byte));
                self.number_at = offset;
            }
        }
        Ok(())
    }

    fn literal(&mut self, name: Span, value: Value, missing: &'static [u8]) {
        self.tape.begin(name, value);
        self.state = State::Literal(missing);
    }

    fn enter(&mut self, name: Span, value: Value, state: State) -> Result<(), Reason> {
        if self.open.len() == DEEPEST {
            return Err(Reason::Depth);
        }
        let object = matches!(value, Value::Object { .. });
        let node = self.tape.begin(name, value);
        self.open.push(Frame { node, object, members: 0, seen: HashSet::new() });
        self.state = state;
        Ok(())
    }

    fn close(&mut self) {
        if let Some(frame) = self.open.pop() {
            self.tape.close(frame.node);
        }
        self.state = State::After;
    }

    fn in_text(&mut self, mut text: Text, rest: &[u8], offset: usize) -> Result<usize, Fault> {
        let used = text.step(rest, offset, &mut self.tape.text)?;
        self.state = State::In(text);
        if text == Text::Closed {
            self.tape.close_last();
            self.state = State::After;
        }
        Ok(used)
    }

    fn in_name(&mut self, mut text: Text, rest: &[u8], offset: usize) -> Result<usize, Fault> {
        let used = text.step(rest, offset, &mut self.tape.text)?;
        self.state = State::InName(text);
        if text == Text::Closed {
            self.name = self.tape.close_span(self.name);
            self.refuse_duplicate().map_err(|reason| Fault { offset: offset + used - 1, reason })?;
            self.state = State::Colon;
        }
        Ok(used)
    }

    /// A set beside the list keeps a hostile object of many names linear; small objects never build it.
    fn refuse_duplicate(&mut self) -> Result<(), Reason> {
        let Some(frame) = self.open.last_mut() else { return Ok(()) };
        let tape = &self.tape;
        let names = || tape.children(frame.node).filter_map(|index| tape.node(index)).map(|node| tape.slice(node.name));
        let name = tape.slice(self.name);
        let fresh = if frame.members < SCAN_LIMIT {
            names().all(|earlier| earlier != name)
        } else {
            if frame.members == SCAN_LIMIT {
                frame.seen = names().map(Box::from).collect();
            }
            frame.seen.insert(name.into())
        };
        frame.members += 1;
        if fresh { Ok(()) } else { Err(Reason::Duplicate) }
    }

    fn in_number(&mut self, mut digits: Digits, rest: &[u8], offset: usize) -> Result<usize, Fault> {
        for (used, &byte) in rest.iter().enumerate() {
            match digits.next(byte) {
                Some(next) => {
                    digits = next;
                    self.tape.text.push(char::from(byte));
                }
                None if digits.may_end() && !byte.is_ascii_digit() => return self.end_number().map(|()| used),
                None => return Err(Fault { offset: offset + used, reason: Reason::Number }),
            }
        }
        self.state = State::Number(digits);
        Ok(rest.len())
    }

    fn end_number(&mut self) -> Result<(), Fault> {
        let range = Fault { offset: self.number_at, reason: Reason::Range };
        let number = number::value(self.tape.digits()).ok_or(range)?;
        self.tape.close_number(number);
        self.state = State::After;
        Ok(())
    }

    fn in_literal(&mut self, missing: &'static [u8], rest: &[u8], offset: usize) -> Result<usize, Fault> {
        if missing.first() != rest.first() {
            return Err(Fault { offset, reason: Reason::Literal });
        }
        let missing = missing.get(1..).unwrap_or_default();
        self.state = State::Literal(missing);
        if missing.is_empty() {
            self.tape.close_last();
            self.state = State::After;
        }
        Ok(1)
    }

    /// Nothing more comes, at `offset`: a number at the top ends here.
    pub(super) fn end(&mut self, offset: usize) -> Result<(), Fault> {
        if let State::Number(digits) = self.state
            && digits.may_end()
        {
            self.end_number()?;
        }
        if self.is_complete() { Ok(()) } else { Err(Fault { offset, reason: Reason::Truncated }) }
    }
}
