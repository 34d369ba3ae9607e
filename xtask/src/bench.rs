//! `cargo xtask bench`: ours beside rig, rmcp and serde. The peers are no dependency of this workspace, so this only
//! starts the program in `benchmarks/`, which has a workspace of its own.

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::ValueEnum;
use llm_runtime::models::DEFAULT_MODEL;

use crate::demo::{self, Program};
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
    /// What a node adds to a model in this process and to llama.cpp's own server; the programs are built first.
    Fog,
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
            Self::Fog => "fog",
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

/// What a node adds. No peer takes part, so that it is built with the workspace and needs no other llama.cpp.
fn fog() -> Result<bool> {
    let environment = setup::run()?;
    models::fetch(DEFAULT_MODEL)?;
    let server = setup::llama_cpp("llama-server", &environment)?;
    let program = demo::build(Program::Example("overhead"), &environment, &Metadata::read()?)?;
    let Some(program) = program else { return Ok(false) };
    let status = Command::new(program).env("LLAMA_SERVER", server).status();
    Ok(status.context("could not run what measures nodes")?.success())
}

/// Runs these; without any, all but the edge and the fog, which have to be asked for.
pub(crate) fn run(wanted: &[Benchmark]) -> Result<ExitCode> {
    let is_of_the_workspace = |one: &&Benchmark| matches!(one, Benchmark::Choice | Benchmark::Fog);
    let mut passed = true;
    for one in wanted.iter().filter(is_of_the_workspace) {
        passed &= if *one == Benchmark::Fog { fog()? } else { choice()? };
    }
    let others: Vec<&Benchmark> = wanted.iter().filter(|one| !is_of_the_workspace(one)).collect();
    if wanted.is_empty() || !others.is_empty() {
        passed &= beside_peers(&others)?;
    }
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is measured beside peers, in a workspace of its own.
fn beside_peers(wanted: &[&Benchmark]) -> Result<bool> {
    let mut cargo = workspace::cargo();
    // A peer may ask for a newer compiler than this one, and compile all the same.
    cargo.current_dir(workspace::root().join("benchmarks"));
    cargo.args(["run", "--package", "bench", "--ignore-rust-version", "--"]);
    if wanted.contains(&&Benchmark::Edge) {
        edge(&mut cargo)?;
    }
    let status = cargo.args(wanted.iter().map(|benchmark| benchmark.name())).status();
    Ok(status.context("could not run cargo")?.success())
}
