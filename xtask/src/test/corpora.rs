//! The test material of others, which is not part of this repository.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::step::Outcome;
use crate::workspace;

/// The variable that says where the corpora are.
const VARIABLE: &str = "LLM_FUNCTIONS_CORPORA";

/// Where nothing may be skipped unseen, missing corpora are a failure.
pub(super) fn check() -> Result<Outcome> {
    let usual = workspace::root().join("../shared/corpora");
    let directory = env::var_os(VARIABLE).map_or(usual, PathBuf::from);
    judge(&directory, env::var_os("CI").is_some_and(|value| value == "true"))
}

fn judge(directory: &Path, in_ci: bool) -> Result<Outcome> {
    if directory.join("fhir").is_dir() {
        return Ok(Outcome::Passed);
    }
    let missing = format!("no corpora at {}; name their directory in {VARIABLE}", directory.display());
    if in_ci {
        bail!("{missing}");
    }
    Ok(Outcome::Skipped(format!("{missing}; tests that read them skip themselves")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn missing_corpora_fail_where_everything_must_be_checked_and_are_skipped_elsewhere() {
        let directory = tempfile::tempdir().unwrap();
        assert!(judge(directory.path(), true).unwrap_err().to_string().contains(VARIABLE));
        assert!(matches!(judge(directory.path(), false).unwrap(), Outcome::Skipped(_)));
        std::fs::create_dir(directory.path().join("fhir")).unwrap();
        assert_eq!(judge(directory.path(), true).unwrap(), Outcome::Passed);
    }
}
