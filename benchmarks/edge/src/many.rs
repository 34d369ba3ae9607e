//! Eight sessions at once.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{GenerationOptions, Message, Schema, ToolChoice};
use serde_json::json;

use crate::model::{Model, NAME};
use crate::ours::{open, turn};
use crate::server::Server;
use crate::table::{median, print, row};

const SESSIONS: u32 = 8;
const TOKENS: u32 = 64;
const ROUNDS: u32 = 3;

/// Tokens per second of all sessions together: questions of their own, and answers of 64 tokens each.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let platform = Arc::new(model.platform());
    let server = Arc::new(Server::start(model, SESSIONS, None).await?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (own, other) = (our_round(&platform, round).await?, their_round(&server, &platform, round).await?);
        if round > 0 {
            ours.push(own);
            theirs.push(other);
        }
    }
    let (own, other) = (median(ours), median(theirs));
    print(&[
        row(["eight sessions at once", "ours", "llama-server, eight slots", "ours over theirs"]),
        vec![
            "tokens a second, all together".into(),
            format!("{own:.0}"),
            format!("{other:.0}"),
            format!("{:.2}×", own / other),
        ],
    ]);
    Ok(())
}

fn question(round: u32, session: u32) -> [Message; 1] {
    [Message::user(format!("Write a long story about {session} animals and {round} trees."))]
}

async fn our_round(platform: &Arc<EdgePlatform>, round: u32) -> Result<f64> {
    let schema = Arc::new(Schema::builder(NAME).build()?);
    let began = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for session in 0..SESSIONS {
        let (platform, schema) = (Arc::clone(platform), Arc::clone(&schema));
        running.spawn(async move {
            let mut engine = open(&platform, &schema).await?;
            let options = GenerationOptions::greedy().max_output_tokens(TOKENS);
            turn(&mut *engine, &question(round, session), ToolChoice::None, &options).await
        });
    }
    let mut tokens = 0;
    while let Some(turn) = running.join_next().await {
        tokens += turn??.usage.output_tokens;
    }
    Ok(f64::from(tokens) / began.elapsed().as_secs_f64())
}

async fn their_round(server: &Arc<Server>, platform: &EdgePlatform, round: u32) -> Result<f64> {
    let schema = Arc::new(Schema::builder(NAME).build()?);
    let mut prompts = Vec::new();
    for session in 0..SESSIONS {
        prompts.push(platform.prompt(Arc::clone(&schema), &question(round, session)).await?);
    }
    let began = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for prompt in prompts {
        let server = Arc::clone(server);
        running.spawn(async move {
            let body = json!({"prompt": prompt, "n_predict": TOKENS, "temperature": 0, "stream": true});
            server.stream("/completion", &body).await
        });
    }
    let mut tokens = 0.0;
    while let Some(answer) = running.join_next().await {
        tokens += answer??.1;
    }
    Ok(tokens / began.elapsed().as_secs_f64())
}
