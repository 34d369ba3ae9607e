//! Files that are made once, and kept under a digest of what went into them.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::file::Adapter;
use crate::edge::model::gguf::{Gguf, Tensor, Value, header};
use crate::models::hexadecimal;

/// Whose fault it is, and what it is.
pub(super) type Refusal = (PathBuf, String);

/// What a file will be.
pub(super) struct Plan {
    pub(super) values: Vec<(String, Value)>,
    pub(super) tensors: Vec<Tensor>,
}

impl Plan {
    /// Whether the file is there, and whole.
    fn is_kept(&self, path: &Path) -> bool {
        Gguf::read(path).is_ok_and(|found| found.tensors == self.tensors && found.values == self.values)
    }

    fn bytes(&self) -> u64 {
        self.tensors.iter().map(Tensor::bytes).sum::<u64>() + (16 << 20)
    }

    /// The file, whose tensors are written by `write` if it is not there; nothing if that was stopped, as a false says.
    pub(super) fn once(
        &self,
        path: PathBuf,
        write: impl FnOnce(&mut dyn Write) -> Result<bool, Refusal>,
    ) -> Result<Option<PathBuf>, Refusal> {
        if self.is_kept(&path) {
            return Ok(Some(path));
        }
        let directory = path.parent().unwrap_or(Path::new("."));
        let failed = |error: io::Error| unwritable(&path, &error);
        std::fs::create_dir_all(directory).map_err(failed)?;
        let free = fs4::available_space(directory).map_err(failed)?;
        if self.bytes() > free {
            return Err((
                path,
                format!("there is no room for it: {} bytes are needed and {free} are free", self.bytes()),
            ));
        }
        // Written under another name first, so that nobody finds half a file.
        let unfinished = directory.join(format!(".{}.{}", std::process::id(), unique()));
        let written = self.write(&unfinished, write);
        let done = written.and_then(|whole| {
            if whole { std::fs::rename(&unfinished, &path).map_err(failed).map(|()| true) } else { Ok(false) }
        });
        if !matches!(done, Ok(true)) {
            // What could not be finished is rubbish; that it cannot be removed changes nothing about the failure.
            let _ = std::fs::remove_file(&unfinished);
        }
        done.map(|whole| whole.then_some(path))
    }

    fn write(&self, to: &Path, write: impl FnOnce(&mut dyn Write) -> Result<bool, Refusal>) -> Result<bool, Refusal> {
        let failed = |error: io::Error| unwritable(to, &error);
        let mut out = BufWriter::new(File::create(to).map_err(failed)?);
        out.write_all(&header(&self.values, &self.tensors)).map_err(failed)?;
        let whole = write(&mut out)?;
        out.flush().and_then(|()| out.get_ref().sync_all()).map_err(failed)?;
        Ok(whole)
    }
}

/// Puts a tensor's bytes, up to where the next one begins.
pub(super) fn put(out: &mut dyn Write, bytes: &[u8]) -> Result<(), Refusal> {
    let padding = bytes.len().next_multiple_of(32) - bytes.len();
    let written = out.write_all(bytes).and_then(|()| out.write_all(&[0; 32][..padding]));
    written.map_err(|error| unwritable(Path::new("the prepared file"), &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    (path.to_owned(), format!("it cannot be written: {error}"))
}

/// A number that no other thread of this process has.
fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Of everything that goes into a file: what it is, the adapters' bytes, and their weights.
pub(super) fn digest(of: &str, adapters: &[Adapter]) -> Result<String, Refusal> {
    let mut hash = Sha256::new();
    hash.update(of);
    for adapter in adapters {
        let failed = |error| (adapter.path.clone(), format!("the file cannot be read: {error}"));
        let mut file = File::open(&adapter.path).map_err(failed)?;
        let mut of_file = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer).map_err(failed)? {
                0 => break,
                length => of_file.update(buffer.get(..length).unwrap_or_default()),
            }
        }
        hash.update(of_file.finalize());
        hash.update(adapter.weight.to_le_bytes());
    }
    Ok(hexadecimal(hash))
}
