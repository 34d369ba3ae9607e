//! `cargo xtask bench`: ours beside rig, rmcp and serde. The peers are no dependency of this workspace, so this only
//! starts the program in `benchmarks/`, which has a workspace of its own.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::workspace;

/// What can be measured.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Benchmark {
    /// What two hundred declarations cost to compile.
    Compile,
    /// What it costs to get from arguments to a function that was entered.
    Dispatch,
    /// What a message with many calls costs, an event, a session that waits.
    Exchange,
    /// What a dependency on the crate brings along.
    Footprint,
}

impl Benchmark {
    fn name(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Dispatch => "dispatch",
            Self::Exchange => "exchange",
            Self::Footprint => "footprint",
        }
    }
}

/// Runs these, or all.
pub(crate) fn run(wanted: &[Benchmark]) -> Result<ExitCode> {
    let folder = workspace::root().join("benchmarks");
    let mut cargo = workspace::cargo();
    // A peer may ask for a newer compiler than this one, and compile all the same.
    cargo.current_dir(folder).args(["run", "--package", "bench", "--ignore-rust-version", "--"]);
    let status = cargo.args(wanted.iter().map(|benchmark| benchmark.name())).status();
    let passed = status.context("could not run cargo")?.success();
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
