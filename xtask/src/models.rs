//! `cargo xtask models`: the model manager from the command line.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

use anyhow::{Context, Result};
use clap::Subcommand;
use llm_runtime::models::{DEFAULT_MODEL, InstalledModel, ModelFiles, ModelManager, State};

use crate::demo::{self, Program};
use crate::progress::ModelProgress;
use crate::setup;
use crate::workspace::Metadata;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the models that are here and those that can be fetched.
    List,
    /// Fetches a model, unless it is here: one that is known by name, or a file that a server has.
    Fetch {
        /// The model's name, or the address of its file.
        #[arg(default_value = DEFAULT_MODEL)]
        name: String,
        /// The digest of the file at that address, in hexadecimal.
        #[arg(long)]
        sha256: Option<String>,
    },
    /// Takes a GGUF file into the cache; the way in without a network.
    Add { file: PathBuf },
    /// Reads a model's whole file again and compares its digest.
    Verify { name: String },
    /// Removes a model from the cache.
    Remove { name: String },
    /// Makes a smaller model of a model, or a smaller adapter of an adapter, by llama.cpp's own routine.
    Quantize {
        /// The GGUF file to read.
        input: PathBuf,
        /// The file to write, which is not there yet.
        output: PathBuf,
        /// What to make of it, by the name that llama.cpp gives it; an unknown one prints all.
        #[arg(long = "type", default_value = "q4_k_m")]
        mixture: String,
        /// Takes a model that is quantized already, too.
        #[arg(long)]
        requantize: bool,
    },
}

pub(crate) fn run(command: Command) -> Result<ExitCode> {
    let mut progress = ModelProgress::new();
    let mut show = |step: llm_runtime::models::Progress<'_>| progress.show(step);
    let manager = ModelManager::from_env()?;
    match command {
        Command::List => list(&manager)?,
        Command::Fetch { name, sha256 } if name.contains("://") => return download(&name, sha256),
        Command::Fetch { name, .. } => println!("{}", fetch(&name)?.display()),
        Command::Add { file } => print(&manager.add_file(&file, &mut show)?),
        Command::Verify { name } => print(&manager.verify(&name, &mut show)?),
        Command::Remove { name } => println!("removed {}", manager.remove(&name)?.path.display()),
        Command::Quantize { input, output, mixture, requantize } => {
            return quantize(&input, &output, &mixture, requantize);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Fetches the model and what comes with it, as [`files`] does.
pub(crate) fn fetch(name: &str) -> Result<PathBuf> {
    Ok(files(name)?.model)
}

/// Fetches the model, its adapter and its encoder unless they are here, with progress; finds a Python for them only if one is
/// needed.
pub(crate) fn files(name: &str) -> Result<ModelFiles> {
    let mut manager = ModelManager::from_env()?;
    let here = manager.list()?;
    let is_here = |name: &str| here.iter().any(|model| model.name == name && model.state == State::Verified);
    if let Ok(entry) = manager.catalogue().get(name)
        && !(is_here(name) && entry.encoder.as_ref().is_none_or(|encoder| is_here(&encoder.name)))
        && let Ok(python) = setup::python_with_pip()
    {
        manager = manager.with_python(python);
    }
    let mut progress = ModelProgress::new();
    Ok(manager.files(name, &mut |step| progress.show(step))?)
}

fn quantize(input: &Path, output: &Path, mixture: &str, requantize: bool) -> Result<ExitCode> {
    let mut arguments = vec![input.as_os_str(), output.as_os_str(), OsStr::new(mixture)];
    arguments.extend(requantize.then_some(OsStr::new("--requantize")));
    example("edge_quantize", &arguments)
}

fn download(url: &str, sha256: Option<String>) -> Result<ExitCode> {
    let sha256 = sha256.context("say what the file is: --sha256 with its digest, as the server's page shows it")?;
    example("fetch_model", &[OsStr::new(url), OsStr::new(&sha256)])
}

/// By a program of its own, because this one is compiled before anything that C or C++ is needed for.
fn example(name: &'static str, arguments: &[&OsStr]) -> Result<ExitCode> {
    let environment = setup::run()?;
    let Some(program) = demo::build(Program::Example(name), &environment, &Metadata::read()?)? else {
        return Ok(ExitCode::FAILURE);
    };
    let status = process::Command::new(&program).args(arguments).status();
    let status = status.with_context(|| format!("could not run {}", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn list(manager: &ModelManager) -> Result<()> {
    let installed = manager.list()?;
    installed.iter().for_each(print);
    for entry in manager.catalogue().iter() {
        if installed.iter().all(|model| model.name != entry.name) {
            println!("{:<24} {:>5} MB  not here     {}", entry.name, entry.size.div_ceil(1_000_000), entry.licence);
        }
    }
    Ok(())
}

fn print(model: &InstalledModel) {
    let state = if model.state == State::Verified { "verified" } else { "unverified" };
    println!("{:<24} {:>5} MB  {state:<11}  {}", model.name, model.size.div_ceil(1_000_000), model.path.display());
}
