//! Digests of files, by which what was made of them is found again.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::models::{digest_of_file, hexadecimal};

/// The digest of a model file. Reading gigabytes takes seconds, so that it is noted with the file's length and time in this
/// directory.
pub(super) fn digest_of_model(directory: &Path, file: &Path) -> io::Result<String> {
    let facts = fs::metadata(file)?;
    let state = format!("{} {} {:?}", fs::canonicalize(file)?.display(), facts.len(), facts.modified()?);
    let note = directory.join(format!("{}.model", hexadecimal(Sha256::new_with_prefix(state))));
    if let Ok(known) = fs::read_to_string(&note)
        && known.len() == 64
    {
        return Ok(known);
    }
    let digest = digest(file)?;
    fs::write(note, &digest)?;
    Ok(digest)
}

/// The digest of a file.
pub(super) fn digest(file: &Path) -> io::Result<String> {
    digest_of_file(file, &mut |_| {}).map_err(io::Error::other)
}
