//! `cargo xtask evaluate`: how well the models call functions, measured by a program of the examples with everything it needs
//! set up first.

use std::ffi::OsStr;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::ValueEnum;
use llm_runtime::models::DEFAULT_MODEL;

use crate::demo::{self, Program};
use crate::setup::Environment;
use crate::workspace::Metadata;
use crate::{models, setup};

/// What can be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tier {
    /// Models in this process, and llama.cpp's server beside them if asked for.
    Edge,
}

/// Evaluates with these arguments.
pub(crate) fn run(_: Tier, arguments: &[String]) -> Result<ExitCode> {
    let environment = setup::run()?;
    let passed = evaluate(&environment, &Metadata::read()?, arguments)?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the program and runs it; the server's program is built when it is to be asked.
pub(crate) fn evaluate(
    environment: &Environment,
    metadata: &Metadata,
    arguments: &[impl AsRef<OsStr>],
) -> Result<bool> {
    models::fetch(DEFAULT_MODEL)?;
    let Some(program) = demo::build(Program::Binary("evaluate"), environment, metadata)? else { return Ok(false) };
    let mut command = Command::new(program);
    let server = |argument: &&OsStr| *argument == "--server" || *argument == "--only-server";
    if arguments.iter().map(AsRef::as_ref).any(|argument| server(&argument)) {
        command.env("LLAMA_SERVER", setup::llama_cpp("llama-server", environment)?);
    }
    Ok(command.args(arguments).status().context("could not run the evaluation")?.success())
}
