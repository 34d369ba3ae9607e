//! Test programs where there is no network: in a network namespace with nothing in it but loopback.
//!
//! Cargo is told to start every test program through [`run`]. What a test reaches for that is not on this machine fails there,
//! whatever it uses to get to it.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitCode, Output, Stdio};

use anyhow::{Context, Result};

use super::step::Outcome;

/// Whose tests run there: the libraries, and the node, which must not reach for anybody either. The other packages are programs
/// and what the compiler says.
const PACKAGES: [&str; 3] = ["llm-functions", "llm-runtime", "fog-node"];

/// The program of these that makes networks of its own, which is not allowed within a namespace.
const OUTSIDE: &str = "lan-";

/// Brings loopback up, sees that no route leads anywhere else (the table has its heading alone), and becomes the program.
const ENTER: &str = r#"
{ ip link set lo up || ifconfig lo up; } 2>/dev/null || { echo "loopback cannot be brought up: install iproute2" >&2; exit 97; }
test "$(wc -l < /proc/self/net/route)" -eq 1 || { echo "the namespace is not empty" >&2; exit 97; }
exec "$@"
"#;

/// The ways into a namespace: with a user namespace around it, which needs no rights, or as root.
const WAYS: [&[&str]; 2] = [&["--map-root-user", "--net"], &["--net"]];

/// Whether namespaces can be made, so that tests are kept from the network.
pub(super) fn check() -> Outcome {
    way_in().map_or_else(Outcome::Skipped, |_| Outcome::Passed)
}

/// What tells cargo to start test programs through us.
pub(super) fn runner() -> Result<String> {
    let own = std::env::current_exe().context("where this program is cannot be found out")?;
    Ok(format!("target.\"cfg(all())\".runner = {:?}", [&*own.to_string_lossy(), "within"]))
}

/// Runs a test program as cargo would, one of the libraries in a namespace where one can be made.
pub(crate) fn run(words: &[OsString]) -> Result<ExitCode> {
    let (program, arguments) = words.split_first().context("cargo named no program")?;
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let way = way_in().ok().filter(|_| is_kept_in(&package, Path::new(program)));
    let mut command = way.map_or_else(|| Command::new(program), |way| inside(way, program));
    let status = command.args(arguments).status().with_context(|| format!("could not run {}", program.display()))?;
    // Cargo reads no more of it than whether it is zero.
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn is_kept_in(package: &str, program: &Path) -> bool {
    let name = program.file_name().unwrap_or_default();
    PACKAGES.contains(&package) && !name.to_string_lossy().starts_with(OUTSIDE)
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

fn inside(way: &[&str], program: &OsStr) -> Command {
    let mut command = Command::new("unshare");
    command.args(way).args(["--", "sh", "-c", ENTER, "sh"]).arg(program);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_of_the_libraries_are_kept_in_but_for_the_one_that_makes_networks() {
        for (package, program, kept) in [
            ("llm-runtime", "/t/deps/kit-1f", true),
            ("fog-node", "/t/deps/node-2e", true),
            ("fog-node", "/t/deps/lan-3d", false),
            ("xtask", "/t/deps/xtask-4c", false),
            ("", "/t/deps/kit-1f", false),
        ] {
            assert_eq!(is_kept_in(package, Path::new(program)), kept, "{package} {program}");
        }
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
