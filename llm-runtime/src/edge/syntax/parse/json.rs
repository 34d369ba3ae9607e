//! Where a JSON value ends. That it is one is for the reader of the arguments to say.

/// Follows one value.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    started: bool,
}

/// What a byte is to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// White space before it.
    Before,
    /// Part of it.
    Inside,
    /// Its last byte.
    Last,
    /// The first byte after it, or one that cannot begin a value.
    After,
}

impl Scan {
    pub(super) fn feed(&mut self, byte: u8) -> Scanned {
        if self.in_string {
            return self.string(byte);
        }
        if !self.started {
            if byte.is_ascii_whitespace() {
                return Scanned::Before;
            }
            if !matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') {
                return Scanned::After;
            }
        } else if self.depth == 0 && !matches!(byte, b'a'..=b'z' | b'E' | b'0'..=b'9' | b'.' | b'+' | b'-') {
            return Scanned::After;
        }
        self.started = true;
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Scanned::Last;
                }
            }
            _ => {}
        }
        Scanned::Inside
    }

    fn string(&mut self, byte: u8) -> Scanned {
        let ends = byte == b'"' && !self.escaped;
        self.escaped = byte == b'\\' && !self.escaped;
        self.in_string = !ends;
        if ends && self.depth == 0 { Scanned::Last } else { Scanned::Inside }
    }

    pub(super) fn has_started(&self) -> bool {
        self.started
    }
}
