//! The arguments of a call: however they are written, what is told is JSON in the function's own shape.

use super::json::{Scan, Scanned};
use super::keywords::Keywords;
use super::out::Out;
use super::parameters::Parameters;
use super::quoted::Quoted;
use crate::edge::functions::Functions;
use crate::edge::syntax::Arguments as Written;

/// Tells arguments that come as JSON text in the shape that the model writes.
#[derive(Debug)]
pub(super) struct Sink<'f> {
    name: String,
    functions: &'f Functions,
    /// Where the function's own shape is another, nothing can be told before all is there.
    kept: Option<Vec<u8>>,
}

impl<'f> Sink<'f> {
    /// Begins to tell a call.
    pub(super) fn new(name: String, functions: &'f Functions, out: &mut Out) -> Self {
        out.start(&name);
        let kept = (!functions.keeps_shape(&name)).then(Vec::new);
        Self { name, functions, kept }
    }

    pub(super) fn push(&mut self, bytes: &[u8], out: &mut Out) {
        match &mut self.kept {
            Some(kept) => kept.extend_from_slice(bytes),
            None => out.arguments(bytes),
        }
    }

    /// The arguments are whole. Those that cannot be brought back are told as they are, for whoever checks them.
    pub(super) fn end(self, out: &mut Out) {
        if let Some(kept) = self.kept {
            let text = String::from_utf8_lossy(&kept);
            let raised = self.functions.brought_back(&self.name, &text);
            out.arguments(raised.as_deref().unwrap_or(&text).as_bytes());
        }
        out.end_call();
    }

    /// The arguments end in the middle.
    pub(super) fn cut(self, out: &mut Out) {
        out.arguments(&self.kept.unwrap_or_default());
    }
}

/// Reads the arguments after a name.
#[derive(Debug)]
pub(super) struct Arguments<'f> {
    way: Way,
    name: String,
    functions: &'f Functions,
    sink: Option<Sink<'f>>,
}

#[derive(Debug)]
enum Way {
    Json(Scan),
    Quoted(Quoted),
    Parameters(Box<Parameters>),
    Keywords(Keywords),
}

/// What a byte was to arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    More,
    /// The last byte.
    Done,
    /// No arguments.
    Other,
}

impl<'f> Arguments<'f> {
    pub(super) fn new(written: Written, name: String, functions: &'f Functions, after: &'static str) -> Self {
        let way = match written {
            Written::Json => Way::Json(Scan::default()),
            Written::Quoted { quote } => Way::Quoted(Quoted::new(quote)),
            Written::Keywords => Way::Keywords(Keywords::default()),
            Written::Parameters(parts) => {
                Way::Parameters(Box::new(Parameters::new(parts, after, functions.written_schema(&name).cloned())))
            }
        };
        Self { way, name, functions, sink: None }
    }

    pub(super) fn feed(&mut self, byte: u8, out: &mut Out) -> Read {
        let mut json = Vec::new();
        let read = match &mut self.way {
            Way::Json(scan) => match scan.feed(byte) {
                Scanned::Before => return Read::More,
                Scanned::After => return Read::Other,
                Scanned::Inside if self.sink.is_none() && byte != b'{' => return Read::Other,
                Scanned::Inside => {
                    json.push(byte);
                    Read::More
                }
                Scanned::Last => {
                    json.push(byte);
                    Read::Done
                }
            },
            Way::Quoted(quoted) => quoted.feed(byte, &mut json),
            Way::Parameters(parameters) => parameters.feed(byte, &mut json),
            Way::Keywords(keywords) => keywords.feed(byte, &mut json),
        };
        if matches!(read, Read::Other) {
            return read;
        }
        self.tell(read, &json, out)
    }

    fn tell(&mut self, read: Read, json: &[u8], out: &mut Out) -> Read {
        if self.sink.is_none() && json.is_empty() && read == Read::More {
            return Read::More;
        }
        let (name, functions) = (&self.name, self.functions);
        let sink = self.sink.get_or_insert_with(|| Sink::new(name.clone(), functions, out));
        sink.push(json, out);
        if read == Read::Done {
            if let Some(sink) = self.sink.take() {
                sink.end(out);
            }
            return Read::Done;
        }
        Read::More
    }

    pub(super) fn cut(&mut self, out: &mut Out) {
        let Some(mut sink) = self.sink.take() else { return };
        match &mut self.way {
            Way::Json(_) => {}
            Way::Quoted(quoted) => sink.push(&quoted.cut(), out),
            Way::Parameters(parameters) => sink.push(&parameters.cut(), out),
            Way::Keywords(keywords) => sink.push(&keywords.cut(), out),
        }
        sink.cut(out);
    }
}
