//! Server-sent events (WHATWG HTML §9.2) from bytes that are cut anywhere.
//!
//! Written here and not taken from a library, because servers that speak of events differ from the standard where the
//! standard throws data away: the last event often has no blank line after it, and llama.cpp has reported failures
//! in a field `error` of its own. The widely used parsers are wrapped around an asynchronous stream, do not bound an event
//! or drop one that is too long without a word; those that are pushed are first releases.

use std::collections::VecDeque;

/// The most bytes of one event. The longest are whole responses, repeated in their last event.
const MOST: usize = 32 << 20;

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event<'a> {
    /// Its type; empty when the server gave none.
    pub(super) name: &'a str,
    /// Its data, lines joined.
    pub(super) data: &'a str,
}

/// One event, kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnedEvent {
    name: String,
    data: String,
}

impl OwnedEvent {
    pub(super) fn as_event(&self) -> Event<'_> {
        Event { name: &self.name, data: &self.data }
    }
}

/// An event was longer than any that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event of the stream is longer than {} MiB", MOST >> 20)]
pub(super) struct TooLong;

/// Takes bytes, gives events.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parser {
    /// The line that has begun.
    line: Vec<u8>,
    /// The last byte was a carriage return, so that a line feed ends no second line.
    after_return: bool,
    /// The first line may begin with a byte order mark.
    past_start: bool,
    name: String,
    data: Option<String>,
    ready: VecDeque<OwnedEvent>,
    too_long: bool,
}

impl Parser {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Takes more bytes; nothing more once an event was too long.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() && !self.too_long {
            if std::mem::take(&mut self.after_return) && rest[0] == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (line, after) = rest.split_at(end.unwrap_or(rest.len()));
            self.line.extend_from_slice(line);
            self.too_long = self.line.len() + self.data.as_ref().map_or(0, String::len) > MOST;
            rest = after;
            if let Some((last, after)) = after.split_first() {
                self.after_return = *last == b'\r';
                self.end_line();
                rest = after;
            }
        }
    }

    /// Takes the end of the stream, which ends the last line and the last event too.
    pub(super) fn end(&mut self) {
        self.end_line();
        self.dispatch();
    }

    /// The next event that is whole.
    ///
    /// # Errors
    /// [`TooLong`], after the events before it.
    pub(super) fn next(&mut self) -> Result<Option<OwnedEvent>, TooLong> {
        match self.ready.pop_front() {
            None if self.too_long => Err(TooLong),
            event => Ok(event),
        }
    }

    fn end_line(&mut self) {
        let bytes = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&bytes);
        let line = match text.strip_prefix('\u{feff}') {
            Some(line) if !self.past_start => line,
            _ => &text,
        };
        self.past_start = true;
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        self.field(field, value.strip_prefix(' ').unwrap_or(value));
    }

    /// `id` and `retry` are for a client that comes back, which no API here allows; a line that begins with a colon is a
    /// comment.
    fn field(&mut self, field: &str, value: &str) {
        match field {
            "data" => match &mut self.data {
                None => self.data = Some(value.to_owned()),
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
            },
            "event" => value.clone_into(&mut self.name),
            "error" => {
                self.dispatch();
                "error".clone_into(&mut self.name);
                self.data = Some(value.to_owned());
            }
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let name = std::mem::take(&mut self.name);
        if let Some(data) = self.data.take() {
            self.ready.push_back(OwnedEvent { name, data });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn events(pieces: &[&[u8]]) -> Vec<(String, String)> {
        let (mut parser, mut events) = (Parser::new(), Vec::new());
        for piece in pieces {
            parser.push(piece);
        }
        parser.end();
        while let Some(event) = parser.next().unwrap() {
            events.push((event.name, event.data));
        }
        events
    }

    fn pair(name: &str, data: &str) -> (String, String) {
        (name.to_owned(), data.to_owned())
    }

    #[test]
    fn lines_end_in_three_ways_and_comments_say_nothing() {
        let text = "\u{feff}: hello\ndata: 1\r\rid: 7\nretry: 10\nevent: ping\r\ndata:2\r\n\r\n:\n\ndata\ndata:  3\n\n";
        assert_eq!(events(&[text.as_bytes()]), [pair("", "1"), pair("ping", "2"), pair("", "\n 3")]);
    }

    #[test]
    fn the_end_of_the_stream_ends_the_last_event() {
        assert_eq!(events(&[b"data: 1\n\ndata: [DONE]"]), [pair("", "1"), pair("", "[DONE]")]);
        assert_eq!(events(&[b"event: nothing\n"]), []);
    }

    #[test]
    fn a_field_named_error_is_an_event() {
        let expected = [pair("", "1"), pair("error", r#"{"code":500}"#)];
        assert_eq!(events(&[b"data: 1\n\nerror: {\"code\":500}\n\n"]), expected);
        assert_eq!(events(&[b"data: 1\nerror: {\"code\":500}\n\n"]), expected);
    }

    #[test]
    fn an_event_that_does_not_end_is_an_error_and_not_memory() {
        let mut parser = Parser::new();
        parser.push(b"data: first\n\ndata: ");
        let long = vec![b'a'; 1 << 20];
        for _ in 0..100 {
            parser.push(&long);
        }
        assert_eq!(parser.next().unwrap().unwrap().data, "first");
        assert_eq!(parser.next(), Err(TooLong));
        assert!(parser.line.len() <= MOST + long.len());
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_bytes_are_cut(
            text in "(data|event|id|:|é|\u{feff}| |x|\r|\n|\r\n){0,40}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.sort_unstable();
            let (mut pieces, mut from) = (Vec::new(), 0);
            for cut in cuts {
                pieces.push(&bytes[from..cut]);
                from = cut;
            }
            pieces.push(&bytes[from..]);
            prop_assert_eq!(events(&pieces), events(&[bytes]));
        }
    }
}
