//! Finds the corpora that this project did not write.

use std::{env, path::PathBuf};

/// The folder of the corpora; nothing where there is none, with a line that says so. In CI they must be there.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = env::var_os("LLM_FUNCTIONS_CORPORA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(env::var("CI").as_deref() != Ok("true"), "no corpora; set LLM_FUNCTIONS_CORPORA to their folder");
    eprintln!("skipped: no corpora; set LLM_FUNCTIONS_CORPORA to their folder");
    None
}
