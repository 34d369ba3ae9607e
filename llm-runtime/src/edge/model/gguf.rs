//! Checks a GGUF file before llama.cpp sees it, which aborts the process where a check of its own fails.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// More than any model has; a count above it is damage, not size.
const MAX_ENTRIES: u64 = 1 << 20;
/// A vocabulary of a million entries and a merge for each is far below.
const MAX_ARRAY: u64 = 1 << 24;
/// A chat template has some ten thousand bytes.
const MAX_STRING: u64 = 1 << 24;
const MAX_NAME: u64 = 64;
const CUT: &str = "the file is cut off within its header";
const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// Checks that the file is a whole GGUF model: its header, every key and value, and that every tensor lies within it.
///
/// # Errors
/// [`ErrorKind::Model`] that says what is wrong with the file and what to do about it.
pub(crate) fn check(path: &Path) -> Result<()> {
    examine(path).map_err(|reason| {
        Error::new(ErrorKind::Model {
            model: path.display().to_string(),
            reason: format!("{reason}; fetch it again or give another file"),
        })
    })
}

fn examine(path: &Path) -> Result<(), String> {
    let facts = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("the file cannot be read: {error}"),
    })?;
    if !facts.is_file() {
        return Err("this is a directory, not a model file".to_owned());
    }
    let file = File::open(path).map_err(|error| format!("the file cannot be read: {error}"))?;
    let mut reader = Reader { input: BufReader::new(file), left: facts.len(), length: facts.len() };
    reader.magic()?;
    reader.body()
}

struct Reader<R> {
    input: R,
    left: u64,
    length: u64,
}

/// What the values say that is needed for a check.
#[derive(Default)]
struct Values {
    alignment: Option<u64>,
    architecture: bool,
}

impl<R: Read + Seek> Reader<R> {
    fn magic(&mut self) -> Result<(), String> {
        if self.length == 0 {
            return Err("the file is empty".to_owned());
        }
        let start = self.bytes(4.min(self.length))?;
        match start.as_slice() {
            b"GGUF" => Ok(()),
            [b'<', ..] => Err("this is a web page, not a model".to_owned()),
            [b'v' | b'V', b'e' | b'E', ..] => Err("this is a pointer of Git LFS, not a model".to_owned()),
            _ => Err("this is not a GGUF file".to_owned()),
        }
    }

    fn body(&mut self) -> Result<(), String> {
        let version = self.u32()?;
        if !(2..=3).contains(&version) {
            return Err(format!("GGUF version {version} is not known here (2 and 3 are)"));
        }
        let tensors = self.count("tensors", MAX_ENTRIES)?;
        let pairs = self.count("values", MAX_ENTRIES)?;
        let values = self.values(pairs)?;
        if !values.architecture {
            return Err("it does not say which architecture the model has".to_owned());
        }
        self.tensors(tensors, values.alignment.unwrap_or(32))
    }

    fn values(&mut self, pairs: u64) -> Result<Values, String> {
        let mut values = Values::default();
        for _ in 0..pairs {
            let key = self.string(MAX_STRING)?;
            let kind = self.u32()?;
            match key.as_slice() {
                b"general.alignment" if kind == 4 => {
                    let alignment = u64::from(self.u32()?);
                    if !alignment.is_power_of_two() {
                        return Err("its alignment is not a power of two".to_owned());
                    }
                    values.alignment = Some(alignment);
                }
                b"general.architecture" if kind == STRING => {
                    values.architecture = !self.string(MAX_NAME)?.is_empty();
                }
                // A count of 0 is a divisor of 0 in llama.cpp.
                key if kind == 4 && key.ends_with(b".attention.head_count") => {
                    if self.u32()? == 0 {
                        return Err("it says that the model has no attention heads".to_owned());
                    }
                }
                _ => self.skip_value(kind)?,
            }
        }
        Ok(values)
    }

    fn skip_value(&mut self, kind: u32) -> Result<(), String> {
        match kind {
            STRING => self.string(MAX_STRING).map(drop),
            ARRAY => {
                let item = self.u32()?;
                let count = self.count("items of an array", MAX_ARRAY)?;
                match item {
                    STRING => (0..count).try_for_each(|_| self.string(MAX_STRING).map(drop)),
                    ARRAY => Err("an array holds arrays".to_owned()),
                    _ => self.skip(count * scalar_size(item)?),
                }
            }
            _ => self.skip(scalar_size(kind)?),
        }
    }

    fn tensors(&mut self, count: u64, alignment: u64) -> Result<(), String> {
        let mut end = 0_u64;
        for _ in 0..count {
            self.string(MAX_NAME)?;
            let size = self.tensor_size()?;
            let offset = self.u64()?;
            if offset % alignment != 0 {
                return Err("a tensor is not aligned".to_owned());
            }
            end = end.max(offset.checked_add(size).ok_or("a tensor ends beyond any file")?);
        }
        let header = (self.length - self.left).next_multiple_of(alignment);
        let needed = header.checked_add(end).ok_or("a tensor ends beyond any file")?;
        if needed > self.length {
            return Err(format!("the file is cut off: it has {} of {needed} bytes", self.length));
        }
        Ok(())
    }

