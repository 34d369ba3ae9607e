//! The edge platform beside `llama-server` and `llama-bench`: same model, same threads, same run, the contenders in turn.
//! Prints tables; started by `cargo xtask bench edge`, which says by variables where programs and models are.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks through its output")]

mod call;
mod functions;
mod many;
mod model;
mod ours;
mod prefix;
mod raw;
mod second;
mod server;
mod table;

use std::path::PathBuf;

use anyhow::{Context, Result};

use model::Model;

#[tokio::main]
async fn main() -> Result<()> {
    let threads = threads();
    println!("{threads} threads on both sides. Times are medians unless it says otherwise; a ratio is the median of the rounds' ratios.\n");
    for path in paths("EDGE_MODELS")? {
        let model = Model::new(path, threads);
        eprintln!("{}", model.title);
        println!("**{}**\n", model.title);
        raw::measure(&model).await?;
        call::measure(&model).await?;
        second::measure(&model).await?;
        prefix::measure(&model).await?;
        many::measure(&model).await?;
    }
    Ok(())
}

/// What `EDGE_THREADS` says, or all cores.
fn threads() -> u32 {
    let said = std::env::var("EDGE_THREADS").ok().and_then(|threads| threads.parse().ok());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    said.unwrap_or_else(|| u32::try_from(cores).unwrap_or(1))
}

fn paths(variable: &str) -> Result<Vec<PathBuf>> {
    let value =
        std::env::var_os(variable).with_context(|| format!("{variable} is not set; use `cargo xtask bench edge`"))?;
    Ok(std::env::split_paths(&value).collect())
}

/// A program of llama.cpp.
fn program(variable: &str) -> Result<PathBuf> {
    paths(variable)?.into_iter().next().with_context(|| format!("{variable} names no program"))
}
