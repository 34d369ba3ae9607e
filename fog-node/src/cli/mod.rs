//! What a person asks for.

mod ca;
mod doctor;
mod enroll;
mod home;
mod interfaces;
mod models;
mod pair;
mod reload;
mod renew;
mod seek;
mod serve;
mod status;
mod token;

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

use home::Home;

/// A machine of the local network that runs language models for those it trusts and who trust it.
#[derive(Debug, Parser)]
#[command(name = "fog-node", version, arg_required_else_help = true)]
struct Arguments {
    /// Where the node keeps its key and what it was given; `FOG_NODE_HOME`, or `.fog-node` in the home directory.
    #[arg(long, global = true, value_name = "FOLDER")]
    home: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say who this node is.
    Id,
    /// The site's authority, which vouches for nodes.
    #[command(subcommand)]
    Ca(ca::Command),
    /// Have this node vouched for, or renew that when two thirds of its time are over.
    Enroll(enroll::Command),
    /// Show a code by which a client and this node get to know each other.
    Pair(pair::Command),
    /// Tokens, by which a node knows who asks.
    #[command(subcommand)]
    Token(token::Command),
    /// Serve models.
    Serve(Box<serve::Command>),
    /// Show how the nodes are, as a table that stays up to date.
    Status(status::Command),
    /// Say which nodes a client would find, and why it would not use one.
    Doctor(doctor::Command),
}

/// Does what was asked for.
pub(crate) fn run() -> Result<()> {
    let arguments = Arguments::parse();
    let home = Home::find(arguments.home)?;
    match arguments.command {
        Command::Id => {
            println!("{}", home.key()?.id());
            Ok(())
        }
        Command::Ca(command) => command.run(&home),
        Command::Enroll(command) => command.run(&home),
        Command::Pair(command) => command.run(&home),
        Command::Token(command) => command.run(&home),
        Command::Serve(command) => {
            tracing_subscriber::fmt()
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal())
                .with_max_level(tracing::Level::INFO)
                .init();
            threads()?.block_on(command.run(home))
        }
        Command::Doctor(command) => threads()?.block_on(command.run(&home)),
        Command::Status(command) => threads()?.block_on(command.run(&home)),
    }
}

fn threads() -> Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads could be started")
}
