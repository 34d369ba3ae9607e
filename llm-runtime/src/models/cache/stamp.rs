//! What a model's file looked like when its digest was last checked.
//!
//! Hashing a hundred megabytes at every start would cost more than loading them. A file whose length and time of change
//! are those of its last check is taken for the same file.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::super::ModelError;

const SUFFIX: &str = ".stamp.json";
/// A time at which no model was changed.
const NEVER: u64 = 0;

/// The outcome of a check, kept beside the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Stamp {
    pub(in super::super) name: String,
    pub(in super::super) sha256: String,
    size: u64,
    modified: u64,
}

/// Where the stamp of a file lies.
pub(in super::super) fn path(models: &Path, file_name: &str) -> PathBuf {
    models.join(format!("{file_name}{SUFFIX}"))
}

/// The file name that a stamp's file name stands for.
pub(in super::super) fn stamped_file(stamp_name: &str) -> Option<&str> {
    stamp_name.strip_suffix(SUFFIX)
}

impl Stamp {
    /// Reads a stamp. One that is missing or unreadable is no error: the file is then simply checked again.
    pub(in super::super) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Whether the file is still the one that was checked.
    pub(in super::super) fn fits(&self, file: &Path) -> bool {
        let same = |found: Metadata| found.len() == self.size && modified(&found) == self.modified;
        self.modified != NEVER && fs::metadata(file).is_ok_and(same)
    }

    /// Notes that the file has that digest now.
    pub(in super::super) fn write(path: &Path, name: &str, file: &Path, sha256: &str) -> Result<(), ModelError> {
        let found = fs::metadata(file).map_err(|e| ModelError::io("read", file, e))?;
        let stamp =
            Self { name: name.to_owned(), sha256: sha256.to_owned(), size: found.len(), modified: modified(&found) };
        stamp.save(path)
    }

    /// Makes the stamp fit no file any more, and keeps what it says about the name and the digest.
    pub(in super::super) fn revoke(path: &Path) -> Result<(), ModelError> {
        Self::read(path).map_or(Ok(()), |stamp| Self { modified: NEVER, ..stamp }.save(path))
    }

    /// Renamed into place, so that another process never reads half a stamp.
    fn save(&self, path: &Path) -> Result<(), ModelError> {
        let half_written = path.with_extension("half-written");
        let text = serde_json::to_vec(self).unwrap_or_default();
        fs::write(&half_written, text).map_err(|e| ModelError::io("write", &half_written, e))?;
        fs::rename(&half_written, path).map_err(|e| ModelError::io("write", path, e))
    }
}

fn modified(found: &Metadata) -> u64 {
    let since = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|time| u64::try_from(time.as_nanos()).ok()).unwrap_or(NEVER)
}
