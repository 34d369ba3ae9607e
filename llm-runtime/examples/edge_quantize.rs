//! Quantizes a model or an adapter: `edge_quantize INPUT OUTPUT TYPE [--requantize]`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::error::Error;
use std::io::Write;
use std::ops::ControlFlow;
use std::process::ExitCode;

use llm_runtime::edge::probe::{self, Probe};
use llm_runtime::edge::quantize::{Progress, Quantize};

const USAGE: &str = "usage: edge_quantize INPUT OUTPUT TYPE [--requantize]";
const MEGABYTE: u64 = 1_000_000;

fn main() -> ExitCode {
    // This program is also the one in which llama.cpp does the work.
    probe::run_if_asked();
    match quantize() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn quantize() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, output, mixture, requantize) = match arguments.as_slice() {
        [input, output, mixture] => (input, output, mixture, false),
        [input, output, mixture, flag] if flag == "--requantize" => (input, output, mixture, true),
        _ => return Err(USAGE.into()),
    };
    let work = Quantize::new(input, output, mixture.parse()?).requantize(requantize).probe(Probe::this_program()?);
    let done = work.run(&mut |Progress { done, total, .. }| {
        eprint!("\r{} of about {} MB ", done / MEGABYTE, total.div_ceil(MEGABYTE));
        // Progress that nobody can read harms nothing.
        let _ = std::io::stderr().flush();
        ControlFlow::Continue(())
    })?;
    eprintln!();
    done.notes.iter().for_each(|note| println!("{note}"));
    println!("{output}: {} MB of {} MB", done.bytes[1].div_ceil(MEGABYTE), done.bytes[0].div_ceil(MEGABYTE));
    Ok(())
}
