//! Builds one crate whose dependencies are built already, and takes the compiler's time for it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::dresses::Dress;
use crate::process::{Cost, LOG, cargo, run, target};

/// How a crate is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Profile {
    /// What an editor does at every pause: no code is generated.
    Check,
    /// `cargo build`.
    Dev,
    /// `cargo build --release`.
    Release,
}

impl Profile {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    fn command(self, workspace: &Path, dress: Dress) -> Command {
        let mut command = cargo(workspace, if self == Self::Check { "check" } else { "build" });
        if self == Self::Release {
            command.arg("--release");
        }
        // Incremental compilation would answer the second build from the first.
        command.args(["--offline", "-p", dress.name()]).env("CARGO_INCREMENTAL", "0").env("CARGO_TARGET_DIR", target());
        command
    }
}

/// Builds everything that the crate needs, and the crate once.
pub(super) fn dependencies(workspace: &Path, dress: Dress, profile: Profile) -> Result<()> {
    eprintln!("{} {}: dependencies", dress.name(), profile.name());
    timed(workspace, dress, profile).map(drop)
}

/// Builds the crate again, and nothing else.
pub(super) fn alone(workspace: &Path, dress: Dress, profile: Profile) -> Result<Cost> {
    let source = dress.source(workspace);
    // Cargo goes by the time of the last change.
    fs::write(&source, fs::read(&source)?)?;
    let log = timed(workspace, dress, profile)?;
    let line = log.lines().find_map(|line| line.strip_prefix(&format!("{} ", dress.crate_name())));
    let line = line.with_context(|| format!("{} was not compiled", dress.name()))?;
    let mut figures = line.split(' ').map(|micros| micros.parse().map(Duration::from_micros));
    let mut next = || figures.next().context("the compiler's log is cut off")?.context("the compiler's log is broken");
    Ok(Cost { wall: next()?, processor: next()? })
}

fn timed(workspace: &Path, dress: Dress, profile: Profile) -> Result<String> {
    let log = workspace.join("compiler.log");
    fs::write(&log, "")?;
    let ourselves = std::env::current_exe().context("could not find this program")?;
    run(profile.command(workspace, dress).env("RUSTC_WORKSPACE_WRAPPER", ourselves).env(LOG, &log))?;
    fs::read_to_string(&log).context("could not read the compiler's log")
}
