//! What comes with a model: an adapter, compiled in so that nothing has to be fetched for it; and an encoder.

use std::borrow::Cow;
use std::fmt;

use super::entry::{CatalogueEntry, Source};

/// A file that is compiled in. `Debug` shows its length alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub &'static [u8]);

impl fmt::Debug for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Bytes({})", self.0.len())
    }
}

/// An adapter that makes a model better at calling functions, and comes with it.
///
/// Which profile a model with its companion is talked to by, the name decides: see `ModelProfile::for_model` of the edge.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Companion {
    /// Its name: in the cache it is listed as what it is, a file of its own.
    pub name: Cow<'static, str>,
    /// The name of the file in the cache.
    pub file_name: Cow<'static, str>,
    /// Bytes of that file.
    pub size: u64,
    /// SHA-256 of that file, in lower-case hexadecimal.
    pub sha256: Cow<'static, str>,
    /// The licence of its weights.
    pub licence: Cow<'static, str>,
    /// How much of it, 1 being what it was trained for.
    pub scale: f32,
    /// Where it is from.
    pub source: Source,
}

impl Companion {
    /// A companion of unstated licence that is wholly applied.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        file_name: impl Into<Cow<'static, str>>,
        size: u64,
        sha256: impl Into<Cow<'static, str>>,
        source: Source,
    ) -> Self {
        let (name, file_name, sha256) = (name.into(), file_name.into(), sha256.into());
        Self { name, file_name, size, sha256, licence: Cow::Borrowed("unknown"), scale: 1.0, source }
    }

    /// The same as an entry: it is fetched, checked and kept as models are.
    pub(in super::super) fn entry(&self) -> CatalogueEntry {
        let Self { name, file_name, size, sha256, licence, source, .. } = self.clone();
        CatalogueEntry::new(name, file_name, size, sha256).with_licence(licence).with_source(source)
    }
}

/// The encoder that finds the function that a question means, for a model that is to call it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Encoder {
    /// The name of its entry in the catalogue.
    pub name: Cow<'static, str>,
    /// The adapter that taught it functions.
    pub companion: Option<Companion>,
}

impl<N: Into<Cow<'static, str>>> From<N> for Encoder {
    fn from(name: N) -> Self {
        Self { name: name.into(), companion: None }
    }
}
