//! A model that is already on this machine.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::ModelError;
use super::super::cache::digest::{CopyError, HashedFile};
use super::super::progress::{Phase, Reporter};
use super::Fetch;

/// Copies the file; the original stays as it is.
pub(super) fn copy(fetch: &Fetch<'_>, from: &Path, reporter: &mut Reporter<'_>) -> Result<HashedFile, ModelError> {
    let failed = |error| ModelError::io("read", from, error);
    let mut source = File::open(from).map_err(failed)?;
    let size = source.metadata().map_err(failed)?.len();
    fetch.cache.check_space(size)?;
    let mut target = fetch.new_file()?;
    let mut tick = |done| reporter.tell(Phase::Fetching, done, size);
    match target.append(&mut source, &mut tick) {
        Ok(()) => Ok(target),
        Err(CopyError::Read(error)) => Err(failed(error)),
        Err(CopyError::Write(error)) => Err(error),
    }
}

/// Writes what is compiled in.
pub(super) fn write(fetch: &Fetch<'_>, mut bytes: &'static [u8]) -> Result<HashedFile, ModelError> {
    fetch.cache.check_space(bytes.len() as u64)?;
    let mut target = fetch.new_file()?;
    match target.append(&mut bytes, &mut |_| ()) {
        Ok(()) => Ok(target),
        Err(CopyError::Read(error)) => Err(ModelError::io("read", Path::new("the program"), error)),
        Err(CopyError::Write(error)) => Err(error),
    }
}

/// Refuses a file that is no GGUF at all, such as a web page that was saved under a model's name.
pub(in super::super) fn check_magic(path: &Path) -> Result<(), ModelError> {
    let mut magic = Vec::new();
    let file = File::open(path).map_err(|e| ModelError::io("read", path, e))?;
    file.take(4).read_to_end(&mut magic).map_err(|e| ModelError::io("read", path, e))?;
    if magic == b"GGUF" { Ok(()) } else { Err(ModelError::NotAModel { path: path.to_owned() }) }
}
