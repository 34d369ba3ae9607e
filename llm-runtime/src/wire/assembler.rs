//! [`Assembler`]: from the bytes of an answer to deltas.

use super::answer::{Answer, MOST_CALLS};
use super::{Decode, broken, error, foreign, sse};
use crate::error::{Error, ErrorKind, Result};
use crate::platform::Delta;

/// The most bytes of one answer. The longest windows of today, written out with an event of their own for every token,
/// stay below it.
const MOST: usize = 512 << 20;

/// The most bytes of an answer that is no stream.
const MOST_WHOLE: usize = 64 << 20;

/// Takes the bytes of one answer, cut anywhere, and gives its deltas.
///
/// A server that was asked for a stream may send one JSON object instead, and the other way round: which it is shows in the
/// first byte.
pub(crate) struct Assembler {
    decode: Box<dyn Decode>,
    answer: Answer,
    form: Form,
    /// Names the server in errors.
    server: String,
    bytes: usize,
    failed: bool,
}

enum Form {
    /// Nothing but white space has come.
    Unknown,
    /// Events.
    Stream(sse::Parser),
    /// One JSON value.
    Whole(Vec<u8>),
}

impl Assembler {
    pub(super) fn new(decode: Box<dyn Decode>, answer: Answer, model: &str) -> Self {
        let server = format!("the server of `{model}`");
        Self { decode, answer, form: Form::Unknown, server, bytes: 0, failed: false }
    }

    /// Takes more of the body. After an error nothing more is read.
    ///
    /// # Errors
    /// [`ErrorKind::Provider`] when the server reports an error in its answer, [`ErrorKind::Transport`] when the answer
    /// is none, [`ErrorKind::NotTheApi`] when it never was one. The deltas that came before it are there.
    pub(crate) fn push(&mut self, bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<()> {
        if self.failed || self.is_finished() {
            return Ok(());
        }
        let result = self.take(bytes);
        self.give(result, deltas)
    }

    /// Takes the end of the body.
    ///
    /// # Errors
    /// Those of [`push`](Self::push), and [`ErrorKind::Transport`] when the answer broke off.
    pub(crate) fn end(&mut self, deltas: &mut Vec<Delta>) -> Result<()> {
        if self.failed || self.is_finished() {
            return Ok(());
        }
        let result = self.finish();
        self.give(result, deltas)
    }

    /// Whether the answer is whole: what may still come means nothing.
    pub(crate) fn is_finished(&self) -> bool {
        self.answer.is_closed()
    }

    /// Whether it is known why the answer ends; what may still come is what it cost, and an end mark.
    #[cfg(feature = "cloud")]
    pub(crate) fn has_reason(&self) -> bool {
        self.answer.finished().is_some()
    }

    fn give(&mut self, result: Result<()>, deltas: &mut Vec<Delta>) -> Result<()> {
        let result = result.map_err(|error| self.named(error));
        if result.is_err() {
            self.failed = true;
            self.answer.break_off();
        }
        deltas.append(&mut self.answer.deltas);
        result
    }

    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > MOST {
            return Err(broken("the answer does not come to an end"));
        }
        let bytes = self.begin(bytes)?;
        match &mut self.form {
            Form::Unknown => Ok(()),
            Form::Whole(body) if body.len() + bytes.len() > MOST_WHOLE => Err(broken("the answer is too long")),
            Form::Whole(body) => {
                body.extend_from_slice(bytes);
                Ok(())
            }
            Form::Stream(parser) => {
                parser.push(bytes);
                self.events()
            }
        }
    }

    /// Leaves out what stands before the first byte that says which form it is: white space, a byte order mark.
    fn begin<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8]> {
        if let Form::Unknown = self.form {
            let says = |byte: &u8| !byte.is_ascii_whitespace() && !"\u{feff}".as_bytes().contains(byte);
            let Some(first) = bytes.iter().position(says) else { return Ok(&[]) };
            self.form = match bytes[first] {
                b'<' => return Err(foreign("it answered with a page, not with a turn")),
                b'{' | b'[' => Form::Whole(Vec::new()),
                _ => Form::Stream(sse::Parser::new()),
            };
            return Ok(&bytes[first..]);
        }
        Ok(bytes)
    }

    /// Reads the events that are there, up to the one that ends the answer: what comes after it means nothing, be it broken.
    fn events(&mut self) -> Result<()> {
        loop {
            let Form::Stream(parser) = &mut self.form else { return Ok(()) };
            if self.answer.is_closed() {
                return Ok(());
            }
            match parser.next() {
                Ok(Some(event)) => {
                    self.decode.event(event.as_event(), &mut self.answer)?;
                    self.check_calls()?;
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(broken(&error.to_string())),
            }
        }
    }

    fn check_calls(&self) -> Result<()> {
        if self.answer.calls() < MOST_CALLS { Ok(()) } else { Err(broken("the message makes too many calls")) }
    }

    fn finish(&mut self) -> Result<()> {
        match &mut self.form {
            Form::Unknown => {}
            Form::Whole(body) => {
                let body = std::mem::take(body);
                let Some(json) = super::json::of_bytes(&body) else {
                    return Err(broken("the answer is not whole, or not JSON"));
                };
                if let Some(error) = error::of_json(200, &json, self.answer.label()) {
                    return Err(ErrorKind::from(error).into());
                }
                self.decode.whole(&json, &mut self.answer)?;
                self.check_calls()?;
            }
            Form::Stream(parser) => {
                parser.end();
                self.events()?;
                self.decode.end(&mut self.answer);
            }
        }
        if self.answer.is_closed() { Ok(()) } else { Err(broken("the answer broke off")) }
    }

    /// The same error with the server's name.
    fn named(&self, error: Error) -> Error {
        match error.kind() {
            ErrorKind::Transport { destination, reason } if destination.is_empty() => {
                ErrorKind::Transport { destination: self.server.clone(), reason: reason.clone() }.into()
            }
            ErrorKind::NotTheApi { destination, reason } if destination.is_empty() => {
                ErrorKind::NotTheApi { destination: self.server.clone(), reason: reason.clone() }.into()
            }
            _ => error,
        }
    }
}
