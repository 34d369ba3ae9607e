//! `fog-node pair`: a code for a client.

use std::time::{Duration, SystemTime};

use anyhow::{Result, ensure};
use clap::Args;
use fog_node::desk::{Offer, PairedClients};

use super::home::Home;

#[derive(Debug, Args)]
pub(super) struct Command {
    /// How many minutes the code is good.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    minutes: u64,
    /// List who has paired, and do nothing else.
    #[arg(long)]
    list: bool,
}

impl Command {
    pub(super) fn run(self, home: &Home) -> Result<()> {
        if self.list {
            PairedClients::read(&home.paired())?.names().for_each(|name| println!("{name}"));
            return Ok(());
        }
        ensure!(
            home.issuer().exists(),
            "this node has no issuer of its own, which the client's tokens come from (`fog-node token init`)"
        );
        let life = Duration::from_secs(self.minutes * 60);
        let code = Offer::make(&home.key()?.id(), &home.offer(), life, SystemTime::now())?;
        println!("{code}");
        eprintln!(
            "type this on the client within {} minutes; it is good once, while `fog-node serve` runs",
            self.minutes
        );
        Ok(())
    }
}
