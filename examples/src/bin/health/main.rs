//! Asks a model on this machine about a patient. The model calls derived functions over the patient's record.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

mod args;
mod show;

use std::io::{BufRead, Write};
use std::process::ExitCode;

use clap::Parser;
use examples::assistant::{self, Assistant};
use llm_runtime::Session;

use args::Args;

/// What the built-in patient is asked when nobody asks anything.
const DEFAULT_QUESTION: &str = "How did I sleep over the last week?";

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", assistant::chain(&*error));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(args: &Args) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let store = args.store()?;
    show::patient(&store);
    let model = assistant::model(&args.model)?;
    let mut session = Assistant::new(model, args.threads, store)?.session().await?;
    if let Some(question) = args.question() {
        let complete = ask(&mut session, question).await?;
        if !args.chat {
            return Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(130) });
        }
    }
    chat(&mut session).await?;
    Ok(ExitCode::SUCCESS)
}

/// Asks one question and shows what happens; false when Ctrl-C cut the answer.
async fn ask(session: &mut Session, question: &str) -> Result<bool, llm_runtime::Error> {
    show::question(question);
    let cancel = session.cancel_handle();
    let mut events = session.generate(question);
    let mut view = show::View::default();
    let mut complete = true;
    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(event) => view.event(event?),
                None => break,
            },
            _ = tokio::signal::ctrl_c() => {
                complete = false;
                cancel.cancel();
            }
        }
    }
    view.end();
    Ok(complete)
}

/// Asks what is typed until the input ends. An error ends one answer, not the conversation.
async fn chat(session: &mut Session) -> Result<(), Box<dyn std::error::Error>> {
    println!("\nAsk on; an empty line or Ctrl-D ends the conversation, Ctrl-C an answer.");
    loop {
        print!("\n> ");
        std::io::stdout().flush()?;
        let Some(line) = read_line().await? else { return Ok(()) };
        if line.trim().is_empty() {
            return Ok(());
        }
        if let Err(error) = ask(session, line.trim()).await {
            eprintln!("error: {}", assistant::chain(&error));
        }
    }
}

/// A line of the standard input, read where it does not hold up the answers.
async fn read_line() -> Result<Option<String>, Box<dyn std::error::Error>> {
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|length| (length > 0).then_some(line))
    });
    Ok(line.await??)
}
