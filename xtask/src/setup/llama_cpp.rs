//! Programs of llama.cpp: its server, which the cloud platform is tried against since others wrote it, and which the edge
//! platform is measured beside, and its own measure of speed. They are built from the source distribution of a package of
//! the Python package index, which holds all of llama.cpp.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use llm_runtime::models::Python;

use super::{Environment, python_with_pip, tools_directory};
use crate::progress::Ticker;

const PACKAGE: &str = "llama-cpp-python==0.3.36";
/// Of the source distribution, so that everybody builds the same programs.
const SHA256: &str = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e";

/// Without encryption, its own web page, tests and examples: what is left builds in minutes.
const OPTIONS: [&str; 8] = [
    "-DCMAKE_BUILD_TYPE=Release",
    "-DBUILD_SHARED_LIBS=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_APP=OFF",
];

/// Where a program of llama.cpp is; built when it is not there yet, for the processor of this machine.
pub(crate) fn llama_cpp(name: &str, environment: &Environment) -> Result<PathBuf> {
    let program = tools_directory()?.join("llama-server-0.3.36").join(name);
    if !program.exists() {
        let work = tempfile::tempdir_in(tools_directory()?).context("could not make a directory to build in")?;
        let source = fetch(&python_with_pip()?, work.path())?;
        let built = build(&source, name, environment)?;
        keep(&built, &program)?;
    }
    Ok(program)
}

/// Downloads and unpacks the source; the directory of llama.cpp.
fn fetch(python: &Python, work: &Path) -> Result<PathBuf> {
    let _ticker = Ticker::start(format!("fetching the source of {PACKAGE} from the Python package index"));
    let wanted = work.join("wanted.txt");
    fs::write(&wanted, format!("{PACKAGE} --hash=sha256:{SHA256}\n"))?;
    let mut pip = python.command();
    pip.args(["-m", "pip", "download", "--no-deps", "--no-binary=llama-cpp-python"]).args([
        "--require-hashes",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar=off",
        "-r",
    ]);
    succeed(pip.arg(&wanted).arg("--dest").arg(work).env("PIP_REQUIRE_VIRTUALENV", "0"), "pip")?;
    let archive = entry(work, |name| name.ends_with(".tar.gz"))?;
    succeed(python.command().args(["-m", "tarfile", "-e"]).arg(archive).arg(work), "the archive")?;
    let source = entry(work, |name| name == "llama_cpp_python-0.3.36")?;
    Ok(source.join("vendor/llama.cpp"))
}

fn entry(directory: &Path, wanted: impl Fn(&str) -> bool) -> Result<PathBuf> {
    let mut entries = fs::read_dir(directory)?.filter_map(Result::ok);
    let found = entries.find(|entry| wanted(&entry.file_name().to_string_lossy()));
    Ok(found.with_context(|| format!("{PACKAGE} does not hold what it used to"))?.path())
}

fn build(source: &Path, name: &str, environment: &Environment) -> Result<PathBuf> {
    let _ticker = Ticker::start(format!("building {name}, which takes some minutes"));
    let build = source.join("build");
    let mut configure = Command::new("cmake");
    // The distribution names a git directory that it does not hold, over which Ninja starts again for ever.
    configure.args(["-G", "Unix Makefiles", "-S"]).arg(source).arg("-B").arg(&build).args(OPTIONS);
    succeed(configure.envs(environment.variables()), "cmake")?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from).to_string();
    let mut make = Command::new("cmake");
    make.arg("--build").arg(&build).args(["--target", name, "--parallel", &jobs]);
    succeed(make.envs(environment.variables()), "the build of llama.cpp")?;
    Ok(build.join("bin").join(name))
}

/// Copies beside the final place and renames, so that what is there is whole.
fn keep(built: &Path, program: &Path) -> Result<()> {
    let partial = program.with_extension(format!("partial-{}", std::process::id()));
    fs::create_dir_all(program.parent().unwrap_or(program))?;
    fs::copy(built, &partial).with_context(|| format!("the build left no {}", built.display()))?;
    fs::rename(&partial, program).context("could not keep what was built")
}

fn succeed(command: &mut Command, what: &str) -> Result<()> {
    let output =
        command.output().with_context(|| format!("could not run {}", command.get_program().to_string_lossy()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let tail = said.char_indices().rev().nth(2_000).map_or(&*said, |(start, _)| &said[start..]);
    ensure!(output.status.success(), "{what} failed: {}", tail.trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_failure_says_what_failed_and_the_end_of_what_was_said() {
        let said =
            |script: &str| succeed(Command::new("sh").args(["-c", script]), "the build").unwrap_err().to_string();
        assert_eq!(said("echo 'no compiler' >&2; exit 1"), "the build failed: no compiler");
        assert!(said("yes ö | head -c 9000 >&2; exit 1").len() < 5_000);
        assert!(succeed(&mut Command::new("true"), "nothing").is_ok());
    }

    #[test]
    fn the_program_is_kept_whole_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let program = directory.path().join("kept/llama-server");
        assert!(keep(&directory.path().join("missing"), &program).is_err());
        assert!(!program.exists());
        fs::write(directory.path().join("built"), "program").unwrap();
        keep(&directory.path().join("built"), &program).unwrap();
        assert_eq!(fs::read_to_string(program).unwrap(), "program");
    }
}
