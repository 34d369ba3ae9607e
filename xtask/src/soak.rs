//! `cargo xtask soak`: what takes too long for every change, or needs what other checks do not. Results are written down
//! by whoever runs it, with the command.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::ValueEnum;
use llm_runtime::models::DEFAULT_MODEL;

use crate::demo::{self, Program};
use crate::setup::Environment;
use crate::workspace::Metadata;
use crate::{evaluate, models, setup, test, workspace};

/// How many calls are written under their grammars.
const CALLS: &str = "200";

/// How many damaged models are tried, unless it is said.
const FILES: u32 = 100_000;

/// How many requests are made up for each operation of a node.
const EXAMPLES: &str = "1000";

/// How many seeds of each scenario are played.
const SEEDS: &str = "40";

/// What is fuzzed of the fog, and for how many seconds each.
const FUZZED: [&str; 4] = ["fog_request", "fog_token", "fog_identity", "fog_status"];
const SECONDS: &str = "600";

/// How many sessions run at once in the load test.
const SESSIONS: &str = "20000";

/// How many answers are broken off, twice; and for how many seconds a node is asked ten times what it can do.
const FAILOVERS: &str = "100";
const OVERLOAD: &str = "60";

/// A part of the soak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Calls of a real model under their grammars.
    Edge,
    /// Damaged models and adapters, each in a process of its own if our check lets it through.
    Gguf,
    /// Many sessions at once, with faults.
    Load,
    /// The cloud platform against llama.cpp's own server, which is built first.
    Server,
    /// A node's API against requests that a tester by others makes up from its document.
    Api,
    /// Nodes that are killed in the middle of their answers, and one that is asked ten times what it can do.
    Fog,
    /// How well the default model chooses.
    Evaluation,
    /// Nodes and clients in a simulated network, with many seeds.
    Simulation,
    /// The engine with a GPU by way of Vulkan, which a processor can stand in for. Needs Vulkan's headers and `glslc`.
    Gpu,
    /// Bytes that nobody would send to a node: each target of the fog in `fuzz/`, for ten minutes. Needs cargo-fuzz.
    Fuzz,
}

