//! Raw speed: reading some 480 tokens and writing 128, ours through a whole turn.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{GenerationOptions, Message, Schema, ToolChoice};
use serde_json::Value;

use crate::model::{Model, NAME};
use crate::ours::{Turn, open, turn};
use crate::table::{median, print, row};

const ROUNDS: usize = 5;
/// About as many tokens as stand before the story.
const DEPTH: u32 = 45;

/// Tokens per second of both sides, in turn.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let mut rows = vec![row(["tokens a second", "ours", "llama-bench", "ours over theirs"])];
    rows.extend(both(model, "").await?);
    if let Some(as_it_is) = model.as_it_is()? {
        rows.extend(both(&as_it_is, ", from the file as it is").await?);
    }
    print(&rows);
    Ok(())
}

/// Reading and writing with one model in memory, as the peer has one.
async fn both(model: &Model, name: &str) -> Result<[Vec<String>; 2]> {
    let ours = Ours::new(model).await?;
    let (mut reading, mut writing) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // As many on both sides: a batch of 480 takes llama.cpp nearly as long as one of 512.
        let (rate, tokens) = ours.read(round).await?;
        reading.push([rate, llama_bench(model, tokens, 0)?]);
        writing.push([ours.write(round).await?, llama_bench(model, 0, DEPTH)?]);
    }
    Ok([
        pairs(&format!("reading some 480 tokens{name}"), &reading),
        pairs(&format!("writing 128 tokens after a question{name}"), &writing),
    ])
}

struct Ours(EdgePlatform);

impl Ours {
    async fn new(model: &Model) -> Result<Self> {
        // Larger batches than a machine would use that several sessions share, as the peer's measure has.
        let platform = EdgePlatform::new(model.config(model.profile()).batch_tokens(512));
        platform.load(NAME).await?;
        Ok(Self(platform))
    }

    /// How fast it read, and how many tokens.
    async fn read(&self, round: usize) -> Result<(f64, u32)> {
        // Text that no earlier round has read, and that one batch holds as the peer's does.
        let text = format!("{round} stones. {}", "The river runs down to the sea. ".repeat(58));
        let read = self.turn(text, 1).await?;
        ensure!((480..=512).contains(&read.usage.input_tokens), "{} tokens were to be read", read.usage.input_tokens);
        let tokens = read.usage.input_tokens - read.usage.cached_input_tokens;
        Ok((f64::from(tokens) / read.first_ms() * 1e3, tokens))
    }

    async fn write(&self, round: usize) -> Result<f64> {
        let wrote = self.turn(format!("Write a very long story about {round} ships and their captains."), 129).await?;
        let tokens = wrote.usage.output_tokens;
        ensure!(tokens >= 64, "the story ended after {tokens} tokens");
        Ok(f64::from(tokens - 1) / (wrote.whole_ms() - wrote.first_ms()) * 1e3)
    }

    async fn turn(&self, question: String, most: u32) -> Result<Turn> {
        let schema = Arc::new(Schema::builder(NAME).build()?);
        let mut engine = open(&self.0, &schema).await?;
        let options = GenerationOptions::greedy().max_output_tokens(most);
        turn(&mut *engine, &[Message::user(question)], ToolChoice::None, &options).await
    }
}

fn pairs(name: &str, pairs: &[[f64; 2]]) -> Vec<String> {
    let ratio = median(pairs.iter().map(|[ours, theirs]| ours / theirs).collect());
    let rate = |side: usize| format!("{:.0}", median(pairs.iter().map(|pair| pair[side]).collect()));
    vec![name.to_owned(), rate(0), rate(1), format!("{ratio:.2}×")]
}

/// One round of the peer's own measure, in tokens a second: reading so many, or else writing 128 after so many.
fn llama_bench(model: &Model, reading: u32, depth: u32) -> Result<f64> {
    let (threads, depth) = (model.threads.to_string(), depth.to_string());
    let (writing, reading) = (if reading == 0 { "128" } else { "0" }, reading.to_string());
    let mut command = Command::new(crate::program("LLAMA_BENCH")?);
    command.args(["-p", &reading, "-n", writing, "-d", &depth, "-r", "1", "-o", "json", "-t", &threads, "-m"]);
    let output = command.arg(&model.path).output().context("could not run llama-bench")?;
    ensure!(output.status.success(), "llama-bench failed");
    let tests: Vec<Value> = serde_json::from_slice(&output.stdout).context("llama-bench printed something else")?;
    tests.first().and_then(|test| test["avg_ts"].as_f64()).context("llama-bench did not measure what was asked")
}
