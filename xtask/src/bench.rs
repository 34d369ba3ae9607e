//! `cargo xtask bench`: ours beside rig, rmcp and serde. The peers are no dependency of this workspace, so this only
//! starts the program in `benchmarks/`, which has a workspace of its own.

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::ValueEnum;
use llm_runtime::models::DEFAULT_MODEL;

use crate::workspace::Metadata;
use crate::{models, setup, test, workspace};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Benchmark {
    /// What two hundred declarations cost to compile.
    Compile,
    /// What a model in this process does, beside llama.cpp's own server and measure; the programs are built first.
    Edge,
    /// Which node is chosen, beside simpler ways and an oracle, in a simulation; written into `docs/fog.md`.
    Choice,
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
            Self::Choice => "choice",
            Self::Compile => "compile",
            Self::Dispatch => "dispatch",
            Self::Edge => "edge",
            Self::Exchange => "exchange",
            Self::Footprint => "footprint",
        }
    }
}

/// What the measurements of the edge need: build tools, llama.cpp's programs, and models.
fn edge(bench: &mut Command) -> Result<()> {
    let environment = setup::run()?;
    bench.envs(environment.variables());
    for name in ["llama-server", "llama-bench"] {
        bench.env(name.to_uppercase().replace('-', "_"), setup::llama_cpp(name, &environment)?);
    }
    let files = [DEFAULT_MODEL, "gemma3-270m"].map(models::fetch).into_iter().collect::<Result<Vec<_>>>()?;
    bench.env("EDGE_MODELS", env::join_paths(files)?);
    if let Some((adapter, _)) = models::files(DEFAULT_MODEL)?.companion {
        bench.env("EDGE_ADAPTER", adapter);
    }
    Ok(())
}

/// The simulation is a test of the runtime, because what it simulates with is private.
fn choice() -> Result<bool> {
    let environment = setup::run()?;
    let mut tests = test::cargo_with_features("test", &Metadata::read()?);
    tests.args(["--lib", "--", "fog::choice::simulator::table::tests::the_whole_table", "--nocapture"]);
    tests.envs(environment.variables()).env("LLM_FUNCTIONS_CHOICE_TABLE", workspace::root().join("docs/fog.md"));
    Ok(tests.status().context("could not run cargo")?.success())
}

/// Runs these; without any, all but the edge, which has to be asked for.
pub(crate) fn run(wanted: &[Benchmark]) -> Result<ExitCode> {
    let passed = !wanted.contains(&Benchmark::Choice) || choice()?;
    if wanted == [Benchmark::Choice] {
        return Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let wanted = wanted.iter().filter(|one| **one != Benchmark::Choice);
    let folder = workspace::root().join("benchmarks");
    let mut cargo = workspace::cargo();
    // A peer may ask for a newer compiler than this one, and compile all the same.
    cargo.current_dir(folder).args(["run", "--package", "bench", "--ignore-rust-version", "--"]);
    if wanted.clone().any(|one| *one == Benchmark::Edge) {
        edge(&mut cargo)?;
    }
    let status = cargo.args(wanted.map(|benchmark| benchmark.name())).status();
    let passed = status.context("could not run cargo")?.success() && passed;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