/// Runs the parts; all of them when none is named. The count is of files, for the part that damages them.
pub(crate) fn run(wanted: &[Part], count: Option<u32>) -> Result<ExitCode> {
    let environment = setup::run()?;
    let metadata = Metadata::read()?;
    let mut passed = true;
    for part in Part::value_variants() {
        if wanted.is_empty() || wanted.contains(part) {
            passed &= soak(*part, count.unwrap_or(FILES), &environment, &metadata)?;
        }
    }
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn soak(part: Part, files: u32, environment: &Environment, metadata: &Metadata) -> Result<bool> {
    match part {
        Part::Edge => {
            models::fetch(DEFAULT_MODEL)?;
            tests("edge", ("LLM_FUNCTIONS_SOAK_CALLS", CALLS), &[], environment, metadata)
        }
        Part::Gguf => {
            models::fetch(DEFAULT_MODEL)?;
            let filter = ["files::", "--nocapture"];
            tests("edge", ("LLM_FUNCTIONS_SOAK_FILES", &files.to_string()), &filter, environment, metadata)
        }
        Part::Load => tests("load", ("LLM_FUNCTIONS_SOAK_SESSIONS", SESSIONS), &[], environment, metadata),
        Part::Server => server(environment, metadata),
        Part::Api => api(environment, metadata),
        Part::Fog => {
            models::fetch(DEFAULT_MODEL)?;
            let (failover, overload) = (["edge::failover", "--nocapture"], ["overload::", "--nocapture"]);
            let killed = tests("node", ("LLM_FUNCTIONS_SOAK_FAILOVERS", FAILOVERS), &failover, environment, metadata)?;
            let asked = tests("node", ("LLM_FUNCTIONS_SOAK_OVERLOAD", OVERLOAD), &overload, environment, metadata)?;
            Ok(killed && asked)
        }
        Part::Evaluation => evaluation(environment, metadata),
        Part::Simulation => {
            tests("simulation", ("FOG_SIMULATION_SEEDS", SEEDS), &["--nocapture"], environment, metadata)
        }
        Part::Gpu => gpu(environment),
        Part::Fuzz => fuzz(),
    }
}

/// Runs a program of tests with the size of its largest one, all of its tests or those that the arguments say.
fn tests(
    name: &str,
    size: (&str, &str),
    arguments: &[&str],
    environment: &Environment,
    metadata: &Metadata,
) -> Result<bool> {
    let mut tests = test::cargo_with_features("test", metadata);
    tests.args(["--test", name, "--"]).args(arguments).envs(environment.variables()).env(size.0, size.1);
    Ok(tests.status().context("could not run cargo")?.success())
}

fn api(environment: &Environment, metadata: &Metadata) -> Result<bool> {
    let (variables, missing) = setup::clients();
    if let Some(missing) = missing {
        return Err(missing);
    }
    let mut tests = test::cargo_with_features("test", metadata);
    tests.args(["--test", "node", "--", "clients::", "--nocapture"]).envs(environment.variables()).envs(variables);
    let status = tests.env("LLM_FUNCTIONS_SOAK_EXAMPLES", EXAMPLES).status();
    Ok(status.context("could not run cargo")?.success())
}

fn gpu(environment: &Environment) -> Result<bool> {
    models::fetch(DEFAULT_MODEL)?;
    // In a folder of its own: what else is built is built without it.
    let target = workspace::root().join("target/gpu");
    let mut tests = workspace::cargo();
    tests.args(["test", "--package", "llm-runtime", "--features", "edge-vulkan", "--test", "edge", "--target-dir"]);
    tests.arg(target).args(["--", "gpu::", "embeddings::", "--nocapture"]).envs(environment.variables());
    // Without it llama.cpp takes no device that is a processor.
    tests.env("GGML_VK_VISIBLE_DEVICES", std::env::var_os("GGML_VK_VISIBLE_DEVICES").unwrap_or_else(|| "0".into()));
    Ok(tests.status().context("could not run cargo")?.success())
}

fn server(environment: &Environment, metadata: &Metadata) -> Result<bool> {
    let model = models::fetch(DEFAULT_MODEL)?;
    let server = setup::llama_cpp("llama-server", environment)?;
    let Some(program) = demo::build(Program::Example("real_server"), environment, metadata)? else { return Ok(false) };
    let status = Command::new(program).arg(server).arg(model).status();
    Ok(status.context("could not run the checks of the server")?.success())
}

fn fuzz() -> Result<bool> {
    let mut passed = true;
    for target in FUZZED {
        let corpus = workspace::root().join("fuzz/corpus").join(target);
        std::fs::create_dir_all(&corpus).with_context(|| format!("could not make {}", corpus.display()))?;
        let mut cargo = workspace::cargo();
        // Fuzzing wants unstable switches of the compiler, which this lets the stable one take.
        cargo.current_dir(workspace::root()).env("RUSTC_BOOTSTRAP", "1");
        cargo.args(["fuzz", "run", "--sanitizer", "none", "--features", "fog", target]).arg(&corpus);
        cargo.arg(workspace::root().join("fuzz/seeds").join(target)).args(["--", "-dict=fuzz/json.dict"]);
        cargo.arg(format!("-max_total_time={SECONDS}"));
        passed &= cargo.status().context("could not run cargo; is cargo-fuzz installed?")?.success();
    }
    Ok(passed)
}

fn evaluation(environment: &Environment, metadata: &Metadata) -> Result<bool> {
    // One thread: the number of threads changes the order of sums, and with it what a model says at a near tie.
    evaluate::evaluate(environment, metadata, &["--set", "health", "--threads", "1", "--print-only", "--fresh"])
}
