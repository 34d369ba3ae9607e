//! [`Seal`]: values that can be opened only where they belong.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::key::{StoreKey, random};
use crate::error::{ErrorKind, Result};

/// Long enough that nonces drawn at random do not meet (draft-irtf-cfrg-xchacha, section 3.1).
const NONCE: usize = 24;
const DIGEST: usize = 32;

/// Where a value belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The column, or the name of a value that the store has once.
    pub(super) column: &'a str,
    /// The conversation's identity, or nothing.
    pub(super) id: &'a str,
    /// The version of what is written there.
    pub(super) version: i64,
    /// The change by which it was written, so that values of two changes cannot be mixed.
    pub(super) revision: &'a [u8],
}

/// How a store's values are written.
pub(super) struct Seal {
    cipher: Option<XChaCha20Poly1305>,
    /// Tells the store from every other, so that values cannot be carried from one to another.
    store: [u8; 16],
}

impl Seal {
    pub(super) fn new(key: Option<&StoreKey>, store: [u8; 16]) -> Self {
        Self { cipher: key.map(|key| XChaCha20Poly1305::new(key.expose().into())), store }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.cipher.is_some()
    }

    pub(super) fn store(&self) -> [u8; 16] {
        self.store
    }

    /// What is written for a value.
    pub(super) fn close(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>> {
        let aad = self.bound(place);
        let Some(cipher) = &self.cipher else { return Ok([&digest(&aad, value)[..], value].concat()) };
        let nonce: [u8; NONCE] = random()?;
        let closed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: value, aad: &aad });
        let closed = closed.map_err(|_| ErrorKind::Store("a conversation is too long to be encrypted".into()))?;
        Ok([&nonce[..], &closed].concat())
    }

    /// The value that was written; `None` when it was altered, stands where another belongs, or has another key.
    pub(super) fn open(&self, place: Place<'_>, written: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let aad = self.bound(place);
        let Some(cipher) = &self.cipher else {
            let (expected, value) = written.split_first_chunk::<DIGEST>()?;
            return (digest(&aad, value) == *expected).then(|| Zeroizing::new(value.to_vec()));
        };
        let (nonce, closed) = written.split_first_chunk::<NONCE>()?;
        cipher.decrypt(&XNonce::from(*nonce), Payload { msg: closed, aad: &aad }).ok().map(Zeroizing::new)
    }

    /// The parts of a place, each with its length before it, so that no two places are written alike.
    fn bound(&self, place: Place<'_>) -> Vec<u8> {
        let version = place.version.to_le_bytes();
        let parts: [&[u8]; 6] =
            [b"llm-runtime store", &self.store, place.column.as_bytes(), place.id.as_bytes(), &version, place.revision];
        let mut bound = Vec::new();
        for part in parts {
            bound.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bound.extend_from_slice(part);
        }
        bound
    }
}

fn digest(aad: &[u8], value: &[u8]) -> [u8; DIGEST] {
    Sha256::new().chain_update(aad).chain_update(value).finalize().into()
}
