//! `cargo xtask demo`: everything that the demo needs, then the demo.

use std::ffi::OsStr;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use llm_runtime::models::DEFAULT_MODEL;

use crate::workspace::{self, Metadata};
use crate::{models, setup, test};

const PROGRAM: &str = "health";

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let environment = setup::run()?;
    models::fetch(DEFAULT_MODEL)?;
    let metadata = Metadata::read()?;
    eprintln!("building the demo; the first build compiles llama.cpp, which takes some minutes ...");
    // Built like the tests, not with `cargo run`: another choice of packages would unify other features of the build
    // tools, and llama.cpp would be compiled a second time.
    let mut build = test::cargo_with_features("build", &metadata);
    let status = build.args(["--bin", PROGRAM]).envs(environment.variables()).status();
    if !status.context("could not run cargo")?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let program = metadata.target_directory.join("debug").join(PROGRAM);
    let mut command = Command::new(program.with_extension(std::env::consts::EXE_EXTENSION));
    let status = command.args(arguments.iter().map(OsStr::new)).current_dir(caller_directory()).status();
    let code = status.with_context(|| format!("could not run {}", program.display()))?.code();
    Ok(ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// Paths among the arguments are meant from where the person stands.
fn caller_directory() -> std::path::PathBuf {
    std::env::current_dir().unwrap_or_else(|_| workspace::root().to_owned())
}
