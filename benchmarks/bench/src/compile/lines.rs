//! How much the compiler hands to LLVM: lines of functions' bodies before any optimisation, as `cargo llvm-lines` counts
//! them. Unlike time it is the same in every run.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::dresses::Dress;
use crate::process::{cargo, run, target};

/// The lines of one crate in a dev build.
pub(super) fn count(workspace: &Path, dress: Dress) -> Result<usize> {
    let output = workspace.join(format!("{}.ll", dress.name()));
    let source = dress.source(workspace);
    fs::write(&source, fs::read(&source)?)?;
    let mut command = cargo(workspace, "rustc");
    command.args(["--offline", "--lib", "-p", dress.name()]);
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", target());
    command.arg("--").arg(format!("--emit=llvm-ir={}", output.display()));
    command.args(["-Cno-prepopulate-passes", "-Ccodegen-units=1", "-Cdebuginfo=0"]);
    run(&mut command)?;
    let text = fs::read_to_string(&output).with_context(|| format!("could not read {}", output.display()))?;
    Ok(in_bodies(&text))
}

/// Lines from a `define` to its closing brace, without either.
fn in_bodies(text: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for line in text.lines() {
        match line {
            _ if line.starts_with("define ") => inside = true,
            "}" => inside = false,
            _ if inside && !line.is_empty() => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::in_bodies;

    #[test]
    fn bodies_are_counted_and_nothing_else() {
        let text = "@x = constant\ndefine void @f() {\nstart:\n  ret void\n}\n\ndeclare void @g()\n";
        assert_eq!(in_bodies(text), 2);
    }
}
