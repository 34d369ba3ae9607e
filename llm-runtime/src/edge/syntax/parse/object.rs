//! A call as a JSON object: its members in any order.

use super::arguments::Sink;
use super::json::{Scan, Scanned};
use super::machine::Fed;
use super::out::Out;
use crate::edge::functions::Functions;
use crate::edge::syntax::Members;

/// Reads the object of a call.
#[derive(Debug)]
pub(super) struct Object<'f> {
    members: Members,
    functions: &'f Functions,
    /// Whether nothing but the object says that this is a call; then only a function that there is makes it one.
    bare: bool,
    at: At,
    key: Vec<u8>,
    value: Vec<u8>,
    name: Option<String>,
    arguments: Given,
    sink: Option<Sink<'f>>,
}

#[derive(Debug)]
enum At {
    Brace,
    Key,
    InKey { escaped: bool },
    Colon,
    Value(Scan, Kind),
    Comma,
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    Arguments,
    Other,
}

/// What is known of the arguments.
#[derive(Debug, Default, PartialEq, Eq)]
enum Given {
    #[default]
    No,
    /// They came before the name.
    Held(Vec<u8>),
    Told,
}

impl<'f> Object<'f> {
    pub(super) fn new(members: Members, functions: &'f Functions, bare: bool) -> Self {
        Self {
            members,
            functions,
            bare,
            at: At::Brace,
            key: Vec::new(),
            value: Vec::new(),
            name: None,
            arguments: Given::No,
            sink: None,
        }
    }

    pub(super) fn feed(&mut self, byte: u8, out: &mut Out) -> Fed {
        let space = byte.is_ascii_whitespace();
        match &mut self.at {
            At::Over => Fed::Other,
            At::InKey { escaped } if byte == b'"' && !*escaped => {
                self.at = At::Colon;
                self.known_key()
            }
            At::InKey { escaped } => {
                *escaped = byte == b'\\' && !*escaped;
                self.key.push(byte);
                if self.key.len() > 64 { Fed::Other } else { Fed::More }
            }
            At::Value(..) => self.in_value(byte, out),
            _ if space => Fed::More,
            At::Brace if byte == b'{' => self.go(At::Key),
            At::Key if byte == b'"' => {
                self.key.clear();
                self.go(At::InKey { escaped: false })
            }
            At::Colon if byte == b':' => {
                self.value.clear();
                let kind = self.kind();
                self.go(At::Value(Scan::default(), kind))
            }
            At::Comma if byte == b',' => self.go(At::Key),
            At::Comma if byte == b'}' => self.over(out),
            _ => self.broken(out),
        }
    }

    fn go(&mut self, at: At) -> Fed {
        self.at = at;
        Fed::More
    }

    fn kind(&self) -> Kind {
        match &*self.key {
            b"name" | b"tool_name" | b"function" => Kind::Name,
            b"arguments" | b"parameters" => Kind::Arguments,
            key if key == self.members.name.as_bytes() => Kind::Name,
            _ => Kind::Other,
        }
    }

    /// A bare object with other members is an object like any other.
    fn known_key(&self) -> Fed {
        let id = self.members.id.is_some_and(|id| id.as_bytes() == self.key);
        if self.bare && self.kind() == Kind::Other && !id { Fed::Other } else { Fed::More }
    }

    fn in_value(&mut self, byte: u8, out: &mut Out) -> Fed {
        let At::Value(scan, kind) = &mut self.at else { return Fed::Other };
        let (scanned, kind) = (scan.feed(byte), *kind);
        match scanned {
            Scanned::Before => Fed::More,
            Scanned::Inside => self.take(kind, byte, out),
            Scanned::Last => {
                let fed = self.take(kind, byte, out);
                self.at = At::Comma;
                if fed == Fed::Other { fed } else { self.value_over(kind, out, fed) }
            }
            Scanned::After if scan.has_started() => {
                self.at = At::Comma;
                match self.value_over(kind, out, Fed::More) {
                    Fed::Other => Fed::Other,
                    _ => self.feed(byte, out),
                }
            }
            Scanned::After => self.broken(out),
        }
    }

    fn take(&mut self, kind: Kind, byte: u8, out: &mut Out) -> Fed {
        if kind == Kind::Arguments && self.arguments == Given::No && self.value.is_empty() && byte == b'{' {
            return self.begin_arguments(byte, out);
        }
        match &mut self.sink {
            Some(sink) if kind == Kind::Arguments && self.arguments == Given::Told => {
                sink.push(&[byte], out);
            }
            _ => self.value.push(byte),
        }
        Fed::More
    }

    fn begin_arguments(&mut self, byte: u8, out: &mut Out) -> Fed {
        let Some(name) = self.name.clone() else {
            self.value.push(byte);
            return Fed::More;
        };
        let mut sink = Sink::new(name, self.functions, out);
        sink.push(&[byte], out);
        self.sink = Some(sink);
        self.arguments = Given::Told;
        Fed::More
    }

    fn value_over(&mut self, kind: Kind, out: &mut Out, fed: Fed) -> Fed {
        let value = std::mem::take(&mut self.value);
        match kind {
            Kind::Name => {
                let text = serde_json::from_slice::<String>(&value).unwrap_or_default();
                if text.is_empty() || (self.bare && !self.functions.knows(&text)) {
                    return Fed::Other;
                }
                self.name = Some(text);
            }
            Kind::Arguments if self.arguments == Given::No => self.arguments = Given::Held(as_object(value)),
            Kind::Arguments | Kind::Other => return fed,
        }
        let held = match (&self.name, &mut self.arguments) {
            (Some(_), Given::Held(held)) => std::mem::take(held),
            _ => return fed,
        };
        let mut sink = Sink::new(self.name.clone().unwrap_or_default(), self.functions, out);
        sink.push(&held, out);
        self.sink = Some(sink);
        self.arguments = Given::Told;
        Fed::More
    }

    fn over(&mut self, out: &mut Out) -> Fed {
        self.at = At::Over;
        let Some(sink) = self.sink.take() else { return Fed::Other };
        sink.end(out);
        Fed::Done
    }

    /// Something that does not belong there: arguments that are whole are a call all the same.
    fn broken(&mut self, out: &mut Out) -> Fed {
        let whole = self.arguments == Given::Told && !matches!(self.at, At::Value(_, Kind::Arguments));
        if let (true, Some(sink)) = (whole, self.sink.take()) {
            sink.end(out);
        }
        self.at = At::Over;
        Fed::Other
    }

    /// Tells what was read of arguments that end in the middle.
    pub(super) fn cut(&mut self, out: &mut Out) {
        if let Some(sink) = self.sink.take() {
            sink.cut(out);
        }
    }
}

/// Some models write arguments as a text of JSON; `null` and nothing are no arguments.
fn as_object(value: Vec<u8>) -> Vec<u8> {
    match serde_json::from_slice::<String>(&value) {
        Ok(text) if !text.trim().is_empty() => text.into_bytes(),
        Ok(_) => b"{}".to_vec(),
        Err(_) if value == b"null" => b"{}".to_vec(),
        Err(_) => value,
    }
}
