//! The second turn of a conversation: how long until its answer begins, and how that depends on what was said before.

use std::sync::Arc;

use anyhow::Result;
use llm_runtime::{GenerationOptions, Message, Schema, Sensitivity, ToolChoice};
use serde_json::json;

use crate::model::{Model, NAME};
use crate::ours::{open, turn};
use crate::server::Server;
use crate::table::{median, ms, print, row};

/// Sentences of about eight tokens that the first question has.
const LENGTHS: [usize; 3] = [20, 120, 400];
const ROUNDS: usize = 5;

/// Time to the first text of the second answer.
pub(crate) async fn measure(model: &Model) -> Result<()> {
    let platform = model.platform();
    let server = Server::start(model, 1, None).await?;
    let schema = Arc::new(Schema::builder(NAME).build()?);
    let mut rows =
        vec![row(["time to the first text of the second answer", "ours", "llama-server", "ours over theirs"])];
    for sentences in LENGTHS {
        let (mut ours, mut theirs, mut tokens) = (Vec::new(), Vec::new(), 0);
        for round in 0..ROUNDS {
            let question = format!("{round}. {}What is that?", "The boat lies in the harbour. ".repeat(sentences));
            let options = GenerationOptions::greedy().max_output_tokens(16);
            let mut messages = vec![Message::user(&question)];
            let mut engine = open(&platform, &schema).await?;
            let first = turn(&mut *engine, &messages, ToolChoice::None, &options).await?;
            messages.push(Message::assistant(&first.text, Vec::new(), Sensitivity::Public));
            messages.push(Message::user("And why?"));
            // The prompt of the second turn in words, for the peer: one that ends where the answer of the first begins.
            let prompts = [
                platform.prompt(schema.clone(), &messages[..1]).await?,
                platform.prompt(schema.clone(), &messages).await?,
            ];
            let second = turn(&mut *engine, &messages, ToolChoice::None, &options).await?;
            ours.push(second.first_ms());
            tokens = second.usage.input_tokens;
            server.complete(&prompts[0], 16, None).await?;
            let body =
                json!({"prompt": prompts[1], "n_predict": 16, "temperature": 0, "cache_prompt": true, "stream": true});
            theirs.push(server.stream("/completion", &body).await?.0);
        }
        let (own, other) = (median(ours), median(theirs));
        rows.push(vec![format!("{tokens} tokens before it"), ms(own), ms(other), format!("{:.2}×", own / other)]);
    }
    print(&rows);
    Ok(())
}
