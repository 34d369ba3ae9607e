//! The counts of the suites that others wrote: one line for each, which the tests tell while they run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::step::Outcome;
use crate::workspace::Metadata;

/// The variable that names the file to which tests add their lines.
pub(super) const VARIABLE: &str = "LLM_FUNCTIONS_COUNTS";

/// That file, empty.
pub(super) fn file(metadata: &Metadata) -> PathBuf {
    let file = metadata.target_directory.join("conformance.txt");
    // Without one there is nothing to be emptied.
    let _ = fs::remove_file(&file);
    file
}

/// Shows the lines. What disagrees with `docs/conformance.md` has failed where it was counted.
pub(super) fn check(file: &Path) -> Result<Outcome> {
    let text = fs::read_to_string(file).unwrap_or_default();
    for line in text.lines() {
        eprintln!("{line}");
    }
    ensure!(!text.is_empty(), "no suite was counted");
    let skipped = text.lines().filter(|line| line.starts_with("skipped: ")).count();
    if skipped > 0 {
        return Ok(Outcome::Skipped(format!("{skipped} suites are not there")));
    }
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_was_counted_passes_what_is_not_there_is_skipped_and_nothing_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counts");
        assert!(check(&file).is_err());
        fs::write(&file, "a | passed 2 | failed 0\n").unwrap();
        assert_eq!(check(&file).unwrap(), Outcome::Passed);
        fs::write(&file, "a | passed 2 | failed 0\nskipped: b\n").unwrap();
        assert!(matches!(check(&file).unwrap(), Outcome::Skipped(_)));
    }
}
