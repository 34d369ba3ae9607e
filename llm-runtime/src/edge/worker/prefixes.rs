//! A directory of computed beginnings of prompts.
//!
//! A file is named by everything that its content depends on, so that another model, adapter, build or text never finds
//! it. Beside it lies its digest: llama.cpp trusts what it reads, and we do not. Only beginnings that say nothing about
//! anybody come here; the oldest files go when the directory grows too large. No failure here is an error: the beginning is
//! then computed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use llama_cpp_2::token::LlamaToken;
use sha2::{Digest, Sha256};

use crate::edge::digest::{digest, digest_of_model};
use crate::models::hexadecimal;

/// Changes whenever what the files hold changes.
const FORMAT: &str = "1, llama-cpp-2 0.1.160";
/// A prefix of five hundred tokens has 11 MB for a model of 135 million parameters, 60 MB for one of 8 billion.
const MOST_BYTES: u64 = 2 << 30;

/// Computed beginnings of prompts for one model in one configuration.
pub(super) struct Prefixes {
    directory: PathBuf,
    identity: Vec<u8>,
    /// What was kept, or could not be, since the model was loaded.
    tried: HashSet<PathBuf>,
}

impl Prefixes {
    /// Of a model file with its adapters, computed with these settings; `None` when the directory cannot be used.
    pub(super) fn open(directory: &Path, files: &[&Path], settings: &str) -> Option<Self> {
        fs::create_dir_all(directory).ok()?;
        let mut identity = Sha256::new();
        identity.update(FORMAT);
        identity.update(settings);
        for file in files {
            identity.update(digest_of_model(directory, file).ok()?);
        }
        let directory = directory.to_owned();
        Some(Self { directory, identity: identity.finalize().to_vec(), tried: HashSet::new() })
    }

    /// The file that holds this beginning, whole.
    pub(super) fn find(&self, tokens: &[LlamaToken]) -> Option<PathBuf> {
        let path = self.path(tokens);
        let expected = fs::read_to_string(digest_path(&path)).ok()?;
        if digest(&path).ok()? == expected {
            return Some(path);
        }
        forget(&path);
        None
    }

    /// Whether this beginning was not found and not written yet; asked once for each.
    pub(super) fn is_new(&mut self, tokens: &[LlamaToken]) -> bool {
        let path = self.path(tokens);
        self.tried.insert(path.clone()) && !path.exists()
    }

    /// Lets a beginning be written, and makes it found.
    pub(super) fn keep(&self, tokens: &[LlamaToken], write: impl FnOnce(&Path) -> bool) {
        let path = self.path(tokens);
        let half = path.with_extension(format!("{}.half", std::process::id()));
        if write(&half) && publish(&half, &path).is_ok() {
            self.tidy();
        } else {
            let _ = fs::remove_file(&half);
        }
    }

    /// Removes the files that were written longest ago until the rest is small enough.
    fn tidy(&self) {
        let Ok(entries) = fs::read_dir(&self.directory) else { return };
        let kept = |entry: io::Result<fs::DirEntry>| {
            let (path, facts) = entry.ok().and_then(|entry| Some((entry.path(), entry.metadata().ok()?)))?;
            let is_prefix = path.extension().is_some_and(|extension| extension == "prefix");
            is_prefix.then(|| (facts.modified().unwrap_or(SystemTime::UNIX_EPOCH), facts.len(), path))
        };
        let mut files: Vec<_> = entries.filter_map(kept).collect();
        files.sort_unstable();
        let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in files {
            if total <= MOST_BYTES {
                return;
            }
            forget(&path);
            total -= bytes;
        }
    }

    fn path(&self, tokens: &[LlamaToken]) -> PathBuf {
        let mut name = Sha256::new_with_prefix(&self.identity);
        for token in tokens {
            name.update(token.0.to_le_bytes());
        }
        self.directory.join(format!("{}.prefix", hexadecimal(name)))
    }
}

/// Makes what was written found, its digest first.
fn publish(half: &Path, path: &Path) -> io::Result<()> {
    let note = half.with_extension("note");
    fs::write(&note, digest(half)?)?;
    fs::rename(&note, digest_path(path))?;
    fs::rename(half, path)
}

fn digest_path(path: &Path) -> PathBuf {
    path.with_extension("sha256")
}

fn forget(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = fs::remove_file(digest_path(path));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn tokens(ids: &[i32]) -> Vec<LlamaToken> {
        ids.iter().copied().map(LlamaToken).collect()
    }

    fn model(directory: &Path, weights: &str) -> PathBuf {
        let path = directory.join("model.gguf");
        fs::write(&path, weights).unwrap();
        path
    }

    fn write(path: &Path) -> bool {
        fs::write(path, "cells").is_ok()
    }

    #[test]
    fn what_was_kept_is_found_by_the_same_model_and_tokens_only() {
        let directory = tempfile::tempdir().unwrap();
        let file = model(directory.path(), "weights");
        let cache = directory.path().join("prefixes");
        let mut prefixes = Prefixes::open(&cache, &[&file], "f16").unwrap();
        assert!(prefixes.is_new(&tokens(&[1, 2])));
        prefixes.keep(&tokens(&[1, 2]), write);
        let found = prefixes.find(&tokens(&[1, 2])).unwrap();
        assert_eq!(fs::read_to_string(found).unwrap(), "cells");
        assert_eq!(prefixes.find(&tokens(&[1, 3])), None);
        assert!(!prefixes.is_new(&tokens(&[1, 2])));
        let again = Prefixes::open(&cache, &[&file], "f16").unwrap();
        assert!(again.find(&tokens(&[1, 2])).is_some());
        let other = Prefixes::open(&cache, &[&file], "q8_0").unwrap();
        assert_eq!(other.find(&tokens(&[1, 2])), None);
        let changed = model(directory.path(), "other weights");
        let other = Prefixes::open(&cache, &[&changed], "f16").unwrap();
        assert_eq!(other.find(&tokens(&[1, 2])), None);
    }

    #[test]
    fn a_file_that_was_damaged_is_forgotten() {
        let directory = tempfile::tempdir().unwrap();
        let file = model(directory.path(), "weights");
        let prefixes = Prefixes::open(directory.path(), &[&file], "f16").unwrap();
        prefixes.keep(&tokens(&[1]), write);
        let found = prefixes.find(&tokens(&[1])).unwrap();
        fs::write(&found, "sells").unwrap();
        assert_eq!(prefixes.find(&tokens(&[1])), None);
        assert!(!found.exists());
    }

    #[test]
    fn nothing_is_left_of_what_could_not_be_written() {
        let directory = tempfile::tempdir().unwrap();
        let file = model(directory.path(), "weights");
        let cache = directory.path().join("prefixes");
        let prefixes = Prefixes::open(&cache, &[&file], "f16").unwrap();
        prefixes.keep(&tokens(&[1]), |path| !write(path));
        assert_eq!(prefixes.find(&tokens(&[1])), None);
        let left = fs::read_dir(&cache)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_none_or(|extension| extension != "model"));
        assert_eq!(left.count(), 0);
    }
}
