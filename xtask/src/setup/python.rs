//! A Python whose `pip` works: found, else made in an environment of our own, else installed.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use llm_runtime::models::Python;

use super::{apt, tools_directory};
use crate::progress::Ticker;

/// A Python with `pip`. Debian splits what others ship as one: `pip` may lack, the module for virtual environments may
/// lack, or both.
pub(crate) fn python_with_pip() -> Result<Python> {
    let home = tools_directory()?.join("python");
    choose(&Python::candidates(), &home).or_else(|error| {
        apt::install(&["python3-pip"], error)?;
        Ok(Python::find()?)
    })
}

fn choose(candidates: &[Python], home: &Path) -> Result<Python> {
    let own = Python::at(home.join("bin/python3"));
    let with_pip = candidates.iter().chain([&own]).find(|python| python.has_module("pip"));
    if let Some(python) = with_pip {
        return Ok(python.clone());
    }
    // The module that puts `pip` into a new environment is what Debian leaves out, even where `venv` is there.
    let able = candidates.iter().find(|python| python.has_module("venv") && python.has_module("ensurepip"));
    let maker = able.context("no Python with pip, or with the modules venv and ensurepip, was found on PATH")?;
    let _ticker = Ticker::start("making a Python environment with pip");
    let output = maker.command().args(["-m", "venv"]).arg(home).output().context("could not run Python")?;
    ensure!(output.status.success(), "python -m venv: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(own)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    /// A directory with a `python3` that has those modules and no others; it makes environments whose `pip` works.
    fn fake(modules: &[&str]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fake-python");
        symlink(script, directory.path().join("python3")).unwrap();
        for module in modules {
            fs::write(directory.path().join(format!("module-{module}")), "").unwrap();
        }
        directory
    }

    fn chosen(directories: &[&tempfile::TempDir], home: &Path) -> Result<PathBuf> {
        let path = std::env::join_paths(directories.iter().map(|directory| directory.path())).unwrap();
        choose(&Python::on_path(&path), home).map(|python| python.program().to_owned())
    }

    #[test]
    fn the_first_python_with_pip_is_taken() {
        let (without, with, home) = (fake(&[]), fake(&["pip"]), tempfile::tempdir().unwrap());
        assert_eq!(chosen(&[&without, &with], home.path()).unwrap(), with.path().join("python3"));
    }

    #[test]
    fn without_pip_an_environment_is_made_once() {
        let (python, home) = (fake(&["venv", "ensurepip"]), tempfile::tempdir().unwrap());
        let home = home.path().join("python");
        let own = home.join("bin/python3");
        assert_eq!(chosen(&[&python], &home).unwrap(), own);
        fs::remove_file(python.path().join("module-venv")).unwrap();
        assert_eq!(chosen(&[&python], &home).unwrap(), own, "it is used from then on");
    }

    #[test]
    fn debians_python_without_either_is_an_error_that_says_what_lacks() {
        let (python, home) = (fake(&["venv"]), tempfile::tempdir().unwrap());
        let text = chosen(&[&python], home.path()).unwrap_err().to_string();
        assert!(text.contains("pip") && text.contains("ensurepip"), "{text}");
        assert!(chosen(&[], home.path()).is_err());
    }
}