    fn tensor_size(&mut self) -> Result<u64, String> {
        let dimensions = self.u32()?;
        if !(1..=4).contains(&dimensions) {
            return Err(format!("a tensor has {dimensions} dimensions"));
        }
        let mut elements = 1_u64;
        let mut row = 0;
        for dimension in 0..dimensions {
            let length = self.u64()?;
            if dimension == 0 {
                row = length;
            }
            elements = elements
                .checked_mul(length)
                .filter(|count| *count > 0 && *count < 1 << 48)
                .ok_or("a tensor has an impossible shape")?;
        }
        let kind = self.u32()?;
        let (block, bytes) = block_size(kind).ok_or_else(|| format!("tensor type {kind} is not known here"))?;
        if row % block != 0 {
            return Err("a row of a tensor is not a whole number of blocks".to_owned());
        }
        Ok(elements / block * bytes)
    }

    fn count(&mut self, what: &str, most: u64) -> Result<u64, String> {
        let count = self.u64()?;
        if count > most {
            return Err(format!("it claims {count} {what}"));
        }
        // Nothing takes less than a byte.
        if count > self.left { Err(CUT.to_owned()) } else { Ok(count) }
    }

    fn string(&mut self, most: u64) -> Result<Vec<u8>, String> {
        let length = self.u64()?;
        if length > most {
            return Err(format!("it claims a text of {length} bytes"));
        }
        self.bytes(length)
    }

    fn u32(&mut self) -> Result<u32, String> {
        Ok(self.bytes(4)?.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    }

    fn u64(&mut self) -> Result<u64, String> {
        Ok(self.bytes(8)?.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    fn bytes(&mut self, count: u64) -> Result<Vec<u8>, String> {
        self.take(count)?;
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(count).read_to_end(&mut bytes);
        match read {
            Ok(length) if length as u64 == count => Ok(bytes),
            Ok(_) => Err(CUT.to_owned()),
            Err(error) => Err(format!("the file cannot be read: {error}")),
        }
    }

    fn skip(&mut self, count: u64) -> Result<(), String> {
        self.take(count)?;
        let step = i64::try_from(count).map_err(|_| "a value is too long")?;
        self.input.seek_relative(step).map_err(|error| format!("the file cannot be read: {error}"))
    }

    fn take(&mut self, count: u64) -> Result<(), String> {
        self.left = self.left.checked_sub(count).ok_or(CUT)?;
        Ok(())
    }
}

fn scalar_size(kind: u32) -> Result<u64, String> {
    match kind {
        0 | 1 | 7 => Ok(1),
        2 | 3 => Ok(2),
        4..=6 => Ok(4),
        10..=12 => Ok(8),
        _ => Err(format!("value type {kind} is not known here")),
    }
}

/// Elements of a block and its bytes, by ggml's number for the type.
#[expect(clippy::match_same_arms, reason = "in the order of the numbers, as ggml lists them")]
fn block_size(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 | 26 => (1, 4),
        1 | 25 | 30 => (1, 2),
        2 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        9 => (32, 36),
        10 => (256, 84),
        11 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        15 => (256, 292),
        16 => (256, 66),
        17 => (256, 74),
        18 => (256, 98),
        19 => (256, 50),
        20 => (32, 18),
        21 => (256, 110),
        22 => (256, 82),
        23 => (256, 136),
        24 => (1, 1),
        27 | 28 => (1, 8),
        29 => (256, 56),
        34 => (256, 54),
        35 => (256, 66),
        39 => (32, 17),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should say where")]
    use std::io::Cursor;

    use super::*;

    fn text(out: &mut Vec<u8>, text: &str) {
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(text.as_bytes());
    }

    /// A model of one tensor of 32 numbers.
    fn model() -> Vec<u8> {
        let mut out = b"GGUF".to_vec();
        out.extend(3_u32.to_le_bytes());
        out.extend(1_u64.to_le_bytes());
        out.extend(2_u64.to_le_bytes());
        text(&mut out, "general.architecture");
        out.extend(STRING.to_le_bytes());
        text(&mut out, "llama");
        text(&mut out, "scores");
        out.extend(ARRAY.to_le_bytes());
        out.extend(6_u32.to_le_bytes());
        out.extend(2_u64.to_le_bytes());
        out.extend([0; 8]);
        text(&mut out, "weight");
        out.extend(1_u32.to_le_bytes());
        out.extend(32_u64.to_le_bytes());
        out.extend(0_u32.to_le_bytes());
        out.extend(0_u64.to_le_bytes());
        out.resize(out.len().next_multiple_of(32) + 128, 0);
        out
    }

    fn verdict(bytes: &[u8]) -> Result<(), String> {
        let length = bytes.len() as u64;
        let mut reader = Reader { input: Cursor::new(bytes), left: length, length };
        reader.magic()?;
        reader.body()
    }

    #[test]
    fn a_whole_model_passes_and_no_shorter_one_does() {
        let model = model();
        assert_eq!(verdict(&model), Ok(()));
        for length in 0..model.len() {
            assert!(verdict(&model[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn what_is_not_a_model_is_named() {
        for (bytes, reason) in [
            (&b""[..], "empty"),
            (b"<!doctype html><html>", "web page"),
            (b"version https://git-lfs", "Git LFS"),
            (b"PK\x03\x04zip", "not a GGUF"),
            (b"GGUF\x01\0\0\0", "version 1"),
            (b"GGUF\x03\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "tensors"),
        ] {
            let error = verdict(bytes).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_damage_makes_the_check_panic(at in 0_usize..200, byte: u8, length in 0_usize..400) {
            let mut model = model();
            let at = at % model.len();
            model[at] = byte;
            model.truncate(length);
            let _ = verdict(&model);
        }
    }
}
