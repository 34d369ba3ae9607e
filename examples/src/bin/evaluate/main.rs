//! How well a model on this machine calls functions: asks it every question of the sets under `evaluation/`, and of the
//! Berkeley Function-Calling Leaderboard where that lies beside the workspace, and compares what it called with what is right.
//!
//! What was asked is written down as it goes, so that an evaluation that was interrupted goes on where it was.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

mod args;
mod ask;
mod case;
mod compare;
mod likelihood;
mod profile;
mod read;
mod record;
mod report;
mod scores;
mod shown;

use std::process::ExitCode;

use clap::Parser;
use examples::assistant;

use args::Args;
use ask::Asker;
use case::Set;
use record::{Record, Records};
use report::Wrong;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", assistant::chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<()> {
    if let Some(path) = &args.scores {
        return scores::write(args, path).await;
    }
    let mut records = Records::open(&args.records(), args.fresh)?;
    let mut wrong = Wrong::create(args.wrong.as_deref())?;
    for way in args.ways() {
        let Some(asker) = Asker::start(args, way).await? else { continue };
        for set in args.sets() {
            if set == Set::Conversation {
                likelihood::measure(args, &asker, &mut records).await?;
            } else {
                ask_all(args, set, &asker, &mut records, &mut wrong).await?;
            }
        }
    }
    let table = report::table(&records);
    println!("{table}\n{}", report::times(args, &records));
    if args.writes_figures() { report::write(&table) } else { Ok(()) }
}

/// Asks all questions of a set that were not asked before.
async fn ask_all(args: &Args, set: Set, asker: &Asker, records: &mut Records, wrong: &mut Wrong) -> Result<()> {
    let Some((cases, functions)) = read::set(args, set)? else { return Ok(()) };
    let cases = shown::sample(cases, args.limit);
    for count in args.counts(set) {
        let (mut done, mut right) = (0, 0);
        for case in &cases {
            let shown = shown::functions(case, &functions, count)?;
            let question = asker.question(case, &shown).await?;
            let key = record::Key { way: asker.way(), set, functions: count, id: &case.id, asked: question.digest() };
            let record = if let Some(record) = records.find(&key) {
                record.clone()
            } else {
                let made = asker.ask(case, &question).await?;
                let scores = compare::scores(case, &made);
                wrong.tell(&key, case, &made, &scores)?;
                let record = Record::new(&key, scores, made.milliseconds);
                records.add(record)?
            };
            done += 1;
            right += u32::from(record.scores.values().all(|right| *right));
            eprint!("\r{} {} {count}: {done} of {}, {right} right ", asker.way(), set, cases.len());
        }
        eprintln!();
    }
    Ok(())
}
