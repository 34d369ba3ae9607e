//! Asks a model on this machine about a patient. The model calls derived functions over the patient's record.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks through its output")]

mod args;
mod show;

use std::io::BufRead;
use std::process::ExitCode;

use clap::Parser;
use examples::assistant::{self, Assistant};
use llm_runtime::Session;

use args::Args;

/// What is asked when nobody asks anything; one that the default model gets right, which not every question is.
const DEFAULT_QUESTION: &str = "Which medications do I take?";

/// What shells give a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

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
    let model = assistant::model(&args.model)?;
    let model = if args.no_adapter { model.without_adapter() } else { model };
    let store = args.store()?;
    show::patient(&store);
    let mut session = Assistant::new(model, args.threads, store)?.session().await?;
    if let Some(question) = args.question() {
        let complete = ask(&mut session, question).await?;
        if !args.chat {
            return Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(INTERRUPTED) });
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
    view.wait();
    let mut complete = true;
    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(Ok(event)) => view.event(event),
                Some(Err(error)) => {
                    view.end();
                    return Err(error);
                }
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
    show::chat_begins();
    let mut lines = lines();
    loop {
        show::prompt();
        let line = tokio::select! {
            line = lines.recv() => line.transpose()?,
            _ = tokio::signal::ctrl_c() => None,
        };
        let Some(line) = line.filter(|line| !line.trim().is_empty()) else { return Ok(()) };
        if let Err(error) = ask(session, line.trim()).await {
            eprintln!("error: {}", assistant::chain(&error));
        }
    }
}

/// The lines of the standard input, read by a thread of its own: reading cannot be interrupted, and whoever waits for
/// the runtime's threads at the end must not wait for a line that nobody types.
fn lines() -> tokio::sync::mpsc::Receiver<std::io::Result<String>> {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
