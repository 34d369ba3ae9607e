//! The same questions with the node and without it, in turns.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use llm_runtime::models::DEFAULT_MODEL;
use llm_runtime::{Delta, Engine, GenerationOptions, Message, Platform, Schema, ToolChoice, TurnRequest};

use crate::Serving;

const AT_ONCE: u32 = 8;
const TOKENS: u32 = 48;

/// One turn: the time to its first word, and how many tokens it had.
async fn turn(engine: &mut dyn Engine, question: String, tokens: u32) -> Result<(Duration, u32)> {
    let messages = [Message::user(question)];
    let options = GenerationOptions::greedy().max_output_tokens(tokens);
    let begun = Instant::now();
    let mut deltas = engine.generate(TurnRequest::new(&messages, ToolChoice::None, &options));
    let (mut first, mut written) = (None, 0);
    while let Some(delta) = deltas.next().await {
        match delta? {
            Delta::Text(_) => drop(first.get_or_insert_with(|| begun.elapsed())),
            Delta::Usage(usage) => written = usage.output_tokens,
            _ => {}
        }
    }
    Ok((first.context("an answer had no words")?, written))
}

async fn open(platform: &dyn Platform) -> Result<Box<dyn Engine>> {
    Ok(platform.open(Arc::new(Schema::builder(DEFAULT_MODEL).build()?)).await?)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Prints a row with the times to the first token.
pub(crate) async fn first_tokens(name: &str, platform: Arc<dyn Platform>, rounds: u32) -> Result<()> {
    let serving = Serving::of(Arc::clone(&platform)).await?;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let question = |who: &str| format!("{who} asks for the {round}th time: what is a cloud made of?");
        let first_word = async |platform: &dyn Platform, who| -> Result<Duration> {
            Ok(turn(&mut *open(platform).await?, question(who), 4).await?.0)
        };
        // Whoever is second finds the beginning of the prompt in the cache.
        let (one, two) = if round % 2 == 0 {
            let one = first_word(&*platform, "Ada").await?;
            (one, first_word(&serving.client, "Bob").await?)
        } else {
            let two = first_word(&serving.client, "Bob").await?;
            (first_word(&*platform, "Ada").await?, two)
        };
        // The first of each sets up what stays.
        if round > 0 {
            without.push(one.as_secs_f64() * 1e3);
            with.push(two.as_secs_f64() * 1e3);
        }
    }
    let (one, two) = (median(without), median(with));
    println!("| {name} | {one:.2} ms | {two:.2} ms | {:.2} ms |", two - one);
    Ok(())
}

/// Prints a row with tokens a second of eight at once.
pub(crate) async fn eight(name: &str, platform: Arc<dyn Platform>) -> Result<()> {
    let serving = Serving::of(Arc::clone(&platform)).await?;
    let client: Arc<dyn Platform> = Arc::new(serving.client.clone());
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..4 {
        let (one, two) = (together(&platform, round).await?, together(&client, round + 10).await?);
        if round > 0 {
            without.push(one);
            with.push(two);
        }
    }
    let (one, two) = (median(without), median(with));
    println!("| {name} | {one:.1} | {two:.1} | {:.2}× |", two / one);
    Ok(())
}

async fn together(platform: &Arc<dyn Platform>, round: u32) -> Result<f64> {
    let begun = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for who in 0..AT_ONCE {
        let platform = Arc::clone(platform);
        running.spawn(async move {
            let question = format!("Write a long story about {who} animals and {round} trees.");
            turn(&mut *open(&*platform).await?, question, TOKENS).await
        });
    }
    let mut tokens = 0;
    while let Some(answer) = running.join_next().await {
        tokens += answer??.1;
    }
    Ok(f64::from(tokens) / begun.elapsed().as_secs_f64())
}
