//! The suite once more where there is no network: in a network namespace with nothing in it but loopback.
//!
//! The test programs are those that the step before has built; nothing is compiled. What a test reaches for that is not on
//! this machine fails there, whatever it uses to get to it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::step::Outcome;
use crate::workspace::Metadata;

/// Whose tests run there: the libraries, and the node, which must not reach for anybody either. The other packages are programs
/// and what the compiler says.
const PACKAGES: [&str; 3] = ["llm-functions", "llm-runtime", "fog-node"];

/// Brings loopback up, sees that no route leads anywhere else (the table has its heading alone), and becomes the program.
const ENTER: &str = r#"
{ ip link set lo up || ifconfig lo up; } 2>/dev/null || { echo "loopback cannot be brought up: install iproute2" >&2; exit 97; }
test "$(wc -l < /proc/self/net/route)" -eq 1 || { echo "the namespace is not empty" >&2; exit 97; }
exec "$@"
"#;

/// The ways into a namespace: with a user namespace around it, which needs no rights, or as root.
const WAYS: [&[&str]; 2] = [&["--map-root-user", "--net"], &["--net"]];

pub(super) fn check(metadata: &Metadata, environment: &[(&'static str, OsString)]) -> Result<Outcome> {
    let way = match way_in() {
        Ok(way) => way,
        Err(reason) => return Ok(Outcome::Skipped(reason)),
    };
    let programs = programs(metadata, environment)?;
    ensure!(!programs.is_empty(), "cargo named no test programs");
    let mut failed = Vec::new();
    for program in &programs {
        eprintln!("{}", program.name());
        let mut command = inside(way, program.executable.as_os_str());
        command.arg("--quiet").current_dir(&program.folder).envs(environment.iter().cloned());
        let status = command.status().context("could not run unshare")?;
        if !status.success() {
            failed.push(format!("{} ({status})", program.name()));
        }
    }
    ensure!(failed.is_empty(), "{} of {} failed: {}", failed.len(), programs.len(), failed.join(", "));
    eprintln!("{} test programs", programs.len());
    Ok(Outcome::Passed)
}

/// The first way into a namespace that works here, or why there is none.
fn way_in() -> Result<&'static [&'static str], String> {
    let mut reason = String::new();
    for way in WAYS {
        match inside(way, "true".as_ref()).stdin(Stdio::null()).output() {
            Ok(Output { status, .. }) if status.success() => return Ok(way),
            Ok(Output { stderr, .. }) => String::from_utf8_lossy(&stderr).trim().clone_into(&mut reason),
            Err(error) => reason = format!("unshare cannot be run: {error}"),
        }
    }
    Err(format!("no network namespace can be made here: {reason}"))
}

fn inside(way: &[&str], program: &std::ffi::OsStr) -> Command {
    let mut command = Command::new("unshare");
    command.args(way).args(["--", "sh", "-c", ENTER, "sh"]).arg(program);
    command
}

#[derive(Debug, PartialEq, Eq)]
struct Program {
    executable: PathBuf,
    /// Where cargo would run it: the folder of its package.
    folder: PathBuf,
}

impl Program {
    fn name(&self) -> String {
        self.executable.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// The test programs, built as in the step before and so not built again.
fn programs(metadata: &Metadata, environment: &[(&'static str, OsString)]) -> Result<Vec<Program>> {
    let mut cargo = super::cargo_with_features("test", metadata);
    cargo.args(["--no-run", "--message-format=json"]).envs(environment.iter().cloned());
    let output = cargo.stderr(Stdio::inherit()).output().context("could not run cargo")?;
    ensure!(output.status.success(), "the tests could not be built: {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(program).collect())
}

/// What is read of a message of cargo's.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
    manifest_path: PathBuf,
    profile: Profile,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

/// The test program that this message of cargo's is about, if it is about one of ours.
fn program(message: &str) -> Option<Program> {
    let artifact: Artifact = serde_json::from_str(message).ok().filter(|artifact: &Artifact| artifact.profile.test)?;
    let folder = artifact.manifest_path.parent().map(Path::to_owned)?;
    let name = folder.file_name()?.to_str()?;
    PACKAGES.contains(&name).then_some(())?;
    Some(Program { executable: artifact.executable?, folder })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_programs_of_the_libraries_are_found_among_the_messages() {
        let message = |package: &str, test: bool| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/w/{package}/Cargo.toml","profile":{{"test":{test}}},"executable":"/t/deps/kit-1"}}"#
            )
        };
        let found = Program { executable: "/t/deps/kit-1".into(), folder: "/w/llm-runtime".into() };
        assert_eq!(found.name(), "kit-1");
        assert_eq!(program(&message("llm-runtime", true)), Some(found));
        assert_eq!(program(&message("llm-runtime", false)), None);
        assert_eq!(program(&message("xtask", true)), None);
        assert_eq!(program(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(program(&message("llm-runtime", true).replace(r#""/t/deps/kit-1""#, "null")), None);
    }

    #[test]
    fn inside_there_is_loopback_and_nothing_else() {
        // Where no namespace can be made, the step says so and is counted as skipped.
        let Ok(way) = way_in() else { return };
        let run =
            |line: &str| inside(way, "sh".as_ref()).args(["-c", line]).output().map(|output| output.status.code());
        assert_eq!(run("grep -q lo: /proc/self/net/dev && ! grep -q eth /proc/self/net/dev").ok(), Some(Some(0)));
        assert_eq!(run("test $(wc -l < /proc/self/net/route) -eq 1").ok(), Some(Some(0)));
        assert_eq!(run("exit 3").ok(), Some(Some(3)));
    }
}
