//! What an exchange costs: calls side by side, calls that start early, an event, a session that waits.

use anyhow::{Context, Result};

use crate::process::{benchmarks, cargo, run};
use crate::table::{ratio, table};

/// Runs everything.
pub(crate) fn measure() -> Result<String> {
    Ok([makespan()?, early()?, events()?, memory()?].join("\n"))
}

/// What one of the programs prints: rows of cells.
fn rows(program: &str) -> Result<Vec<Vec<String>>> {
    eprintln!("{program}");
    let arguments = ["--release", "-q", "-p", "exchange", "--bin", program];
    let output = run(cargo(benchmarks(), "run").args(arguments))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn cell(row: &[String], column: usize) -> Result<f64> {
    let cell = row.get(column).context("a column is missing")?;
    cell.parse().with_context(|| format!("`{cell}` is no number"))
}

fn makespan() -> Result<String> {
    let rows = rows("makespan")?;
    let calls: Vec<&String> = rows.iter().step_by(4).filter_map(|row| row.get(1)).collect();
    let mut cells = vec![
        std::iter::once(String::new())
            .chain(calls.iter().map(|n| if n.as_str() == "1" { "1 call".into() } else { format!("{n} calls") }))
            .collect(),
    ];
    for contender in ["join_all", "ours", "rig, told to", "rig"] {
        let mut line = vec![contender.to_owned()];
        for row in rows.iter().filter(|row| row[0] == contender) {
            let (took, ideal) = (cell(row, 2)?, cell(row, 3)?);
            line.push(format!("{:.2} ms, {}", took / 1000.0, ratio(took, ideal)));
        }
        cells.push(line);
    }
    Ok(format!(
        "From the question to the answer when a message has that many calls, each of which waits 1 to 20 ms: the best of 15 \
         rounds, and how many times the longest call it is.\n\n{}",
        table(&cells)
    ))
}

fn early() -> Result<String> {
    let head =
        ["tokens a second", "slowest call", "waiting for the message", "starting early", "slowest first", "last"];
    let mut cells = vec![head.map(str::to_owned).to_vec()];
    for row in rows("early")? {
        let waiting = cell(&row, 2)?;
        let mut line = vec![row[0].clone(), format!("{} ms", row[1]), format!("{waiting} ms")];
        for column in 3..6 {
            let took = cell(&row, column)?;
            line.push(format!("{took} ms, {:.0} %", 100.0 * took / waiting));
        }
        cells.push(line);
    }
    Ok(format!(
        "A message with 8 calls, the slowest as long as given and the others in equal steps below it, streamed at a model's \
         speed, to functions that may start early (`read_only`) and to the same functions that may not; the average is over all \
         rotations of the calls. Paused time, in which only waiting counts.\n\n{}",
        table(&cells)
    ))
}

fn events() -> Result<String> {
    let rows = rows("events")?;
    let bare = rows.first().context("nothing was printed")?;
    let bare = cell(bare, 1)?;
    let mut cells = vec![["", "a text delta"].map(str::to_owned).to_vec()];
    for row in &rows {
        let words = match row[0].as_str() {
            "channel" => "a bounded channel alone",
            "ours" => "ours: engine, exchange, events",
            _ => "rig: its scripted wire, decoder, agent, stream",
        };
        cells.push(vec![words.to_owned(), format!("{} ns, {}", row[1], ratio(cell(row, 1)?, bare))]);
    }
    Ok(format!(
        "Processor time of a text delta from the scripted model to the reader, the best of 7 rounds of 100,000. rig's \
         scripted model goes through a decoder, which ours has no need of here.\n\n{}",
        table(&cells)
    ))
}

fn memory() -> Result<String> {
    let mut cells = vec![["", "bytes"].map(str::to_owned).to_vec()];
    cells.extend(rows("memory")?);
    Ok(format!("Bytes in use for each of 10,000 sessions that wait, one schema for all:\n\n{}", table(&cells)))
}
