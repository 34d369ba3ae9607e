//! Writes GGUF files.

use std::io::{self, Write};

use super::kind::{ARRAY, TEXT, TensorKind};
use super::tensor::Tensor;
use super::value::{Number, Value};

/// Tensors begin at multiples of it, unless a file says otherwise.
pub(crate) const ALIGNMENT: u64 = 32;
const VERSION: u32 = 3;

/// A file in the making: keys with values, and tensors with their bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    pub(crate) values: Vec<(String, Value)>,
    pub(crate) tensors: Vec<(Tensor, Vec<u8>)>,
}

impl Draft {
    /// Sets the value of a key, in place of one that it had.
    pub fn set(&mut self, key: &str, value: Value) {
        match self.values.iter_mut().find(|(found, _)| found == key) {
            Some((_, old)) => *old = value,
            None => self.values.push((key.to_owned(), value)),
        }
    }

    /// Appends a tensor. Its bytes are what the file gets, whatever its shape says: nothing is checked here.
    pub fn push(&mut self, name: &str, kind: TensorKind, shape: &[u64], bytes: Vec<u8>) {
        let tensor = Tensor { name: name.to_owned(), kind, shape: shape.to_vec(), offset: 0 };
        self.tensors.push((tensor, bytes));
    }

    /// Writes the file, with each tensor where the one before it ends.
    ///
    /// # Errors
    /// What the output says.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut place = 0;
        let placed = self.tensors.iter().map(|(tensor, bytes)| {
            let offset = place;
            place = (place + bytes.len() as u64).next_multiple_of(ALIGNMENT);
            Tensor { offset, ..tensor.clone() }
        });
        let head = header(&self.values, &placed.collect::<Vec<_>>());
        out.write_all(&head)?;
        for (_, bytes) in &self.tensors {
            out.write_all(bytes)?;
            pad(out, bytes.len() as u64)?;
        }
        Ok(())
    }
}

/// The bytes before the weights.
pub(crate) fn header(values: &[(String, Value)], tensors: &[Tensor]) -> Vec<u8> {
    let mut out = b"GGUF".to_vec();
    out.extend(VERSION.to_le_bytes());
    out.extend((tensors.len() as u64).to_le_bytes());
    out.extend((values.len() as u64).to_le_bytes());
    for (key, value) in values {
        text(&mut out, key.as_bytes());
        put(&mut out, value);
    }
    for tensor in tensors {
        text(&mut out, tensor.name.as_bytes());
        out.extend(u32::try_from(tensor.shape.len()).unwrap_or(u32::MAX).to_le_bytes());
        tensor.shape.iter().for_each(|length| out.extend(length.to_le_bytes()));
        out.extend(tensor.kind.number().to_le_bytes());
        out.extend(tensor.offset.to_le_bytes());
    }
    out.resize(out.len().next_multiple_of(32), 0);
    out
}

fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Number(Number { scalar, bits }) => {
            out.extend(scalar.number().to_le_bytes());
            let width = usize::try_from(scalar.bytes()).unwrap_or(8);
            out.extend(bits.to_le_bytes().iter().take(width));
        }
        Value::Text(bytes) => {
            out.extend(TEXT.to_le_bytes());
            text(out, bytes);
        }
        Value::Numbers(scalar, bytes) => {
            array(out, scalar.number(), bytes.len() as u64 / scalar.bytes());
            out.extend(bytes);
        }
        Value::Texts(texts) => {
            array(out, TEXT, texts.len() as u64);
            texts.iter().for_each(|bytes| text(out, bytes));
        }
    }
}

fn array(out: &mut Vec<u8>, kind: u32, count: u64) {
    out.extend(ARRAY.to_le_bytes());
    out.extend(kind.to_le_bytes());
    out.extend(count.to_le_bytes());
}

fn text(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn pad(out: &mut dyn Write, length: u64) -> io::Result<()> {
    let missing = usize::try_from(length.next_multiple_of(ALIGNMENT) - length).unwrap_or(0);
    out.write_all(&[0; 32][..missing])
}
