//! [`Bare`]: JSON as it is written, with a string at the top without its quotes and escapes. The string is taken apart
//! while it passes, so that of a long one only the beginning is ever held.

use std::io;

use super::answer::Kept;

pub(super) struct Bare {
    kept: Kept,
    place: Place,
    /// The first half of a pair of escapes that stand for one character.
    high: Option<u16>,
}

#[derive(Clone, Copy)]
enum Place {
    /// Before the first byte.
    Start,
    /// In something that is no string.
    Json,
    /// In a string.
    Text,
    /// Behind a backslash.
    Escape,
    /// In the digits of an escape: how many there were, and what they amount to.
    Digits(u8, u16),
}

impl Bare {
    pub(super) fn new(kept: Kept) -> Self {
        Self { kept, place: Place::Start, high: None }
    }

    pub(super) fn finish(self) -> Kept {
        self.kept
    }

    /// Takes the next bytes of a string up to an escape at once; says how many it took.
    fn step(&mut self, bytes: &[u8]) -> usize {
        let Some(first) = bytes.first() else { return 0 };
        match (self.place, first) {
            (Place::Start, b'"') => self.place = Place::Text,
            (Place::Start | Place::Json, _) => {
                self.place = Place::Json;
                self.kept.push(bytes);
                return bytes.len();
            }
            (Place::Text, b'\\') => self.place = Place::Escape,
            // Only the string's own end stands without a backslash.
            (Place::Text, b'"') => {}
            (Place::Text, _) => {
                let plain = bytes.iter().position(|byte| matches!(byte, b'\\' | b'"')).unwrap_or(bytes.len());
                self.kept.push(bytes.get(..plain).unwrap_or_default());
                return plain;
            }
            (Place::Escape, b'u') => self.place = Place::Digits(0, 0),
            (Place::Escape, letter) => {
                self.place = Place::Text;
                self.kept.push(&[unescaped(*letter)]);
            }
            (Place::Digits(count, value), digit) => self.digit(count, value << 4 | hex(*digit)),
        }
        1
    }

    fn digit(&mut self, count: u8, value: u16) {
        if count < 3 {
            self.place = Place::Digits(count + 1, value);
            return;
        }
        self.place = Place::Text;
        let units = [self.high.take(), Some(value)];
        if (0xd800..0xdc00).contains(&value) {
            self.high = Some(value);
            return;
        }
        for letter in char::decode_utf16(units.into_iter().flatten()) {
            let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.kept.push(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

fn unescaped(letter: u8) -> u8 {
    match letter {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 0x08,
        b'f' => 0x0c,
        same => same,
    }
}

fn hex(digit: u8) -> u16 {
    let value = match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    };
    value.into()
}

impl io::Write for Bare {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = self.step(rest);
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
