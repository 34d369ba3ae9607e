//! [`Bytes`]: identities, keys and digests, in text as hexadecimal digits.

use std::fmt::Write as _;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind, Result};

/// So many bytes. Without `Debug`, because some are secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes<const N: usize>(pub(super) [u8; N]);

impl<const N: usize> Bytes<N> {
    /// Bytes that nobody can guess, from the operating system.
    pub(super) fn random() -> Result<Self> {
        let mut bytes = [0; N];
        match getrandom::fill(&mut bytes) {
            Ok(()) => Ok(Self(bytes)),
            Err(error) => Err(Error::new(ErrorKind::Configuration(format!(
                "the operating system gives no random numbers, without which nothing can be approved: {error}"
            )))),
        }
    }

    /// Lower-case hexadecimal digits.
    pub(super) fn text(&self) -> String {
        self.0.iter().fold(String::with_capacity(N * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Only what [`text`](Self::text) writes, so that one value has one text.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; N];
        if text.len() != N * 2 {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(digits[0])? << 4 | digit(digits[1])?;
        }
        Some(Self(bytes))
    }
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| D::Error::custom(format!("expected {} lower-case hexadecimal digits", N * 2)))
    }
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn bytes_have_one_text() {
        let bytes = Bytes([0x0f, 0xa9]);
        assert_eq!(bytes.text(), "0fa9");
        assert!(Bytes::<2>::read("0fa9") == Some(bytes));
        for other in ["0FA9", "0fa", "0fa9a", "0fg9", "", "+fa9", "äa9"] {
            assert!(Bytes::<2>::read(other).is_none(), "{other}");
        }
    }
}
