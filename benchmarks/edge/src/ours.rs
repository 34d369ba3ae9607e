//! One turn of ours, timed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{Delta, Engine, GenerationOptions, Message, Platform, Schema, ToolChoice, TurnRequest, Usage};

/// What a turn said and how long it took.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) arguments: String,
    pub(crate) first: Option<Duration>,
    pub(crate) whole: Duration,
    pub(crate) usage: Usage,
}

impl Turn {
    /// Milliseconds to the first piece of the answer.
    pub(crate) fn first_ms(&self) -> f64 {
        self.first.unwrap_or(self.whole).as_secs_f64() * 1e3
    }

    /// Milliseconds in all.
    pub(crate) fn whole_ms(&self) -> f64 {
        self.whole.as_secs_f64() * 1e3
    }
}

pub(crate) async fn open(platform: &EdgePlatform, schema: &Arc<Schema>) -> Result<Box<dyn Engine>> {
    Ok(platform.open(Arc::clone(schema)).await?)
}

/// Generates one turn to its end.
pub(crate) async fn turn(
    engine: &mut dyn Engine,
    messages: &[Message],
    choice: ToolChoice,
    options: &GenerationOptions,
) -> Result<Turn> {
    let started = Instant::now();
    let mut deltas = engine.generate(TurnRequest::new(messages, choice, options));
    let mut turn = Turn::default();
    while let Some(delta) = std::future::poll_fn(|context| deltas.as_mut().poll_next(context)).await {
        match delta? {
            Delta::Text(text) => turn.text.push_str(&text),
            // Of several calls the last is kept.
            Delta::CallStart { name, .. } => {
                turn.name = name;
                turn.arguments.clear();
            }
            Delta::CallArguments { fragment, .. } => turn.arguments.push_str(&fragment),
            Delta::Usage(usage) => turn.usage = usage,
            _ => {}
        }
        turn.first.get_or_insert_with(|| started.elapsed());
    }
    turn.whole = started.elapsed();
    Ok(turn)
}
