//! Looking for programs.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;

/// The first of these programs on `PATH`.
pub(super) fn program(names: &[&str]) -> Option<PathBuf> {
    program_in(names, &env::var_os("PATH").unwrap_or_default())
}

/// The first of these programs in a search path; an earlier name beats an earlier directory.
pub(super) fn program_in(names: &[&str], path: &OsStr) -> Option<PathBuf> {
    let candidates = names.iter().flat_map(|name| env::split_paths(path).map(move |directory| directory.join(name)));
    candidates.map(|file| file.with_extension(env::consts::EXE_EXTENSION)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn names_are_tried_in_their_order() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(one.path().join("clang++"), "").unwrap();
        std::fs::write(two.path().join("g++"), "").unwrap();
        let path = env::join_paths([one.path(), two.path()]).unwrap();
        assert_eq!(program_in(&["g++", "clang++"], &path), Some(two.path().join("g++")));
        assert_eq!(program_in(&["c++", "clang++"], &path), Some(one.path().join("clang++")));
        assert_eq!(program_in(&["cl"], &path), None);
        assert_eq!(program_in(&["g++"], OsStr::new("")), None);
    }
}
