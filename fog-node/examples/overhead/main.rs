//! What a node adds to a model: the time to the first token, and tokens a second of eight who ask at once. The contenders take
//! turns in the same run on the same model. `cargo xtask bench fog` runs it, and says by `LLAMA_SERVER` where llama.cpp's own
//! server is; prints tables.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

mod rounds;
mod script;
mod server;
mod serving;

use std::sync::Arc;

use anyhow::Result;
use llm_runtime::Platform;
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
use llm_runtime::models::{DEFAULT_MODEL, ModelManager};

use rounds::{eight, first_tokens};
use script::Script;
use serving::Serving;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let way = serving::way_there_and_back().await?;
    println!("The way there and back over TLS, on a connection that is there: {way}.\n");
    println!("| to the first token | without the node | with it | between the medians |\n| --- | ---: | ---: | ---: |");
    first_tokens("a model that says at once what it says", Arc::new(Script), 200).await?;
    let edge: Arc<dyn Platform> = Arc::new(edge()?);
    first_tokens("the default model in the process", Arc::clone(&edge), 30).await?;
    let server = server::start().await?;
    if let Some(server) = &server {
        first_tokens("llama-server", server.platform()?, 30).await?;
    }
    println!("\n| eight at once, tokens a second | without the node | with it | |\n| --- | ---: | ---: | ---: |");
    eight("the default model in the process", edge).await?;
    if let Some(server) = &server {
        eight("llama-server", server.platform()?).await?;
    }
    Ok(())
}

fn edge() -> Result<EdgePlatform> {
    let file = ModelManager::from_env()?.ensure_named(DEFAULT_MODEL, &mut |_| ())?;
    let model = EdgeModel::new(DEFAULT_MODEL, file);
    Ok(EdgePlatform::new(EdgeConfig::new().model(model).threads(threads()).context_tokens(1024).cache_tokens(8192)))
}

/// As many threads for each side: what `BENCH_THREADS` says, or one for each core.
fn threads() -> u32 {
    let said = std::env::var("BENCH_THREADS").ok().and_then(|threads| threads.parse().ok());
    said.unwrap_or_else(|| {
        std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1))
    })
}
