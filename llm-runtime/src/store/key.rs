//! [`StoreKey`]: the key of a store.

use std::fmt;

use zeroize::Zeroize;

use crate::error::{ErrorKind, Result};

/// 32 random bytes that encrypt a store. Wiped from memory when dropped; `Debug` does not show them.
///
/// A password is no key: a person's words can be guessed, and nothing here makes guessing slow. Draw a key and let the
/// system's key ring keep it.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// A key that was kept somewhere.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new key, from the operating system's random numbers.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] when the system has none.
    pub fn random() -> Result<Self> {
        random().map(Self)
    }

    /// The bytes, to be kept somewhere safe.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for StoreKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("StoreKey([redacted])")
    }
}

pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    let none = |error: getrandom::Error| ErrorKind::Store(format!("the system has no random numbers: {error}"));
    getrandom::fill(&mut bytes).map_err(none)?;
    Ok(bytes)
}
