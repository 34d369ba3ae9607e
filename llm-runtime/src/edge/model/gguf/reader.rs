//! Reads the bytes of a file. Nothing here grows beyond what the file holds.

use std::collections::HashSet;
use std::io::Read;

use super::Gguf;
use super::kind::{ARRAY, Scalar, TEXT, TensorKind};
use super::value::{Number, Texts, Value, little_endian};
use super::{Tensor, layout};

/// The largest models have some thousands of keys and tensors.
const MAX_ENTRIES: u64 = 1 << 16;
/// A vocabulary of a million entries and a merge for each is far below.
const MAX_ARRAY: u64 = 1 << 24;
/// A chat template has some ten thousand bytes.
const MAX_STRING: u64 = 1 << 24;
/// Keys are dotted names.
const MAX_KEY: u64 = 1 << 10;
/// ggml keeps a tensor's name in 64 bytes, the last of which is 0.
const MAX_NAME: u64 = 63;
const CUT: &str = "the file is cut off within its header";

/// A file that is read from its beginning.
pub(super) struct Reader<R> {
    input: R,
    left: u64,
    length: u64,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(input: R, length: u64) -> Self {
        Self { input, left: length, length }
    }

    /// Everything but the weights, of a file that is whole.
    pub(super) fn file(mut self) -> Result<Gguf, String> {
        self.magic()?;
        let version = self.u32()?;
        if !(2..=3).contains(&version) {
            return Err(format!("GGUF version {version} is not known here (2 and 3 are)"));
        }
        let tensors = self.count("tensors", MAX_ENTRIES)?;
        let pairs = self.count("values", MAX_ENTRIES)?;
        let values = self.values(pairs)?;
        let tensors = self.tensors(tensors)?;
        let alignment = layout::alignment(&values)?;
        let header = self.length - self.left;
        let data = layout::check(&tensors, header, alignment, self.length)?;
        Ok(Gguf { values, tensors, data })
    }

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

    fn values(&mut self, pairs: u64) -> Result<Vec<(String, Value)>, String> {
        let mut values: Vec<(String, Value)> = Vec::new();
        let mut seen = HashSet::new();
        for _ in 0..pairs {
            let key = self.name("key", MAX_KEY)?;
            if !seen.insert(key.clone()) {
                return Err(format!("the key `{key}` stands there twice"));
            }
            let kind = self.u32()?;
            let value = self.value(kind).map_err(|reason| in_key(&key, reason))?;
            values.push((key, value));
        }
        Ok(values)
    }

    fn value(&mut self, kind: u32) -> Result<Value, String> {
        match kind {
            TEXT => Ok(Value::Text(self.text()?)),
            ARRAY => self.array(),
            _ => {
                let scalar = scalar(kind)?;
                Ok(Value::Number(Number { scalar, bits: little_endian(&self.bytes(scalar.bytes())?) }))
            }
        }
    }

    fn array(&mut self) -> Result<Value, String> {
        let kind = self.u32()?;
        let count = self.count("items of an array", MAX_ARRAY)?;
        match kind {
            TEXT => {
                let mut texts = Texts::default();
                for _ in 0..count {
                    let length = self.length()?;
                    texts.push_with(length, |bytes| self.fill(bytes))?;
                }
                Ok(Value::Texts(texts))
            }
            ARRAY => Err("an array holds arrays".to_owned()),
            _ => {
                let scalar = scalar(kind)?;
                Ok(Value::Numbers(scalar, self.bytes(count * scalar.bytes())?))
            }
        }
    }

    fn tensors(&mut self, count: u64) -> Result<Vec<Tensor>, String> {
        let mut tensors = Vec::new();
        let mut seen = HashSet::new();
        for _ in 0..count {
            let name = self.name("tensor", MAX_NAME)?;
            if !seen.insert(name.clone()) {
                return Err(format!("the tensor `{name}` stands there twice"));
            }
            let shape = self.shape().map_err(|reason| in_tensor(&name, reason))?;
            let number = self.u32()?;
            let kind = TensorKind::of(number)
                .ok_or_else(|| in_tensor(&name, format!("its type {number} is not known here")))?;
            let offset = self.u64()?;
            tensors.push(Tensor::new(name, kind, shape, offset)?);
        }
        Ok(tensors)
    }

    fn shape(&mut self) -> Result<Vec<u64>, String> {
        let dimensions = self.u32()?;
        if !(1..=4).contains(&dimensions) {
            return Err(format!("it has {dimensions} dimensions"));
        }
        (0..dimensions).map(|_| self.u64()).collect()
    }

    fn count(&mut self, what: &str, most: u64) -> Result<u64, String> {
        let count = self.u64()?;
        if count > most {
            return Err(format!("it claims {count} {what}"));
        }
        // Nothing takes less than a byte.
        if count > self.left { Err(CUT.to_owned()) } else { Ok(count) }
    }

    /// A name that stands in messages: no control characters, which would also end it early for llama.cpp.
    fn name(&mut self, what: &str, most: u64) -> Result<String, String> {
        let length = self.u64()?;
        if length == 0 || length > most {
            return Err(format!("a {what} has a name of {length} bytes; 1 to {most} are possible"));
        }
        let name = String::from_utf8(self.bytes(length)?).map_err(|_| format!("the name of a {what} is no UTF-8"))?;
        if name.chars().any(char::is_control) {
            return Err(format!("the name of a {what} has control characters in it"));
        }
        Ok(name)
    }

    fn text(&mut self) -> Result<Vec<u8>, String> {
        let length = self.length()?;
        self.bytes(length as u64)
    }

    /// The length of a text, which is there.
    fn length(&mut self) -> Result<usize, String> {
        let length = self.u64()?;
        if length > MAX_STRING {
            return Err(format!("it claims a text of {length} bytes"));
        }
        if length > self.left { Err(CUT.to_owned()) } else { usize::try_from(length).map_err(|_| CUT.to_owned()) }
    }

    fn u32(&mut self) -> Result<u32, String> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn u64(&mut self) -> Result<u64, String> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn bytes(&mut self, count: u64) -> Result<Vec<u8>, String> {
        // Checked before anything is reserved for it.
        if count > self.left {
            return Err(CUT.to_owned());
        }
        let mut bytes = vec![0; usize::try_from(count).map_err(|_| CUT)?];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(CUT)?;
        self.input.read_exact(bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => CUT.to_owned(),
            _ => format!("the file cannot be read: {error}"),
        })
    }
}

fn scalar(kind: u32) -> Result<Scalar, String> {
    Scalar::of(kind).ok_or_else(|| format!("its type {kind} is not known here"))
}

fn in_key(key: &str, reason: String) -> String {
    if reason == CUT { reason } else { format!("`{key}`: {reason}") }
}

fn in_tensor(name: &str, reason: String) -> String {
    if reason == CUT { reason } else { format!("tensor `{name}`: {reason}") }
}
