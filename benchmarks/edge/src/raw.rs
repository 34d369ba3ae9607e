//! Raw speed: reading 512 tokens and writing 128, ours through a whole turn.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use llm_runtime::{GenerationOptions, Message, Schema, ToolChoice};
use serde_json::Value;

use crate::model::{Model, NAME};
use crate::ours::{open, turn};
use crate::table::{median, print, row};

const ROUNDS: usize = 5;

/// Tokens per second of both sides, in turn.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let (mut reading, mut writing) = (Pairs::default(), Pairs::default());
    // Larger batches than a machine would use that several sessions share, as the peer's measure has.
    let config = model.config(model.profile()).batch_tokens(512);
    let platform = llm_runtime::edge::EdgePlatform::new(config);
    platform.load(NAME).await?;
    for round in 0..ROUNDS {
        let schema = Arc::new(Schema::builder(NAME).build()?);
        let mut engine = open(&platform, &schema).await?;
        // Text that no earlier round has read, and that one batch holds as the peer's does.
        let text = format!("{round} stones. {}", "The river runs down to the sea. ".repeat(58));
        let options = GenerationOptions::greedy().max_output_tokens(1);
        let read = turn(&mut *engine, &[Message::user(text)], ToolChoice::None, &options).await?;
        ensure!((480..=512).contains(&read.usage.input_tokens), "{} tokens were to be read", read.usage.input_tokens);
        reading.ours.push(f64::from(read.usage.input_tokens - read.usage.cached_input_tokens) / read.first_ms() * 1e3);
        let mut options = GenerationOptions::greedy().max_output_tokens(129);
        options.logit_bias = ends(model);
        let question = [Message::user(format!("Tell a story about {round} ships."))];
        let wrote = turn(&mut *open(&platform, &schema).await?, &question, ToolChoice::None, &options).await?;
        let after_first = wrote.whole_ms() - wrote.first_ms();
        writing.ours.push(f64::from(wrote.usage.output_tokens - 1) / after_first * 1e3);
        reading.theirs.push(llama_bench(model, "512", 0)?);
        writing.theirs.push(llama_bench(model, "0", wrote.usage.input_tokens)?);
    }
    print(&[
        row(["tokens a second", "ours", "llama-bench", "ours over theirs"]),
        reading.row("reading 512 tokens"),
        writing.row("writing 128 tokens after a question"),
    ]);
    Ok(())
}

/// The tokens that end an answer, made impossible: the vocabularies of the two models.
fn ends(model: &Model) -> Vec<(u32, f32)> {
    let tokens: &[u32] = if model.title.to_lowercase().contains("gemma") { &[1, 106] } else { &[0, 2] };
    tokens.iter().map(|token| (*token, -1e9)).collect()
}

#[derive(Default)]
struct Pairs {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Pairs {
    fn row(&self, name: &str) -> Vec<String> {
        let ratio = median(self.ours.iter().zip(&self.theirs).map(|(ours, theirs)| ours / theirs).collect());
        let rate = |values: &[f64]| format!("{:.0}", median(values.to_vec()));
        vec![name.to_owned(), rate(&self.ours), rate(&self.theirs), format!("{ratio:.2}×")]
    }
}

/// One round of the peer's own measure, in tokens a second: reading so many, or else writing 128 after so many.
fn llama_bench(model: &Model, reading: &str, depth: u32) -> Result<f64> {
    let (threads, depth) = (model.threads.to_string(), depth.to_string());
    let writing = if reading == "0" { "128" } else { "0" };
    let mut command = Command::new(crate::program("LLAMA_BENCH")?);
    command.args(["-p", reading, "-n", writing, "-d", &depth, "-r", "1", "-o", "json", "-t", &threads, "-m"]);
    let output = command.arg(&model.path).output().context("could not run llama-bench")?;
    ensure!(output.status.success(), "llama-bench failed");
    let tests: Vec<Value> = serde_json::from_slice(&output.stdout).context("llama-bench printed something else")?;
    tests.first().and_then(|test| test["avg_ts"].as_f64()).context("llama-bench did not measure what was asked")
}
