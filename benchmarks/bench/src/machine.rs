//! Where and when something was measured, and against which versions.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{benchmarks, run};

/// A sentence about the machine, the compiler, the peers, the date and the command.
pub(crate) fn words(name: &str) -> Result<String> {
    let date = printed("date", &["-u", "+%Y-%m-%d"])?;
    let compiler = printed("rustc", &["--version"])?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    Ok(format!(
        "Measured {date} by `cargo xtask bench {name}` on {} ({} cores, shared with other work; load average at the \
         end {load}), {compiler}; {}.",
        processor(),
        std::thread::available_parallelism().map_or(1, usize::from),
        peers(name)?,
    ))
}

fn printed(program: &str, words: &[&str]) -> Result<String> {
    let output = run(Command::new(program).args(words))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn processor() -> String {
    let facts = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = facts.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, model)| model.trim().to_owned())
}

fn peers(name: &str) -> Result<String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = run(cargo.current_dir(benchmarks()).args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).context("could not read what cargo metadata printed")?;
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let version = |name: &str| {
        let package = packages.iter().find(|package| package["name"] == name);
        format!("{name} {}", package.and_then(|package| package["version"].as_str()).unwrap_or("unknown"))
    };
    Ok(match name {
        "edge" => format!("ours by {}, theirs of llama-cpp-python 0.3.36", version("llama-cpp-2")),
        _ => ["rig-core", "rmcp", "schemars", "serde", "serde_json"].map(version).join(", "),
    })
}
