//! The cache directory: where a model's file, its stamp, its lock and its half-done work lie.
//!
//! ```text
//! models/NAME.gguf              a model, complete and checked
//! models/NAME.gguf.stamp.json   what it looked like when it was checked
//! models/.fetch/NAME/           whole packages and half-done work; only the holder of the lock touches it
//! models/.locks/NAME
//! ```

pub(super) mod digest;
pub(super) mod lock;
pub(super) mod stamp;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ModelError;

/// How many bytes are free for us on the volume of a directory; a field, so that a test can fill the disk.
pub(super) type FreeSpace = fn(&Path) -> io::Result<u64>;

/// The directory that holds every model.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    models: PathBuf,
    free_space: FreeSpace,
}

impl Cache {
    pub(super) fn new(cache_dir: &Path) -> Self {
        Self { models: cache_dir.join("models"), free_space: |path| fs4::available_space(path) }
    }

    #[cfg(test)]
    pub(super) fn with_free_space(mut self, free_space: FreeSpace) -> Self {
        self.free_space = free_space;
        self
    }

    pub(super) fn models(&self) -> &Path {
        &self.models
    }

    /// Everything that belongs to one model; both names were checked.
    pub(super) fn place(&self, name: &str, file_name: &str) -> Place {
        Place {
            file: self.models.join(file_name),
            stamp: stamp::path(&self.models, file_name),
            lock: self.models.join(".locks").join(name),
            workshop: self.models.join(".fetch").join(name),
        }
    }

    /// Refuses to begin what the volume has no room for.
    pub(super) fn check_space(&self, needed: u64) -> Result<(), ModelError> {
        let available =
            (self.free_space)(&self.models).map_err(|e| ModelError::io("read the free space of", &self.models, e))?;
        if available >= needed {
            return Ok(());
        }
        let cache = self.models.clone();
        Err(ModelError::DiskFull { cache, needed: Some(needed), available: Some(available) })
    }
}

/// The paths that belong to one model.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) file: PathBuf,
    pub(super) stamp: PathBuf,
    pub(super) lock: PathBuf,
    pub(super) workshop: PathBuf,
}

impl Place {
    /// Takes a finished file into its place: at no moment is there a half-written model under the model's name.
    pub(super) fn admit(&self, finished: &Path, name: &str, sha256: &str) -> Result<(), ModelError> {
        fs::rename(finished, &self.file).map_err(|e| ModelError::io("move the model to", &self.file, e))?;
        stamp::Stamp::write(&self.stamp, name, &self.file, sha256)
    }
}

/// Creates a directory with its parents.
pub(super) fn create_dir(path: &Path) -> Result<(), ModelError> {
    fs::create_dir_all(path).map_err(|e| ModelError::io("create the directory", path, e))
}

/// Removes a file or a directory with all it holds; that it was not there is no error.
pub(super) fn remove(path: &Path) -> Result<(), ModelError> {
    let gone = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match gone {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ModelError::io("remove", path, error)),
        _ => Ok(()),
    }
}
