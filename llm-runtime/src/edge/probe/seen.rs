//! Files that passed, so that they are not tried at every start.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::models::{cache_directory, hexadecimal};

/// What decides besides the file. Raised together with llama-cpp-2's version, or when more is tried.
const BUILD: &str = "llama-cpp-2 0.1.160, trial 2";

/// A file as it was when it passed.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    build: String,
    length: u64,
    /// Nanoseconds since 1970: of its last change, and, where the system has it, of the last change to what it says of
    /// itself, which nobody can set back.
    times: [i128; 2],
}

/// Whether a file passed and is the same still. That nothing can be read is no error: the file is tried again.
pub(super) fn is_remembered(path: &Path, note: &Path) -> bool {
    let then = std::fs::read(note).ok().and_then(|bytes| serde_json::from_slice::<Seen>(&bytes).ok());
    then.is_some() && then == look(path)
}

/// Notes that a file passed. If that cannot be written, it is tried again at the next start.
pub(super) fn remember(path: &Path, note: &Path) {
    let Some(seen) = look(path) else { return };
    let half_written = note.with_extension(format!("{}.half-written", std::process::id()));
    let folder = note.parent().map_or(Ok(()), std::fs::create_dir_all);
    let written = folder.and_then(|()| std::fs::write(&half_written, serde_json::to_vec(&seen).unwrap_or_default()));
    let _ = written.and_then(|()| std::fs::rename(&half_written, note));
}

/// The note about a file lies under the digest of its place, so that two files never share one.
pub(super) fn place(path: &Path, notes: Option<&Path>) -> Option<PathBuf> {
    let whole = std::fs::canonicalize(path).ok()?;
    let name = hexadecimal(Sha256::new_with_prefix(whole.as_os_str().as_encoded_bytes()));
    let notes = notes.map(Path::to_owned).or_else(|| Some(cache_directory().ok()?.join("probed")))?;
    Some(notes.join(format!("{name}.json")))
}

fn look(path: &Path) -> Option<Seen> {
    let facts = std::fs::metadata(path).ok()?;
    let since = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let modified = i128::try_from(since.as_nanos()).ok()?;
    Some(Seen { build: BUILD.to_owned(), length: facts.len(), times: [modified, changed(&facts)] })
}

#[cfg(unix)]
fn changed(facts: &Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt;
    i128::from(facts.ctime()) * 1_000_000_000 + i128::from(facts.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_facts: &Metadata) -> i128 {
    0
}
