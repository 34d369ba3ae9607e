//! From the beginning of a call to what follows it.

use super::literal::{Literal, Step};
use super::machine::{Fed, Machine};
use super::{Parser, State};

/// What is read again after a failed beginning of a call; longer beginnings are text as a whole.
const REREAD: usize = 256;

impl<'f> Parser<'f> {
    pub(super) fn beginning(&mut self, mut machines: Vec<Machine<'f>>, byte: u8) -> Option<Vec<u8>> {
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

    pub(super) fn in_call(&mut self, mut machine: Box<Machine<'f>>, byte: u8) -> Option<Vec<u8>> {
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

    pub(super) fn next(&mut self, mut machine: Box<Machine<'f>>, close: Option<Literal>, byte: u8) -> Option<Vec<u8>> {
        self.raw.push(byte);
        let mut close = close;
        let closed = close.as_mut().map(|literal| literal.feed(byte));
        if closed == Some(Step::Done) {
            self.raw.clear();
            return None;
        }
        if closed == Some(Step::Other) {
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
