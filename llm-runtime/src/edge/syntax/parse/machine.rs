//! One call in one form.

use super::arguments::{Arguments, Read};
use super::literal::{Literal, Step};
use super::object::Object;
use super::out::Out;
use crate::edge::functions::Functions;
use crate::edge::syntax::{Arguments as Written, Body, Form};

/// Reads one call.
#[derive(Debug)]
pub(super) struct Machine<'f> {
    form: &'static Form,
    functions: &'f Functions,
    at: At<'f>,
    /// Texts that have to come before the name, one after the other.
    lead: Vec<Literal>,
    name: Vec<u8>,
}

#[derive(Debug)]
enum At<'f> {
    Lead,
    Object(Box<Object<'f>>),
    Name,
    /// What stands between the name and an identity.
    BeforeId(Literal),
    Id(Vec<u8>),
    Then(Literal),
    Arguments(Box<Arguments<'f>>),
    After(Literal),
    Nothing,
}

/// What became of a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fed {
    More,
    /// The call is over with this byte.
    Done,
    /// The call, if it was one, was over before this byte.
    Other,
}

impl<'f> Machine<'f> {
    /// For the first call of a message.
    pub(super) fn first(form: &'static Form, functions: &'f Functions) -> Self {
        Self::new(form, functions, &[form.open, form.before])
    }

    /// For the call after this one.
    pub(super) fn next(&self) -> Self {
        Self::new(self.form, self.functions, &[self.form.between, self.form.before])
    }

    fn new(form: &'static Form, functions: &'f Functions, lead: &[&'static str]) -> Self {
        let lead = lead.iter().rev().map(|text| Literal::new(text)).collect();
        let mut machine = Self { form, functions, at: At::Lead, lead, name: Vec::new() };
        machine.skip();
        machine
    }

    pub(super) fn form(&self) -> &'static Form {
        self.form
    }

    /// Takes nothing any more.
    pub(super) fn stop(&mut self) {
        self.at = At::Nothing;
    }

    /// Goes past what has to come no more.
    fn skip(&mut self) {
        while matches!(self.at, At::Lead) && self.lead.last().is_none_or(Literal::is_done) {
            if self.lead.pop().is_none() {
                self.at = match &self.form.body {
                    Body::Object(members) => {
                        let bare = self.form.trigger.is_empty();
                        At::Object(Box::new(Object::new(*members, self.functions, bare)))
                    }
                    Body::Named { .. } => At::Name,
                };
            }
        }
    }

    pub(super) fn feed(&mut self, byte: u8, out: &mut Out) -> Fed {
        match &mut self.at {
            At::Lead => {
                let step = self.lead.last_mut().map_or(Step::Other, |literal| literal.feed(byte));
                self.skip();
                if step == Step::Other { Fed::Other } else { Fed::More }
            }
            At::Object(object) => {
                let fed = object.feed(byte, out);
                if fed == Fed::Done { self.end() } else { fed }
            }
            At::Name => self.in_name(byte, out),
            At::BeforeId(literal) => match literal.feed(byte) {
                Step::Other => Fed::Other,
                Step::More => Fed::More,
                Step::Done => {
                    self.at = At::Id(Vec::new());
                    Fed::More
                }
            },
            At::Id(id) if is_of_name(byte) && id.len() < 64 => {
                id.push(byte);
                Fed::More
            }
            At::Id(_) => {
                self.then();
                self.feed(byte, out)
            }
            At::Then(literal) => match literal.feed(byte) {
                Step::Other => Fed::Other,
                Step::More => Fed::More,
                Step::Done => self.arguments(),
            },
            At::Arguments(_) => self.in_arguments(byte, out),
            At::After(literal) => match literal.feed(byte) {
                Step::Other => Fed::Other,
                Step::More => Fed::More,
                Step::Done => Fed::Done,
            },
            At::Nothing => Fed::Other,
        }
    }

    fn in_name(&mut self, byte: u8, out: &mut Out) -> Fed {
        if (is_of_name(byte) || self.functions.name_goes_on(&self.name, byte)) && self.name.len() < 256 {
            self.name.push(byte);
            return Fed::More;
        }
        if self.name.is_empty() {
            return if byte.is_ascii_whitespace() { Fed::More } else { Fed::Other };
        }
        match &self.form.body {
            Body::Named { id: Some(id), .. } if id.before.as_bytes().first() == Some(&byte) => {
                self.at = At::BeforeId(Literal::new(id.before));
            }
            _ => self.then(),
        }
        self.feed(byte, out)
    }

    fn then(&mut self) {
        let Body::Named { then, .. } = &self.form.body else { return };
        let literal = Literal::new(then);
        if literal.is_done() {
            self.arguments();
        } else {
            self.at = At::Then(literal);
        }
    }

    fn arguments(&mut self) -> Fed {
        let Body::Named { arguments, .. } = &self.form.body else { return Fed::Other };
        let name = String::from_utf8_lossy(&self.name).into_owned();
        if self.form.trigger.is_empty() && !self.functions.knows(&name) {
            return Fed::Other;
        }
        self.at = At::Arguments(Box::new(Arguments::new(*arguments, name, self.functions, self.form.after)));
        Fed::More
    }

    fn in_arguments(&mut self, byte: u8, out: &mut Out) -> Fed {
        let At::Arguments(arguments) = &mut self.at else { return Fed::Other };
        match arguments.feed(byte, out) {
            Read::More => Fed::More,
            Read::Other => Fed::Other,
            // What follows parameters was read to see that no other parameter comes.
            Read::Done if matches!(self.form.body, Body::Named { arguments: Written::Parameters(_), .. }) => Fed::Done,
            Read::Done => self.end(),
        }
    }

    fn end(&mut self) -> Fed {
        // The bracket that closes arguments without one of their own is known by then.
        let after = match self.form.body {
            Body::Named { arguments: Written::Quoted { .. }, .. } => self.form.after.trim_start_matches('}'),
            Body::Named { arguments: Written::Keywords, .. } => self.form.after.trim_start_matches(')'),
            _ => self.form.after,
        };
        let literal = Literal::new(after);
        if literal.is_done() {
            return Fed::Done;
        }
        self.at = At::After(literal);
        Fed::More
    }

    /// Tells what was read of arguments that end in the middle.
    pub(super) fn cut(&mut self, out: &mut Out) {
        match &mut self.at {
            At::Arguments(arguments) => arguments.cut(out),
            At::Object(object) => object.cut(out),
            _ => {}
        }
    }
}

/// Whether a byte can be part of a name or an identity; all others end it.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'$') || byte >= 0x80
}
