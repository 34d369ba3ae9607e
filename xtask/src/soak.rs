//! `cargo xtask soak`: tests that take too long for every change, and the evaluation of the default model. Their
//! results are written down by whoever runs them, with the command.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use llm_runtime::models::DEFAULT_MODEL;

use crate::workspace::Metadata;
use crate::{demo, models, setup, test};

/// How many calls are written under their grammars.
const CALLS: &str = "200";

/// How many sessions run at once in the load test.
const SESSIONS: &str = "20000";

pub(crate) fn run() -> Result<ExitCode> {
    let environment = setup::run()?;
    models::fetch(DEFAULT_MODEL)?;
    let metadata = Metadata::read()?;
    let mut tests = test::cargo_with_features("test", &metadata);
    tests.args(["--test", "edge", "--test", "load"]).envs(environment.variables());
    tests.env("LLM_FUNCTIONS_SOAK_CALLS", CALLS).env("LLM_FUNCTIONS_SOAK_SESSIONS", SESSIONS);
    let status = tests.status();
    let passed = status.context("could not run cargo")?.success();
    let Some(evaluate) = demo::build("evaluate", &environment, &metadata)? else { return Ok(ExitCode::FAILURE) };
    // One thread: the number of threads changes the order of sums, and with it what a model says at a near tie.
    let evaluated = Command::new(evaluate).args(["--threads", "1"]).status().context("could not run the evaluation")?;
    Ok(if passed && evaluated.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
