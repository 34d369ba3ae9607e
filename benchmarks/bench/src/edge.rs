//! What a model in this process does, beside llama.cpp's own server and measure.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::process::{benchmarks, cargo};

/// Runs the program that measures, which is compiled for this machine's processor as the peers are. What it prints is the
/// tables; what it says on the way goes to whoever waits.
pub(crate) fn measure() -> Result<String> {
    let mut run = cargo(benchmarks(), "run");
    run.args(["--release", "-q", "-p", "edge"]).env("RUSTFLAGS", "-C target-cpu=native").stderr(Stdio::inherit());
    let output = run.output().context("could not run cargo")?;
    ensure!(output.status.success(), "the measurements of the edge failed");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
