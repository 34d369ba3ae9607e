//! Tries the cloud platform against llama.cpp's own server: `real_server LLAMA_SERVER MODEL.gguf`.
//!
//! The server runs twice, on this machine's loopback alone: with the model's own template, which knows no functions, and
//! with one that does. The last line says how many checks passed; the exit status says whether all did.

#![allow(clippy::print_stdout, reason = "it is a program")]

mod calls;
mod server;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::{AuthToken, BoxError, Message, Runner, Schema, SchemaBuilder, Sensitivity};

use server::{KEY, Server};

type Outcome = Result<String, BoxError>;

/// What is done to the server, and what came of it.
#[derive(Default)]
struct Checks {
    passed: usize,
    failed: usize,
}

impl Checks {
    async fn check(&mut self, what: &str, outcome: impl Future<Output = Outcome>) {
        match outcome.await {
            Ok(seen) => {
                self.passed += 1;
                println!("passed   {what}: {seen}");
            }
            Err(error) => {
                self.failed += 1;
                println!("FAILED   {what}: {error}");
            }
        }
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode, BoxError> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(program), Some(model)) = (arguments.next(), arguments.next()) else {
        return Err("usage: real_server LLAMA_SERVER MODEL.gguf".into());
    };
    let mut checks = Checks::default();
    println!("llama-server with the model's own template");
    let server = Server::start(&program, &model, &[]).await?;
    words::all(&server, &mut checks).await;
    drop(server);
    println!("llama-server with a template that knows functions");
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/real_server/tools.jinja");
    let server = Server::start(&program, &model, &["--jinja", "--chat-template-file", template]).await?;
    calls::all(&server, &mut checks).await;
    println!("{} passed, {} failed", checks.passed, checks.failed);
    Ok(if checks.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How the server is reached.
fn config(server: &Server) -> CloudConfig {
    CloudConfig::llama_server().base_url(server.url()).models(["tiny"]).auth(AuthToken::constant(KEY))
}

fn runner(config: CloudConfig) -> Result<Runner, BoxError> {
    Ok(Runner::builder().platform(CloudPlatform::new(config)?).build()?)
}

/// The likeliest tokens each time, so that a run says what the next one says.
fn schema() -> SchemaBuilder {
    Schema::builder("tiny").options(options(40))
}

fn options(tokens: u32) -> llm_runtime::GenerationOptions {
    llm_runtime::GenerationOptions::greedy().max_output_tokens(tokens)
}

/// The server may see public data only, and nothing here is about anybody.
fn public(text: &str) -> Message {
    Message::user(text).labelled(Sensitivity::Public)
}

fn ensure(holds: bool, otherwise: impl Into<String>) -> Result<(), BoxError> {
    if holds { Ok(()) } else { Err(otherwise.into().into()) }
}
