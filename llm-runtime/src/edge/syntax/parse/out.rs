//! The deltas of one piece of text, neighbours of one kind put together.

use crate::platform::Delta;

/// What was read so far and not yet told.
#[derive(Debug, Default)]
pub(super) struct Out {
    deltas: Vec<Delta>,
    kind: Kind,
    bytes: Vec<u8>,
    /// White space that is text only if more text follows.
    held: Vec<u8>,
    quiet: bool,
    started: usize,
    ended: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Text,
    Reasoning,
    Arguments,
}

impl Out {
    /// Text. White space after a call or a thought separates and says nothing.
    pub(super) fn text(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.quiet && byte.is_ascii_whitespace() {
                self.held.push(*byte);
            } else {
                self.quiet = false;
                self.held.clear();
                self.put(Kind::Text, &[*byte]);
            }
        }
    }

    pub(super) fn reasoning(&mut self, bytes: &[u8]) {
        self.put(Kind::Reasoning, bytes);
    }

    /// Drops the white space that follows.
    pub(super) fn quiet(&mut self) {
        self.quiet = true;
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    pub(super) fn start(&mut self, name: &str) {
        self.flush();
        self.quiet = false;
        self.deltas.push(Delta::CallStart { index: self.started, id: None, name: name.to_owned() });
        self.started += 1;
    }

    /// More of the arguments of the call that was started last.
    pub(super) fn arguments(&mut self, bytes: &[u8]) {
        self.put(Kind::Arguments, bytes);
    }

    pub(super) fn end_call(&mut self) {
        self.flush();
        self.deltas.push(Delta::CallEnd { index: self.started.saturating_sub(1) });
        self.ended = self.started;
    }

    /// How many calls have begun.
    pub(super) fn started(&self) -> usize {
        self.started
    }

    pub(super) fn ended(&self) -> usize {
        self.ended
    }

    /// Nothing more comes.
    pub(super) fn end(&mut self) {
        self.held.clear();
    }

    pub(super) fn take(&mut self) -> Vec<Delta> {
        self.flush();
        std::mem::take(&mut self.deltas)
    }

    fn put(&mut self, kind: Kind, bytes: &[u8]) {
        if self.kind != kind {
            self.flush();
            self.kind = kind;
        }
        self.bytes.extend_from_slice(bytes);
    }

    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.bytes)).into_owned();
        self.deltas.push(match self.kind {
            Kind::Text => Delta::Text(text),
            Kind::Reasoning => Delta::Reasoning(text),
            Kind::Arguments => Delta::CallArguments { index: self.started.saturating_sub(1), fragment: text },
        });
    }
}
