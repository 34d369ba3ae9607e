//! What a call costs: time by criterion, allocations by a counting allocator, instructions by callgrind where valgrind is
//! installed.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{benchmarks, cargo, run, target};
use crate::table::{ratio, table};

const PAYLOADS: [&str; 4] = ["small", "six", "nested", "long"];
const CONTENDERS: [&str; 6] = ["serde_json", "ours, decode", "ours", "rig", "rig, checked", "rmcp"];
/// How often the whole bench runs; the best median of a contender counts, since neighbours only ever slow it down.
const ROUNDS: usize = 3;

type Figures = BTreeMap<(String, String), f64>;

/// Runs everything.
pub(crate) fn measure() -> Result<String> {
    let times = times()?;
    let (counts, bytes) = allocations()?;
    let mut text = format!(
        "Nanoseconds of processor time of one call, the best median of {ROUNDS} rounds, and how many times plain `serde_json` \
         it is:\n\n{}",
        against_plain(&times, true)
    );
    if let Some(instructions) = instructions()? {
        text += &format!("\nInstructions of one call, counted by callgrind:\n\n{}", against_plain(&instructions, true));
    }
    text += &format!("\nHow many times ours a peer takes:\n\n{}", peers(&times));
    text += &format!("\nAllocations of one call:\n\n{}", against_plain(&counts, false));
    text += &format!("\nBytes allocated in one call:\n\n{}", against_plain(&bytes, false));
    Ok(text)
}

fn times() -> Result<Figures> {
    let mut best = Figures::new();
    for round in 0..ROUNDS {
        eprintln!("criterion, round {round}");
        run(cargo(benchmarks(), "bench").args(["-p", "dispatch", "--bench", "dispatch", "--", "--quiet"]))?;
        for (payload, contender) in pairs() {
            // Criterion makes file names of names.
            let folder = contender.replace([',', ' '], "_").replace("__", "_");
            let folders = [contender.clone(), folder];
            let median = folders.iter().find_map(|folder| median(&payload, folder).ok());
            let median = median.with_context(|| format!("criterion wrote nothing about {payload}/{contender}"))?;
            let entry = best.entry((payload, contender)).or_insert(f64::INFINITY);
            *entry = entry.min(median);
        }
    }
    Ok(best)
}

fn median(payload: &str, contender: &str) -> Result<f64> {
    let path = target().join("criterion").join(payload).join(contender).join("new/estimates.json");
    let estimates: Value = serde_json::from_slice(&fs::read(&path)?)?;
    estimates["median"]["point_estimate"].as_f64().context("there is no median")
}

fn allocations() -> Result<(Figures, Figures)> {
    let output = run(cargo(benchmarks(), "run").args(["--release", "-q", "-p", "dispatch", "--bin", "allocations"]))?;
    let mut counts = Figures::new();
    let mut bytes = Figures::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let [contender, payload, count, size] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let key = (payload.to_owned(), contender.to_owned());
        counts.insert(key.clone(), count.parse()?);
        bytes.insert(key, size.parse()?);
    }
    Ok((counts, bytes))
}

/// Instructions of a call; those of the first calls, which fill caches, are a small part of so many.
fn instructions() -> Result<Option<Figures>> {
    const CALLS: u32 = 2000;
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("valgrind is not installed; instructions are not counted");
        return Ok(None);
    }
    run(cargo(benchmarks(), "build").args(["--release", "-p", "dispatch", "--bin", "repeat"]))?;
    let mut figures = Figures::new();
    for (payload, contender) in pairs() {
        let figure = executed(&payload, &contender, CALLS)? / f64::from(CALLS);
        figures.insert((payload, contender), figure.round());
    }
    Ok(Some(figures))
}

fn executed(payload: &str, contender: &str, calls: u32) -> Result<f64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=repeat::called*"]);
    let output = run(command.arg(target().join("release/repeat")).args([contender, payload, &calls.to_string()]))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let count = text.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim());
    count.context("callgrind printed no count")?.parse().context("callgrind's count is no number")
}

fn pairs() -> impl Iterator<Item = (String, String)> {
    PAYLOADS.iter().flat_map(|payload| CONTENDERS.iter().map(|one| ((*payload).to_owned(), (*one).to_owned())))
}

fn figure(figures: &Figures, payload: &str, contender: &str) -> f64 {
    figures.get(&(payload.to_owned(), contender.to_owned())).copied().unwrap_or(f64::NAN)
}

/// A row for each contender, a column for each payload.
fn against_plain(figures: &Figures, ratios: bool) -> String {
    let mut rows = vec![head()];
    for contender in CONTENDERS {
        let cell = |payload: &&str| {
            let own = figure(figures, payload, contender);
            let times = ratio(own, figure(figures, payload, "serde_json"));
            if ratios { format!("{own:.0}, {times}") } else { format!("{own:.0}") }
        };
        rows.push(std::iter::once(contender.to_owned()).chain(PAYLOADS.iter().map(cell)).collect());
    }
    table(&rows)
}

fn peers(figures: &Figures) -> String {
    let mut rows = vec![head()];
    for contender in ["rig", "rig, checked", "rmcp"] {
        let cell = |payload: &&str| ratio(figure(figures, payload, contender), figure(figures, payload, "ours"));
        rows.push(std::iter::once(contender.to_owned()).chain(PAYLOADS.iter().map(cell)).collect());
    }
    table(&rows)
}

fn head() -> Vec<String> {
    std::iter::once(String::new()).chain(PAYLOADS.iter().map(|&payload| payload.to_owned())).collect()
}
