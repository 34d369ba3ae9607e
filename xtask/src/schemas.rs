//! `cargo xtask schemas`: the program of the examples that prints functions as providers see them.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::workspace;

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--package", "examples", "--features", "schemas", "--bin", "schemas", "--"]);
    let status = command.args(arguments).status().context("could not run cargo")?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
