//! libclang reads llama.cpp's C headers for the bindings.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::package::Package;
use super::{Environment, apt, compiler};

const PACKAGE: Package = Package { name: "libclang", version: "18.1.1", proof: "clang/native" };
/// Directories in which the bindings' generator looks by itself.
const USUAL: [&str; 6] = [
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/Library/Developer/CommandLineTools/usr/lib",
    "/Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib",
    "/opt/homebrew/opt/llvm/lib",
];

pub(super) fn provide(environment: &mut Environment) -> Result<()> {
    if env::var_os("LIBCLANG_PATH").is_some() {
        // Somebody chose one: theirs is used, with whatever else they set for it.
        return Ok(());
    }
    if PACKAGE.installed()?.is_none()
        && let Some(directory) = of_the_machine()
    {
        supply_headers(environment, &directory);
        return Ok(());
    }
    match PACKAGE.install() {
        Ok(root) => {
            let directory = root.join("clang/native");
            environment.set("LIBCLANG_PATH", directory.to_string_lossy());
            supply_headers(environment, &directory);
        }
        Err(error) => {
            apt::install(&["libclang-dev"], error)?;
            let directory =
                of_the_machine().context("apt-get installed no libclang in a usual place; set LIBCLANG_PATH")?;
            supply_headers(environment, &directory);
        }
    }
    Ok(())
}

fn of_the_machine() -> Option<PathBuf> {
    directories(Path::new("/")).into_iter().find(|directory| holds_libclang(directory))
}

/// The usual directories, with those that carry a version or a platform in their names.
fn directories(root: &Path) -> Vec<PathBuf> {
    let below = |parent: &str| fs::read_dir(root.join(parent)).into_iter().flatten().filter_map(Result::ok);
    let named = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let versions = below("usr/lib").filter(|entry| named(entry).starts_with("llvm-")).map(|e| e.path().join("lib"));
    let platforms = below("usr/lib").filter(|entry| named(entry).contains("-linux-")).map(|entry| entry.path());
    let usual = USUAL.iter().map(|directory| root.join(directory.trim_start_matches('/')));
    let mut all: Vec<_> = versions.chain(platforms).collect();
    // A directory's order is the file system's whim; the choice must be the same every time.
    all.sort();
    usual.chain(all).collect()
}

fn holds_libclang(directory: &Path) -> bool {
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().any(|entry| is_libclang(&entry.file_name().to_string_lossy()))
}

/// `libclang.so`, `libclang.so.1`, `libclang-14.so.1`, `libclang.dylib`; not `libclang-cpp.so`, which is another library.
fn is_libclang(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("libclang") else { return false };
    let rest = rest.strip_prefix('-').map_or(rest, |version| version.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest == ".dylib" || rest == ".so" || rest.starts_with(".so.")
}

/// A libclang without its own headers, such as the package's, borrows the C compiler's.
fn supply_headers(environment: &mut Environment, libclang: &Path) {
    if env::var_os("BINDGEN_EXTRA_CLANG_ARGS").is_some() || has_own_headers(libclang) {
        return;
    }
    if let Some(headers) = compiler::own_headers() {
        environment.set("BINDGEN_EXTRA_CLANG_ARGS", format!("-I{}", headers.display()));
    }
}

fn has_own_headers(libclang: &Path) -> bool {
    let beside = [libclang.join("clang"), libclang.join("../lib/clang"), libclang.join("../clang")];
    let versions = beside.iter().flat_map(|parent| fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok));
    versions.into_iter().any(|version| version.path().join("include/stdbool.h").is_file())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_library_is_told_from_its_neighbours() {
        for name in ["libclang.so", "libclang.so.1", "libclang-14.so.1", "libclang-14.so", "libclang.dylib"] {
            assert!(is_libclang(name), "{name}");
        }
        for name in ["libclang-cpp.so.14", "libclang-cpp.so", "libclang.a", "libLLVM.so", "libclang_rt.asan.so"] {
            assert!(!is_libclang(name), "{name}");
        }
    }

    #[test]
    fn versioned_directories_are_found_in_a_fixed_order() {
        let root = tempfile::tempdir().unwrap();
        for directory in ["llvm-16/lib", "llvm-14/lib", "x86_64-linux-gnu", "python3"] {
            fs::create_dir_all(root.path().join("usr/lib").join(directory)).unwrap();
        }
        fs::write(root.path().join("usr/lib/llvm-16/lib/libclang.so"), "").unwrap();
        let found = directories(root.path());
        let holding: Vec<_> = found.iter().filter(|directory| holds_libclang(directory)).collect();
        assert_eq!(holding, [&root.path().join("usr/lib/llvm-16/lib")]);
        assert_eq!(found.len(), USUAL.len() + 3);
    }

    #[test]
    fn headers_are_supplied_only_where_they_lack() {
        let root = tempfile::tempdir().unwrap();
        assert!(!has_own_headers(root.path()));
        let headers = root.path().join("clang/18/include");
        fs::create_dir_all(&headers).unwrap();
        fs::write(headers.join("stdbool.h"), "").unwrap();
        assert!(has_own_headers(root.path()));
    }
}
