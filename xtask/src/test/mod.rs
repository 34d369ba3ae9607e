//! `cargo xtask test`: every check of the project, in a fixed order, with nothing decided elsewhere.
//!
//! All steps run, whatever failed before, so that one run tells everything. All that compile llama.cpp see the same
//! packages, features and profile, so that it is compiled once.

mod conformance;
mod corpora;
mod features;
mod invariants;
mod licences;
mod netns;
mod networks;
mod step;
mod tidy;

use std::process::{Command, ExitCode};

use anyhow::Result;
use llm_runtime::models::DEFAULT_MODEL;

use crate::workspace::{self, Metadata};
use crate::{models, setup};
use step::{Outcome, Run};

pub(crate) use netns::run as within;

pub(crate) fn run() -> Result<ExitCode> {
    let metadata = Metadata::read()?;
    let mut run = Run::default();
    prepare(&mut run);
    read_only_checks(&mut run, &metadata);
    cargo_checks(&mut run, &metadata);
    Ok(run.finish())
}

/// A cargo subcommand over the whole workspace with every feature that this machine can build.
pub(crate) fn cargo_with_features(subcommand: &str, metadata: &Metadata) -> Command {
    let mut command = workspace::cargo();
    command.args([subcommand, "--workspace", "--features", &features::all(metadata)]);
    command
}

fn prepare(run: &mut Run) {
    let mut environment = Vec::new();
    run.step("set up the build tools", || {
        environment = setup::run()?.variables();
        Ok(Outcome::Passed)
    });
    run.step("fetch clients by others for the node", || {
        let (variables, missing) = setup::clients();
        environment.extend(variables);
        Ok(missing.map_or(Outcome::Passed, |why| Outcome::Skipped(format!("{why:#}"))))
    });
    run.set_environment(environment.clone());
    run.step("fetch the default model", || models::fetch(DEFAULT_MODEL).map(|_| Outcome::Passed));
    run.step("find the corpora", corpora::check);
    // Counted here, because what is skipped among many tests is not seen.
    let mut for_networks = Vec::new();
    run.step("provide what networks of the tests' own need", || {
        let (variables, missing) = setup::networks();
        for_networks = variables;
        Ok(missing
            .or_else(networks::cannot_be_made)
            .map_or(Outcome::Passed, |why| Outcome::Skipped(format!("{why:#}"))))
    });
    environment.extend(for_networks);
    run.set_environment(environment);
}

fn read_only_checks(run: &mut Run, metadata: &Metadata) {
    let mut format = workspace::cargo();
    run.command("formatting", format.args(["fmt", "--all", "--check"]));
    run.step("tidiness of the sources", || tidy::check(workspace::root()));
    run.step("invariants of the architecture", || invariants::check(workspace::root()));
    run.step("licences of the dependencies", || licences::check(metadata));
}

fn cargo_checks(run: &mut Run, metadata: &Metadata) {
    let mut through = None;
    run.step("keep the tests of the libraries from any network", || {
        through = Some(netns::runner()?);
        Ok(netns::check())
    });
    // First, because it compiles what the lints need too, and because it tells most.
    let mut tests = cargo_with_features("test", metadata);
    tests.arg("--no-fail-fast").args(through.iter().flat_map(|runner| ["--config", runner]));
    let counts = conformance::file(metadata);
    run.command("tests, with all features", tests.env(conformance::VARIABLE, &counts));
    run.step("conformance with suites by others", || conformance::check(&counts));
    let deny = ["--", "-D", "warnings"];
    let mut lints = cargo_with_features("clippy", metadata);
    run.command("lints, with all features", lints.arg("--all-targets").args(deny));
    let mut lints = workspace::cargo();
    run.command("lints, with default features", lints.args(["clippy", "--workspace", "--all-targets"]).args(deny));
    let mut docs = cargo_with_features("doc", metadata);
    run.command("documentation", docs.arg("--no-deps").env("RUSTDOCFLAGS", "-Dwarnings"));
    run.commands("each feature on its own", features::each_alone(metadata));
}
