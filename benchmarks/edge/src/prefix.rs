//! The first turn of a process: the beginning of the prompt computed, or read from disk. And what a cancellation costs.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{Message, Schema};

use crate::functions::schema;
use crate::model::{Model, NAME};
use crate::ours::open;
use crate::table::{median, ms};

const ROUNDS: usize = 5;

/// How long a fresh process takes to have a schema's beginning ready, the model loaded.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut computed, mut read) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        computed.push(prewarm(&EdgePlatform::new(model.config(model.profile()))).await?);
        let kept = || EdgePlatform::new(model.config(model.profile()).prefix_directory(folder.path()));
        if read.is_empty() {
            prewarm(&kept()).await?;
        }
        read.push(prewarm(&kept()).await?);
    }
    let (computed, read) = (median(computed), median(read));
    println!(
        "The beginning of the prompt (six functions and six examples) in a fresh process: {} computed, {} read from disk, {:.3}×.\n",
        ms(computed),
        ms(read),
        read / computed
    );
    cancellation(model).await
}

async fn prewarm(platform: &EdgePlatform) -> Result<f64> {
    platform.load(NAME).await?;
    let began = Instant::now();
    platform.prewarm(schema()?).await?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

/// A long prompt is cancelled while it is read; then another session asks. How long until the engine is free again.
async fn cancellation(model: &Model) -> Result<()> {
    let platform = model.platform();
    platform.load(NAME).await?;
    let schema = Arc::new(Schema::builder(NAME).build()?);
    let mut waits = Vec::new();
    for round in 0..ROUNDS {
        let mut engine = open(&platform, &schema).await?;
        let long = [Message::user(format!("{round} {}", "The wind blows over the hills. ".repeat(300)))];
        let options = llm_runtime::GenerationOptions::greedy();
        let request = llm_runtime::TurnRequest::new(&long, llm_runtime::ToolChoice::None, &options);
        let mut deltas = engine.generate(request);
        let cancelled = platform.stats(NAME).await.context("it is loaded")?.cancelled;
        let waited = tokio::time::timeout(std::time::Duration::from_millis(300), async {
            std::future::poll_fn(|context| deltas.as_mut().poll_next(context)).await
        });
        if waited.await.is_ok() {
            continue;
        }
        let began = Instant::now();
        drop(deltas);
        while platform.stats(NAME).await.context("it is loaded")?.cancelled == cancelled {
            tokio::time::sleep(std::time::Duration::from_micros(200)).await;
        }
        waits.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let stats = platform.stats(NAME).await.context("it is loaded")?;
    let longest = waits.iter().copied().fold(0.0, f64::max);
    println!(
        "Cancelled while a prompt was read, the engine was free after {} (the longest of {} times); the longest batch took {}.\n",
        ms(longest),
        waits.len(),
        ms(stats.longest_batch.as_secs_f64() * 1e3)
    );
    Ok(())
}
