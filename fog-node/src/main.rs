//! `fog-node`: a machine of the local network that runs language models, and everything around it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fog-node: {error:#}");
            ExitCode::FAILURE
        }
    }
}
