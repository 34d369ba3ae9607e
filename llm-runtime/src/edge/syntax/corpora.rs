//! Where the test material of others lies.
#![allow(clippy::print_stderr, reason = "a skipped test is told")]

use std::path::{Path, PathBuf};

/// Its folder; `None` where it is not, except in CI, where nothing is skipped.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let folder = std::env::var_os("LLM_FUNCTIONS_CORPORA").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let message = format!("skipped: no corpora at {}; name their folder in LLM_FUNCTIONS_CORPORA", folder.display());
    assert!(std::env::var_os("CI").is_none(), "{message}");
    eprintln!("{message}");
    None
}
