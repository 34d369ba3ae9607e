//! The inside of a string, byte by byte where it must be and in one piece where it can be: UTF-8 sequences and escapes may
//! be cut anywhere.

use super::Fault;
use crate::json::error::Reason;

/// Where inside a string the reader is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Text {
    Plain,
    /// The first bytes of a character.
    Utf8 {
        bytes: [u8; 4],
        length: usize,
    },
    /// After a backslash.
    Escape,
    /// Inside `\u0000`; `high` is the first half of a surrogate pair, if there was one.
    Hex {
        digits: u8,
        unit: u16,
        high: Option<u16>,
    },
    /// After the first half of a surrogate pair, before the second half's backslash.
    LowBackslash(u16),
    /// … and before its `u`.
    LowU(u16),
    /// After the closing quote.
    Closed,
}

impl Text {
    /// Reads on; returns how many bytes were used, at least one. `rest` is not empty and begins at `offset`.
    pub(super) fn step(&mut self, rest: &[u8], offset: usize, out: &mut String) -> Result<usize, Fault> {
        let byte = rest.first().copied().unwrap_or_default();
        *self = match *self {
            Self::Plain | Self::Closed => return self.plain(rest, offset, out),
            Self::Utf8 { bytes, length } => utf8(bytes, length, byte, offset, out)?,
            Self::Escape => escape(byte, offset, out)?,
            Self::Hex { digits, unit, high } => hex(digits, unit, high, byte, offset, out)?,
            Self::LowBackslash(high) if byte == b'\\' => Self::LowU(high),
            Self::LowU(high) if byte == b'u' => Self::Hex { digits: 0, unit: 0, high: Some(high) },
            Self::LowBackslash(_) | Self::LowU(_) => return Err(Fault { offset, reason: Reason::Surrogate }),
        };
        Ok(1)
    }

    /// Everything up to the next byte that means something.
    fn plain(&mut self, rest: &[u8], offset: usize, out: &mut String) -> Result<usize, Fault> {
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).unwrap_or(rest.len());
        let (run, special) = rest.split_at(length);
        let cut = match std::str::from_utf8(run) {
            Ok(run) => {
                out.push_str(run);
                &[]
            }
            Err(error) => {
                let (valid, tail) = run.split_at(error.valid_up_to());
                out.push_str(std::str::from_utf8(valid).unwrap_or_default());
                if error.error_len().is_some() || !special.is_empty() {
                    return Err(Fault { offset: offset + error.valid_up_to(), reason: Reason::Utf8 });
                }
                tail
            }
        };
        *self = match special.first() {
            Some(b'"') => Self::Closed,
            Some(b'\\') => Self::Escape,
            Some(_) => return Err(Fault { offset: offset + length, reason: Reason::Control }),
            None if cut.is_empty() => Self::Plain,
            None => {
                let mut bytes = [0; 4];
                bytes.iter_mut().zip(cut).for_each(|(to, from)| *to = *from);
                Self::Utf8 { bytes, length: cut.len() }
            }
        };
        Ok(length + usize::from(!special.is_empty()))
    }
}

/// One more byte of a character.
fn utf8(mut bytes: [u8; 4], length: usize, byte: u8, offset: usize, out: &mut String) -> Result<Text, Fault> {
    let fault = Fault { offset: offset - length, reason: Reason::Utf8 };
    *bytes.get_mut(length).ok_or(fault)? = byte;
    match std::str::from_utf8(&bytes[..=length]) {
        Ok(character) => {
            out.push_str(character);
            Ok(Text::Plain)
        }
        Err(error) if error.error_len().is_none() => Ok(Text::Utf8 { bytes, length: length + 1 }),
        Err(_) => Err(fault),
    }
}

fn escape(byte: u8, offset: usize, out: &mut String) -> Result<Text, Fault> {
    out.push(match byte {
        b'"' | b'\\' | b'/' => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return Ok(Text::Hex { digits: 0, unit: 0, high: None }),
        _ => return Err(Fault { offset, reason: Reason::Escape }),
    });
    Ok(Text::Plain)
}

/// One more digit of a UTF-16 unit; the fourth completes it.
fn hex(digits: u8, unit: u16, high: Option<u16>, byte: u8, offset: usize, out: &mut String) -> Result<Text, Fault> {
    let digit = char::from(byte).to_digit(16).and_then(|digit| u16::try_from(digit).ok());
    let unit = unit << 4 | digit.ok_or(Fault { offset, reason: Reason::Escape })?;
    if digits < 3 {
        return Ok(Text::Hex { digits: digits + 1, unit, high });
    }
    let units = [high.unwrap_or(unit), unit];
    let units = if high.is_some() { &units[..] } else { &units[..1] };
    match char::decode_utf16(units.iter().copied()).next() {
        Some(Ok(character)) => {
            out.push(character);
            Ok(Text::Plain)
        }
        Some(Err(_)) if high.is_none() && (0xd800..0xdc00).contains(&unit) => Ok(Text::LowBackslash(unit)),
        _ => Err(Fault { offset, reason: Reason::Surrogate }),
    }
}
