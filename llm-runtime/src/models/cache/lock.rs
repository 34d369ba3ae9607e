//! One worker per model, over all processes of the machine.

use std::fs::File;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fs4::{FileExt, TryLockError};

use super::super::ModelError;

/// How often a waiting process looks again.
const PATIENCE: Duration = Duration::from_millis(100);

/// The right to change a model's files. The operating system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(in super::super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock; calls `waiting` each time that another process turns out to hold it still.
    pub(in super::super) fn acquire(path: &Path, waiting: &mut dyn FnMut()) -> Result<Self, ModelError> {
        if let Some(parent) = path.parent() {
            super::create_dir(parent)?;
        }
        let failed = |error| ModelError::io("lock", path, error);
        // The file stays when the lock goes: removing it would let two processes lock two files of one name.
        let file = File::options().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        loop {
            match FileExt::try_lock(&file) {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => waiting(),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            thread::sleep(PATIENCE);
        }
    }
}
