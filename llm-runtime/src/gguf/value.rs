//! The values of keys.

use super::kind::Scalar;

/// One number or truth value, with the type that the file gives it: llama.cpp reads no other type in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its type.
    pub scalar: Scalar,
    /// Its bytes, as the file has them, in the lower end.
    pub bits: u64,
}

impl Number {
    /// A number of 32 bits without a sign, the type of most keys.
    pub fn u32(value: u32) -> Self {
        Self { scalar: Scalar::U32, bits: u64::from(value) }
    }

    /// A 32-bit float.
    pub fn f32(value: f32) -> Self {
        Self { scalar: Scalar::F32, bits: u64::from(value.to_bits()) }
    }

    /// A truth value.
    pub fn bool(value: bool) -> Self {
        Self { scalar: Scalar::Bool, bits: u64::from(value) }
    }

    /// The value if it is a 32-bit float.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is empty")]
    pub fn as_f32(self) -> Option<f32> {
        (self.scalar == Scalar::F32).then_some(f32::from_bits(self.bits as u32))
    }
}

/// What stands under a key.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// One number.
    Number(Number),
    /// A text; UTF-8 by GGUF's rules, which a damaged file may break.
    Text(Vec<u8>),
    /// An array of numbers: their type, and their bytes one after another.
    Numbers(Scalar, Vec<u8>),
    /// An array of texts.
    Texts(Texts),
}

impl Value {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The numbers of an array, each as its bits.
    pub(crate) fn bits(&self) -> Option<(Scalar, Vec<u64>)> {
        let Self::Numbers(scalar, bytes) = self else { return None };
        let width = usize::try_from(scalar.bytes()).ok()?;
        Some((*scalar, bytes.chunks_exact(width).map(little_endian).collect()))
    }

    /// What it is, for messages.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Number(number) => format!("a value of type {:?}", number.scalar),
            Self::Text(_) => "a text".to_owned(),
            Self::Numbers(scalar, _) => format!("an array of {scalar:?}"),
            Self::Texts(_) => "an array of texts".to_owned(),
        }
    }
}

/// Bytes of a number in GGUF's order.
pub(crate) fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// Many texts in one piece of memory: a vocabulary has a quarter of a million.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    /// Appends a text.
    pub fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }

    /// Appends a text of that length, which is written by another.
    pub(crate) fn push_with<E>(
        &mut self,
        length: usize,
        write: impl FnOnce(&mut [u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let start = self.bytes.len();
        self.bytes.resize(start + length, 0);
        write(self.bytes.get_mut(start..).unwrap_or_default())?;
        self.ends.push(self.bytes.len());
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default())
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text.as_ref()));
        all
    }
}
