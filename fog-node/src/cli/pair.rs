//! `fog-node pair`: a code for a client.

use std::io::IsTerminal;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use clap::Args;
use fog_node::desk::{Offer, PairedClients};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use super::home::Home;

#[derive(Debug, Args)]
pub(super) struct Command {
    /// How many minutes the code is good.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    minutes: u64,
    /// Draw the code as a picture for a camera as well; done anyhow where a person looks at a terminal.
    #[arg(long)]
    qr: bool,
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
        let code = Offer::make(&home.key()?.id(), &home.offer(), life, SystemTime::now())?.to_string();
        if self.qr || std::io::stdout().is_terminal() {
            println!("{}", picture(&code)?);
        }
        println!("{code}");
        eprintln!(
            "type this on the client, or show it the picture, within {} minutes; it is good once, while `fog-node serve` runs",
            self.minutes
        );
        Ok(())
    }
}

/// The code as a QR code: the same letters, large and without what groups them for the eye, since those take least room. Light
/// on dark as terminals are, with the quiet margin that cameras need.
fn picture(code: &str) -> Result<String> {
    let letters = code.replace('-', "").to_uppercase();
    let drawn = QrCode::with_error_correction_level(letters, EcLevel::M).context("the code could not be drawn")?;
    Ok(drawn.render::<Dense1x2>().dark_color(Dense1x2::Dark).light_color(Dense1x2::Light).quiet_zone(true).build())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_picture_is_small_enough_for_any_terminal_and_differs_with_the_code() {
        let one = picture("abcd-efgh-ijkl-mnop-qrst-uvwx").unwrap();
        let lines: Vec<&str> = one.lines().collect();
        assert!(lines.len() <= 20 && lines.iter().all(|line| line.chars().count() <= 40), "\n{one}");
        assert_ne!(one, picture("abcd-efgh-ijkl-mnop-qrst-uvwy").unwrap());
        assert_eq!(one, picture("ABCDEFGHIJKLMNOPQRSTUVWX").unwrap(), "however it is grouped");
    }
}
