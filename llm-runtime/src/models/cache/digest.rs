//! SHA-256 of what is read or written, on the way.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::ModelError;

const BUFFER: usize = 256 * 1024;

/// Which side of a copy failed: a broken package and a full disk have different ways out.
#[derive(Debug)]
pub(in super::super) enum CopyError {
    Read(io::Error),
    Write(ModelError),
}

/// A file in the making whose digest is known the moment that it is complete.
#[derive(Debug)]
pub(in super::super) struct HashedFile {
    path: PathBuf,
    file: File,
    hash: Sha256,
    written: u64,
}

impl HashedFile {
    pub(in super::super) fn create(path: PathBuf) -> Result<Self, ModelError> {
        let file = File::create(&path).map_err(|e| ModelError::io("create", &path, e))?;
        Ok(Self { path, file, hash: Sha256::new(), written: 0 })
    }

    /// A file that an earlier attempt left, to be gone on with; a new one if there is none.
    #[cfg(feature = "cloud")]
    pub(in super::super) fn resume(path: PathBuf) -> Result<Self, ModelError> {
        let failed = |error| ModelError::io("read", &path, error);
        let mut file =
            File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(failed)?;
        let (mut hash, mut written, mut buffer) = (Sha256::new(), 0, vec![0; BUFFER]);
        loop {
            let read = read_some(&mut file, &mut buffer).map_err(failed)?;
            if read.is_empty() {
                return Ok(Self { path, file, hash, written });
            }
            hash.update(read);
            written += read.len() as u64;
        }
    }

    /// Forgets what is there.
    #[cfg(feature = "cloud")]
    pub(in super::super) fn restart(&mut self) -> Result<(), ModelError> {
        *self = Self::create(self.path.clone())?;
        Ok(())
    }

    /// How many bytes are there.
    #[cfg(feature = "cloud")]
    pub(in super::super) fn written(&self) -> u64 {
        self.written
    }

    /// Appends everything that `from` yields; `tick` gets the file's length after each step.
    pub(in super::super) fn append(&mut self, from: &mut dyn Read, tick: &mut dyn FnMut(u64)) -> Result<(), CopyError> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let read = read_some(from, &mut buffer).map_err(CopyError::Read)?;
            if read.is_empty() {
                return Ok(());
            }
            self.file.write_all(read).map_err(|e| CopyError::Write(ModelError::io("write", &self.path, e)))?;
            self.hash.update(read);
            self.written += read.len() as u64;
            tick(self.written);
        }
    }

    /// Appends what `write` writes, whose only errors are those of the disk.
    pub(in super::super) fn fill(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ModelError> {
        let written = write(self);
        written.map_err(|error| ModelError::io("write", &self.path, error))
    }

    /// Puts the bytes on the disk and hands out the digest.
    pub(in super::super) fn finish(self) -> Result<(PathBuf, String), ModelError> {
        self.file.sync_all().map_err(|e| ModelError::io("write", &self.path, e))?;
        Ok((self.path, hexadecimal(self.hash)))
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.file.write(bytes)?;
        self.hash.update(bytes.get(..length).unwrap_or_default());
        self.written += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The digest of a file that is there.
pub(crate) fn of_file(path: &Path, tick: &mut dyn FnMut(u64)) -> Result<String, ModelError> {
    let failed = |error| ModelError::io("read", path, error);
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    let mut done = 0;
    loop {
        let read = read_some(&mut file, &mut buffer).map_err(failed)?;
        if read.is_empty() {
            return Ok(hexadecimal(hash));
        }
        hash.update(read);
        done += read.len() as u64;
        tick(done);
    }
}

fn read_some<'b>(from: &mut dyn Read, buffer: &'b mut [u8]) -> io::Result<&'b [u8]> {
    loop {
        match from.read(buffer) {
            Ok(length) => return Ok(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A digest as it is written down.
pub(crate) fn hexadecimal(hash: Sha256) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let nibbles = hash.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    nibbles.filter_map(|nibble| DIGITS.get(usize::from(nibble))).collect()
}
