//! Prints the functions of the examples as a provider sees them: `cargo xtask schemas`.
//!
//! A program of the examples and not of the tasks, because it needs the functions and nothing else: no back end, no
//! model.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks through its output")]

mod args;
mod show;

use std::process::ExitCode;

use args::Arguments;
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let groups = arguments.groups();
    for dialect in arguments.dialects() {
        for group in &groups {
            show::group(dialect, group, arguments.report);
        }
    }
    ExitCode::SUCCESS
}
