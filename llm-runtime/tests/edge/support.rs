//! The model, and one turn of it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use futures_core::Stream;
use llm_functions::ToolCall;
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
use llm_runtime::models::{DEFAULT_MODEL, ModelManager};
use llm_runtime::{
    Delta, Engine, FinishReason, GenerationOptions, Message, Platform, SchemaBuilder, ToolChoice, TurnRequest, Usage,
};

pub(crate) const MODEL: &str = DEFAULT_MODEL;

/// The default model, through the model manager, as any application gets it.
pub(crate) fn model_path() -> PathBuf {
    let manager = ModelManager::from_env().unwrap();
    manager.ensure_named(DEFAULT_MODEL, &mut |_| {}).unwrap()
}

/// One platform for all tests: they run at once, as the sessions of an application do.
pub(crate) fn platform() -> &'static EdgePlatform {
    static PLATFORM: OnceLock<EdgePlatform> = OnceLock::new();
    PLATFORM.get_or_init(|| EdgePlatform::new(config(model_path())))
}

pub(crate) fn config(path: PathBuf) -> EdgeConfig {
    EdgeConfig::new().model(EdgeModel::new(MODEL, path))
}

/// What a turn said and cost.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) calls: Vec<ToolCall>,
    pub(crate) usage: Usage,
    pub(crate) finish: Option<FinishReason>,
}

pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| std::pin::Pin::new(&mut *stream).poll_next(context)).await
}

pub(crate) async fn turn(
    engine: &mut dyn Engine,
    messages: &[Message],
    choice: ToolChoice,
    options: &GenerationOptions,
) -> llm_runtime::Result<Answer> {
    let mut deltas = engine.generate(TurnRequest::new(messages, choice, options));
    let mut answer = Answer::default();
    while let Some(delta) = next(&mut deltas).await {
        match delta? {
            Delta::Text(text) => answer.text.push_str(&text),
            Delta::CallStart { name, .. } => answer.calls.push(ToolCall::new("1", name, "")),
            Delta::CallArguments { fragment, .. } => answer.calls.last_mut().unwrap().arguments.push_str(&fragment),
            Delta::Usage(usage) => answer.usage = usage,
            Delta::Finish(finish) => answer.finish = Some(finish),
            _ => {}
        }
    }
    Ok(answer)
}

pub(crate) async fn open(platform: &EdgePlatform, schema: SchemaBuilder) -> Box<dyn Engine> {
    platform.open(Arc::new(schema.build().unwrap())).await.unwrap()
}

pub(crate) fn greedy(tokens: u32) -> GenerationOptions {
    GenerationOptions::greedy().max_output_tokens(tokens)
}
