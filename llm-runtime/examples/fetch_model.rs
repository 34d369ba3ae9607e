//! Fetches a model that a server has into the cache: `fetch_model URL SHA256`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::io::Write;
use std::process::ExitCode;

use llm_runtime::models::{ModelError, ModelManager};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, sha256] = arguments.as_slice() else {
        eprintln!("usage: fetch_model URL SHA256");
        return ExitCode::FAILURE;
    };
    match fetch(url, sha256) {
        Ok(path) => println!("\n{path}"),
        Err(error) => {
            eprintln!("\nerror: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn fetch(url: &str, sha256: &str) -> Result<String, ModelError> {
    let model = ModelManager::from_env()?.fetch_url(url, sha256, &mut |progress| {
        eprint!("\r{progress} ");
        // Progress that nobody can read harms nothing.
        let _ = std::io::stderr().flush();
    })?;
    Ok(model.path.display().to_string())
}
