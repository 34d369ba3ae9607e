//! The project's tasks: set-up, demo, tests, models.
//!
//! They are a program and not scripts so that they run wherever Rust runs, and so that they are tested like the rest.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks through its output")]

mod bench;
mod demo;
mod evaluate;
mod models;
mod progress;
mod schemas;
mod setup;
mod soak;
mod test;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of the llm-functions workspace; each sets up what it needs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Asks a model on this machine about a patient; it calls derived functions.
    #[command(disable_help_flag = true)]
    Demo {
        /// Passed on to the demo; `--help` lists what it takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Prints what a model sees of the examples' functions, in the form of any provider.
    #[command(disable_help_flag = true)]
    Schemas {
        /// Passed on; `--help` lists what there is.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs every check of the project, with a summary at the end.
    Test,
    /// Runs a test program for cargo, one of the libraries where there is no network.
    #[command(hide = true, disable_help_flag = true)]
    Within {
        /// The program and its arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Runs what takes too long for every change, or needs more than other checks do.
    Soak {
        /// Which parts; all of them when none is named.
        #[arg(value_enum)]
        parts: Vec<soak::Part>,
        /// How many damaged files the part `gguf` tries.
        #[arg(long)]
        count: Option<u32>,
    },
    /// Measures ours beside rig, rmcp and serde, and writes the figures into `docs/benchmarks.md`.
    Bench {
        /// What to measure; everything when nothing is named.
        #[arg(value_enum)]
        wanted: Vec<bench::Benchmark>,
    },
    /// Counts how often models call the right function, and writes the figures into `docs/edge-accuracy.md`.
    #[command(disable_help_flag = true)]
    Evaluate {
        /// Where the models run.
        #[arg(value_enum)]
        tier: evaluate::Tier,
        /// Passed on; `--help` lists what there is.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Finds or installs what the C++ build needs.
    Setup {
        /// Prints the variables as `export` lines, for those who call cargo themselves.
        #[arg(long)]
        print_env: bool,
    },
    /// Looks at the cached models and changes them.
    #[command(subcommand)]
    Models(models::Command),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Demo { arguments } => demo::run(&arguments),
        Task::Schemas { arguments } => schemas::run(&arguments),
        Task::Test => test::run(),
        Task::Within { words } => test::within(&words),
        Task::Soak { parts, count } => soak::run(&parts, count),
        Task::Bench { wanted } => bench::run(&wanted),
        Task::Evaluate { tier, arguments } => evaluate::run(tier, &arguments),
        Task::Setup { print_env } => setup::command(print_env),
        Task::Models(command) => models::run(command),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
