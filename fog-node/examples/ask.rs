//! Asks the nodes of a fog a question and says how the answer came: `cargo run -p fog-node --example ask -- --help`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use clap::Parser;
use llm_runtime::fog::{Discovery, FogConfig, FogPlatform, Interface, NodeId};
use llm_runtime::{AuthToken, Event, GenerationOptions, Runner, Schema};

/// Asks the nodes of a fog a question.
#[derive(Debug, Parser)]
struct Arguments {
    /// The model.
    model: String,
    /// The question.
    question: String,
    /// The certificate of the site's authority.
    #[arg(long, value_name = "FILE")]
    authority: PathBuf,
    /// The environment variable with a token.
    #[arg(long, default_value = "FOG_TOKEN")]
    token: String,
    /// A node, ID=ADDRESS:PORT; may be given several times.
    #[arg(long = "node", value_parser = node)]
    nodes: Vec<(NodeId, SocketAddr)>,
    /// An interface on which to look for nodes.
    #[arg(long)]
    look: Option<String>,
    /// The most tokens of the answer.
    #[arg(long, default_value_t = 200)]
    tokens: u32,
}

fn node(text: &str) -> Result<(NodeId, SocketAddr)> {
    let (id, address) = text.split_once('=').ok_or_else(|| anyhow!("it has the form ID=ADDRESS:PORT"))?;
    Ok((id.parse()?, address.parse()?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let authority = std::fs::read(&arguments.authority).context("the authority's certificate cannot be read")?;
    let config = FogConfig::new().authority(authority)?.auth(AuthToken::environment(&arguments.token));
    let config = config.models([&arguments.model]);
    let config = arguments.nodes.iter().fold(config, |config, (node, address)| config.node(*node, [*address]));
    let platform = FogPlatform::new(config)?;
    if let Some(interface) = &arguments.look {
        platform.discover(Discovery::on([Interface::Named(interface.clone())]))?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    eprint!("{}", platform.explain(&arguments.model, arguments.question.len() / 4).await);
    let options = GenerationOptions::greedy().max_output_tokens(arguments.tokens);
    let schema = Schema::builder(&arguments.model).options(options).build()?;
    let mut session = Runner::builder().platform(platform).build()?.session(schema).await?;
    let (begun, mut last) = (Instant::now(), Instant::now());
    let (mut first, mut longest) = (None, Duration::ZERO);
    let mut events = session.generate(arguments.question);
    while let Some(event) = events.next().await {
        match event? {
            Event::Text(text) => {
                print!("{text}");
                std::io::stdout().flush()?;
                if first.replace(first.unwrap_or_else(|| begun.elapsed())).is_some() {
                    longest = longest.max(last.elapsed());
                }
                last = Instant::now();
            }
            Event::Restarted => println!("\n[begun anew]"),
            _ => {}
        }
    }
    println!();
    let first = first.unwrap_or_default();
    eprintln!("first token after {first:.3?}, longest pause {longest:.3?}, all in {:.3?}", begun.elapsed());
    Ok(())
}
