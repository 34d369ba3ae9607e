//! The beginning of a JSON text, closed so that it is JSON again.

use llm_functions::json::IncrementalReader;

/// The longest JSON that the beginning of an object or array can be closed to within so many bytes, and how many bytes of
/// it that takes. `None` when it is the beginning of something else.
pub(super) fn closed(text: &str, most: usize) -> Option<(String, usize)> {
    let begins = text.starts_with(['{', '[']);
    // The reader also bounds the nesting, and with it what is copied below.
    if !begins || IncrementalReader::new().push(text).is_err() {
        return None;
    }
    let mut scan = Scan { most, ..Scan::default() };
    for (at, byte) in text.bytes().enumerate() {
        if text.is_char_boundary(at) {
            scan.take(at, byte);
        } else {
            scan.after_escape = false;
        }
    }
    let (end, closers) = scan.best?;
    let mut closed = text.get(..end)?.to_owned();
    closed.extend(closers.iter().rev().map(|byte| char::from(*byte)));
    Some((closed, end))
}

#[derive(Default)]
struct Scan {
    most: usize,
    /// What closes the open brackets, outermost first.
    open: Vec<u8>,
    string: Option<Kind>,
    /// Bytes of an escape that are still to come.
    escape: usize,
    /// Whether an escape has just ended; two of them may be one character.
    after_escape: bool,
    /// Whether a string that begins now is a member's name.
    name_next: bool,
    best: Option<(usize, Vec<u8>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Name,
    Value,
}

impl Scan {
    fn take(&mut self, at: usize, byte: u8) {
        match self.string {
            Some(kind) => self.in_string(kind, at, byte),
            None => self.outside(at, byte),
        }
    }

    fn in_string(&mut self, kind: Kind, at: usize, byte: u8) {
        if self.escape > 0 {
            self.escape -= 1;
            if byte == b'u' && self.escape == 0 {
                self.escape = 4;
            }
            self.after_escape = true;
            return;
        }
        if kind == Kind::Value && !(self.after_escape && byte == b'\\') {
            self.can_end(at, Some(b'"'));
        }
        self.after_escape = false;
        match byte {
            b'\\' => self.escape = 1,
            b'"' => {
                self.string = None;
                if kind == Kind::Value {
                    self.can_end(at + 1, None);
                }
            }
            _ => {}
        }
    }

    fn outside(&mut self, at: usize, byte: u8) {
        match byte {
            b'"' => {
                self.string = Some(if self.name_next { Kind::Name } else { Kind::Value });
                self.name_next = false;
                self.after_escape = false;
            }
            b'{' | b'[' => {
                self.open.push(if byte == b'{' { b'}' } else { b']' });
                self.name_next = byte == b'{';
                self.can_end(at + 1, None);
            }
            b'}' | b']' => {
                self.open.pop();
                self.name_next = false;
                self.can_end(at + 1, None);
            }
            b',' => {
                self.can_end(at, None);
                self.name_next = self.open.last() == Some(&b'}');
            }
            _ => {}
        }
    }

    /// Notes that the text can be closed before this byte, if there is room for what closes it.
    fn can_end(&mut self, end: usize, quote: Option<u8>) {
        if end + self.open.len() + usize::from(quote.is_some()) <= self.most {
            let best = self.best.get_or_insert_default();
            best.0 = end;
            best.1.clone_from(&self.open);
            best.1.extend(quote);
        }
    }
}
