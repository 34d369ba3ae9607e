//! What cannot be had from a package index: the C++ compiler and make.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::search;

/// Refuses to go on without a C++ compiler and make, and says how to get them.
pub(super) fn check() -> Result<()> {
    check_in(&std::env::var_os("PATH").unwrap_or_default(), std::env::var_os("CXX").as_deref())
}

fn check_in(path: &OsStr, chosen: Option<&OsStr>) -> Result<()> {
    const WAY_OUT: &str = "install it: `apt-get install build-essential` on Debian and Ubuntu, \
        `dnf install gcc-c++ make` on Fedora, `xcode-select --install` on macOS";
    if chosen.is_none() && search::program_in(&["c++", "g++", "clang++"], path).is_none() {
        bail!("no C++ compiler was found (c++, g++ or clang++ on PATH, or CXX); {WAY_OUT}");
    }
    if search::program_in(&["make", "gmake", "ninja"], path).is_none() {
        bail!("no make was found on PATH; {WAY_OUT}");
    }
    Ok(())
}

/// The directory of the C compiler's own headers, such as `stdbool.h`.
pub(super) fn own_headers() -> Option<PathBuf> {
    let compiler = search::program(&["gcc", "cc", "clang"])?;
    let output = Command::new(compiler).arg("-print-file-name=include").output().ok()?;
    let directory = String::from_utf8(output.stdout).ok()?;
    let directory = Path::new(directory.trim());
    directory.join("stdbool.h").is_file().then(|| directory.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_missing_compiler_is_an_error_with_the_way_out() {
        let empty = tempfile::tempdir().unwrap();
        let text = check_in(empty.path().as_os_str(), None).unwrap_err().to_string();
        assert!(text.contains("C++ compiler") && text.contains("build-essential"), "{text}");
        let text = check_in(empty.path().as_os_str(), Some(OsStr::new("icpx"))).unwrap_err().to_string();
        assert!(text.contains("no make"), "{text}");
    }

    #[test]
    fn a_compiler_and_make_are_enough() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("g++"), "").unwrap();
        std::fs::write(directory.path().join("make"), "").unwrap();
        check_in(directory.path().as_os_str(), None).unwrap();
    }
}
