//! `cargo xtask demo`: everything that the demo needs, then the demo.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use llm_runtime::models::DEFAULT_MODEL;

use crate::setup::Environment;
use crate::workspace::{self, Metadata};
use crate::{models, setup, test};

const PROGRAM: Program = Program::Binary("health");

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let environment = setup::run()?;
    models::fetch(DEFAULT_MODEL)?;
    let Some(program) = build(PROGRAM, &environment, &Metadata::read()?)? else { return Ok(ExitCode::FAILURE) };
    let mut command = Command::new(&program);
    let status = command.args(arguments.iter().map(OsStr::new)).current_dir(caller_directory()).status();
    let code = status.with_context(|| format!("could not run {}", program.display()))?.code();
    Ok(ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// A program of the workspace.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Program {
    Binary(&'static str),
    Example(&'static str),
}

/// Builds a program; `None` when cargo has said why it cannot.
pub(crate) fn build(program: Program, environment: &Environment, metadata: &Metadata) -> Result<Option<PathBuf>> {
    let (kind, folder, name) = match program {
        Program::Binary(name) => ("--bin", "debug", name),
        Program::Example(name) => ("--example", "debug/examples", name),
    };
    eprintln!("building `{name}`; the first build compiles llama.cpp, which takes some minutes ...");
    // Built like the tests, not with `cargo run`: another choice of packages would unify other features of the build
    // tools, and llama.cpp would be compiled a second time.
    let mut build = test::cargo_with_features("build", metadata);
    let status = build.args([kind, name]).envs(environment.variables()).status();
    let succeeded = status.context("could not run cargo")?.success();
    let path = metadata.target_directory.join(folder).join(name).with_extension(std::env::consts::EXE_EXTENSION);
    Ok(succeeded.then_some(path))
}

/// Paths among the arguments are meant from where the person stands.
fn caller_directory() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| workspace::root().to_owned())
}
