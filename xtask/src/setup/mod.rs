//! What the C++ build of llama.cpp needs: a C++ compiler, make, cmake, and libclang for the bindings.
//!
//! The compiler must be there. The other two are taken from the machine if it has them, else from the Python package
//! index, else from the system's package manager. What was once taken from the index stays in use, even when the
//! machine gets its own later: another environment would make cargo compile llama.cpp again.

mod apt;
mod clients;
mod cmake;
mod compiler;
mod environment;
mod libclang;
mod llama_cpp;
mod networks;
mod package;
mod python;
mod search;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use llm_runtime::models::cache_directory;

pub(crate) use clients::clients;
pub(crate) use environment::Environment;
pub(crate) use llama_cpp::llama_cpp;
pub(crate) use networks::networks;
pub(crate) use python::python_with_pip;

/// `cargo xtask setup`.
pub(crate) fn command(print_env: bool) -> Result<ExitCode> {
    let environment = run()?;
    if print_env {
        print!("{}", environment.exports());
    } else {
        eprintln!("the build tools are ready; `cargo xtask setup --print-env` prints the variables for plain cargo");
    }
    Ok(ExitCode::SUCCESS)
}

/// Finds or installs everything; the same environment comes out every time.
pub(crate) fn run() -> Result<Environment> {
    compiler::check()?;
    let mut environment = Environment::default();
    cmake::provide(&mut environment)?;
    libclang::provide(&mut environment)?;
    Ok(environment)
}

/// Where tools are kept that came from the package index.
fn tools_directory() -> Result<PathBuf> {
    Ok(cache_directory()?.join("build-tools"))
}
