//! Why a bundle could not be read at all.

use std::{fmt, io, path::Path};

/// A bundle could not be read. What could be read is never lost to this: a bad resource is a warning.
///
/// Neither the path nor the content is in the message: bundles are often named after the patient. [`BundleError::path`] has
/// the path for a program that may show it.
#[derive(Debug)]
pub struct BundleError {
    kind: BundleErrorKind,
    path: Option<std::path::PathBuf>,
    source: Option<io::Error>,
}

/// What is wrong with the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleErrorKind {
    /// The file cannot be read; the source says why.
    Read,
    /// It is not text in UTF-8.
    NotText,
    /// It is not JSON from this place on.
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// Whether it ends too early, as a cut-off download does.
        ends_early: bool,
    },
    /// It is JSON, but no FHIR resource.
    NotFhir,
    /// It is a FHIR resource of another type.
    NotABundle {
        /// Which one.
        resource_type: String,
    },
    /// Its `entry` is no list.
    BrokenEntries,
    /// It is a bundle about nobody.
    NoPatient,
}

impl BundleError {
    pub(super) const fn new(kind: BundleErrorKind) -> Self {
        Self { kind, path: None, source: None }
    }

    pub(super) fn read(source: io::Error) -> Self {
        Self { source: Some(source), ..Self::new(BundleErrorKind::Read) }
    }

    pub(super) fn at(self, path: &Path) -> Self {
        Self { path: Some(path.to_path_buf()), ..self }
    }

    /// What is wrong.
    pub const fn kind(&self) -> &BundleErrorKind {
        &self.kind
    }

    /// The file it was read from, if it was one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            BundleErrorKind::Read => formatter.write_str("the bundle's file cannot be read"),
            BundleErrorKind::NotText => {
                formatter.write_str("the file is not UTF-8 text; export the bundle as FHIR JSON")
            }
            BundleErrorKind::NotJson { line, column, ends_early: true } => {
                write!(formatter, "the JSON ends too early, at line {line}, column {column}; fetch or export it again")
            }
            BundleErrorKind::NotJson { line, column, .. } => {
                write!(formatter, "not JSON at line {line}, column {column}; FHIR's XML form is not read")
            }
            BundleErrorKind::NotFhir => formatter.write_str("JSON, but not FHIR: no object with a `resourceType`"),
            BundleErrorKind::NotABundle { resource_type } => {
                write!(
                    formatter,
                    "a FHIR {resource_type}, not a Bundle; put the patient and the record into one Bundle"
                )
            }
            BundleErrorKind::BrokenEntries => formatter.write_str("a FHIR Bundle whose `entry` is not a list"),
            BundleErrorKind::NoPatient => {
                formatter.write_str("a FHIR Bundle without a Patient; it must hold the patient it is about")
            }
        }
    }
}

impl std::error::Error for BundleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
