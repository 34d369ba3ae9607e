//! The counts of the suites that others wrote: one line for each, which the tests print among much else.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::step::Outcome;
use crate::workspace::Metadata;

/// What begins such a line.
const MARK: &str = "conformance | ";

/// Where suites are: of schemas and calls, and of the answers of servers and the requests to them.
const SUITES: [&[&str]; 2] = [&["--test", "conformance", "--"], &["--lib", "--", "wire::tests"]];

/// Runs the suites, built as for all tests and so not built again, and shows their lines.
pub(super) fn check(metadata: &Metadata, environment: &[(&'static str, OsString)]) -> Result<Outcome> {
    let mut outcome = Outcome::Passed;
    for suites in SUITES {
        let mut command = super::cargo_with_features("test", metadata);
        command.args(suites).args(["--nocapture", "--test-threads", "1"]);
        match show(command.envs(environment.iter().cloned()))? {
            Outcome::Passed => {}
            skipped @ Outcome::Skipped(_) => outcome = skipped,
        }
    }
    Ok(outcome)
}

fn show(command: &mut Command) -> Result<Outcome> {
    let output = command.output().context("could not run the suites")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let counts: Vec<&str> = counts(&text).collect();
    for line in &counts {
        eprintln!("{line}");
    }
    if !output.status.success() {
        // What disagrees, and what the compiler said.
        eprintln!("{text}{}", String::from_utf8_lossy(&output.stderr));
    }
    ensure!(output.status.success(), "the counts are not those of docs/conformance.md, or a suite failed");
    ensure!(!counts.is_empty(), "no suite was counted");
    let skipped = counts.iter().filter_map(|line| line.strip_prefix("skipped: ")).count();
    if skipped > 0 {
        return Ok(Outcome::Skipped(format!("{skipped} suites are not there")));
    }
    Ok(Outcome::Passed)
}

/// The lines without their mark. A test's own name may stand before it.
fn counts(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| Some(line.split_once(MARK)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_among_others() {
        let text = "running 2 tests\ntest a ... conformance | a | passed 2 | failed 0 | not applicable 0\nok\n\
                    conformance | skipped: b\n";
        let found: Vec<_> = counts(text).collect();
        assert_eq!(found, ["a | passed 2 | failed 0 | not applicable 0", "skipped: b"]);
    }

    #[test]
    #[cfg(unix)]
    fn a_failure_is_a_failure_and_nothing_counted_is_one_too() {
        let run = |script: &str| show(Command::new("sh").args(["-c", script]));
        assert!(matches!(run("echo 'conformance | a | passed 1'"), Ok(Outcome::Passed)));
        assert!(matches!(run("echo 'conformance | skipped: a'"), Ok(Outcome::Skipped(_))));
        assert!(run("echo nothing").is_err());
        assert!(run("echo 'conformance | a | passed 1'; exit 1").is_err());
    }
}
