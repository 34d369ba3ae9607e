//! `fog-node status`: how the nodes are, as a table that stays up to date.

use std::fmt::Write;
use std::io::{IsTerminal, Write as _};
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use futures_util::future::join_all;
use llm_runtime::fog::protocol::{NodeState, Status};
use llm_runtime::fog::{Discovery, FogPlatform, NodeAddress};

use super::home::Home;
use super::seek::Seek;

/// How often it is asked.
const EVERY: Duration = Duration::from_secs(1);

/// Letters of a column of text; longer ones are cut.
const WIDTH: usize = 28;

#[derive(Debug, Args)]
pub(super) struct Command {
    #[command(flatten)]
    seek: Seek,
    /// Ask once and end; done anyhow where nobody looks at a terminal and no JSON is wanted.
    #[arg(long)]
    once: bool,
    /// Print JSON instead of a table: a line for each time.
    #[arg(long)]
    json: bool,
}

/// A node and what came of asking it.
struct Row {
    node: NodeAddress,
    told: Result<Status, String>,
    took: Duration,
}

impl Command {
    pub(super) async fn run(self, home: &Home) -> Result<()> {
        self.seek.check()?;
        let platform = self.seek.platform(home)?;
        if !self.seek.interfaces.is_empty() {
            platform.discover(Discovery::on(self.seek.interfaces.clone()))?;
            tokio::time::sleep(Duration::from_secs(self.seek.seconds)).await;
        }
        let (terminal, mut out) = (std::io::stdout().is_terminal(), std::io::stdout());
        loop {
            let rows = ask(&platform).await;
            let text = if self.json { json(&rows) } else { table(&rows) };
            // To the first place, and what was below is wiped away: nothing flickers.
            let (before, after) = if terminal && !self.json && !self.once { ("\x1b[H", "\x1b[J") } else { ("", "") };
            // Whoever reads may have enough of it.
            if write!(out, "{before}{text}{after}").and_then(|()| out.flush()).is_err() {
                return Ok(());
            }
            if self.once || !(terminal || self.json) {
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = tokio::signal::ctrl_c() => return Ok(()),
            }
        }
    }
}

async fn ask(platform: &FogPlatform) -> Vec<Row> {
    let asked = platform.nodes().into_iter().map(async |node| {
        let begun = Instant::now();
        let told = platform.status(node.node).await.map_err(|error| error.to_string());
        Row { node, told, took: begun.elapsed() }
    });
    join_all(asked).await
}

fn table(rows: &[Row]) -> String {
    let mut text = line(["NODE", "ADDRESS", "STATE", "BUSY", "WAIT", "READS/s", "WRITES/s", "MODELS"]);
    for row in rows {
        let address = row.node.addresses.first().map(ToString::to_string).unwrap_or_default();
        let node = row.node.node.short();
        let Ok(status) = &row.told else {
            let why = row.told.as_ref().err().cloned().unwrap_or_default();
            let _ = writeln!(text, "{node:<9} {address:<WIDTH$} {why}");
            continue;
        };
        let models: Vec<&str> = status.models.iter().map(|model| model.id.as_str()).collect();
        text.push_str(&line([
            &node,
            &address,
            state(status),
            &format!("{}/{}", status.busy, status.slots),
            &format!("{}/{}", status.waiting, status.most_waiting),
            &rate(status.rates.prefill),
            &rate(status.rates.decode),
            &models.join(" "),
        ]));
    }
    if rows.is_empty() {
        text.push_str("no node is known; `fog-node doctor` says why\n");
    }
    text
}

fn line([node, address, state, busy, wait, reads, writes, models]: [&str; 8]) -> String {
    format!("{node:<9} {address:<WIDTH$} {state:<9} {busy:>7} {wait:>7} {reads:>8} {writes:>8} {models}\n")
}

fn state(status: &Status) -> &'static str {
    match status.state {
        NodeState::Ready => "ready",
        NodeState::Draining => "draining",
        _ => "unknown",
    }
}

fn rate(rate: Option<f32>) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.0}"))
}

fn json(rows: &[Row]) -> String {
    let rows = rows.iter().map(|row| {
        serde_json::json!({
            "node": row.node.node,
            "addresses": row.node.addresses,
            "status": row.told.as_ref().ok(),
            "error": row.told.as_ref().err(),
            "milliseconds": row.took.as_millis(),
        })
    });
    format!("{}\n", serde_json::Value::Array(rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use llm_runtime::fog::NodeId;
    use llm_runtime::fog::protocol::ModelStatus;

    #[test]
    fn a_table_has_a_line_for_each_node_and_says_why_one_has_no_figures() {
        let (one, two) = (NodeId::of_public_key(b"1"), NodeId::of_public_key(b"2"));
        let mut status = Status::new(one, 4, 8, vec![ModelStatus::new("tiny", None, false)]);
        (status.busy, status.rates.decode, status.state) = (3, Some(41.7), NodeState::Draining);
        let row = |node, told| Row { node: NodeAddress::new(node, []), told, took: Duration::ZERO };
        let rows = [row(one, Ok(status)), row(two, Err("it is gone".to_owned()))];
        let table = table(&rows);
        assert_eq!(table.lines().count(), 3, "{table}");
        assert!(["3/4", "42", "draining", "tiny", "it is gone"].iter().all(|word| table.contains(word)), "{table}");
        let json: serde_json::Value = serde_json::from_str(&json(&rows)).unwrap_or_default();
        assert_eq!((&json[0]["status"]["busy"], &json[1]["error"]), (&3.into(), &"it is gone".into()));
    }
}
