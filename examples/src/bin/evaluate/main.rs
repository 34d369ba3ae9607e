//! Asks a model on this machine every question of a file and counts how often it calls the right function with the right
//! arguments, and how often it rightly calls none.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

mod profile;
mod score;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use examples::assistant::{self, Assistant};
use llm_runtime::{Event, Session};

use profile::ProfileArgs;
use score::{Made, Question, Score};

/// Count how often a model on this machine calls the right function.
#[derive(Debug, Parser)]
struct Args {
    /// Questions, one JSON object a line: {"question": …, "function": … or null, "arguments": {…}}
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/questions/health.jsonl"))]
    questions: PathBuf,

    /// The model, by its name in the catalogue
    #[arg(long, default_value = "smollm2-135m-instruct")]
    model: String,

    /// Threads that compute; by default one for each core
    #[arg(long)]
    threads: Option<u32>,

    /// Also print the questions that went well, and the model's own words
    #[arg(long)]
    verbose: bool,

    /// Do not wait for the answers in words
    #[arg(long)]
    calls_only: bool,

    #[command(flatten)]
    profile: ProfileArgs,
}

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

async fn run(args: &Args) -> Result<(), Box<dyn std::error::Error>> {
    let questions = Question::read_all(&args.questions)?;
    let model = args.profile.apply(assistant::model(&args.model)?);
    let assistant = Assistant::new(model, args.threads, assistant::synthetic_store()?)?;
    let mut score = Score::default();
    for question in &questions {
        let mut session = assistant.session().await?;
        let (made, answer, time) = ask(&mut session, &question.question, args.calls_only).await?;
        let right = score.count(question, &made, session.schema().functions(), time);
        if args.verbose || !right {
            println!("{} {}\n    {}", if right { "ok   " } else { "wrong" }, question.question, made.describe());
        }
        if args.verbose {
            println!("    {answer}");
        }
    }
    println!("\n{} · {}\n{score}", args.model, args.questions.display());
    Ok(())
}

/// Asks one question; what was called first, what was said last, and how long the call took.
async fn ask(
    session: &mut Session,
    question: &str,
    calls_only: bool,
) -> Result<(Made, String, Duration), llm_runtime::Error> {
    let started = Instant::now();
    let mut made = Made::default();
    let mut called = None;
    let mut answer = String::new();
    let mut events = session.generate(question);
    while let Some(event) = events.next().await {
        match event? {
            Event::CallExecuting { name, arguments, .. } => {
                called.get_or_insert_with(|| started.elapsed());
                made.calls.push((name, arguments));
                answer.clear();
            }
            Event::CallFinished(result) => {
                made.errors.extend(result.is_error.then_some(result.output));
                if calls_only {
                    break;
                }
            }
            Event::Text(_) if calls_only => break,
            Event::Text(text) => answer.push_str(&text),
            _ => {}
        }
    }
    let time = called.unwrap_or_else(|| started.elapsed());
    Ok((made, answer, time))
}
