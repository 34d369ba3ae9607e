//! A conversation with any server that speaks the `OpenAI` API, with one function:
//!
//! ```sh
//! cargo run -p llm-runtime --example cloud --features cloud -- http://127.0.0.1:8080/v1 smollm2
//! cargo run -p llm-runtime --example cloud --features cloud -- https://api.openai.com/v1 gpt-5-mini "How long did I sleep?"
//! cargo run -p llm-runtime --example cloud --features cloud -- http://127.0.0.1:8080/v1 smollm2 --probe
//! ```
//!
//! The token is in the environment's `LLM_TOKEN`, if the server wants one. With `--probe`, it asks what the server really
//! does of what it accepts.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::io::Write;
use std::process::ExitCode;

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::{AuthToken, Error, Event, Message, Result, Runner, Schema, Sensitivity, Session, TurnReport};

const USAGE: &str = "usage: cloud BASE_URL MODEL [QUESTION | --probe]";
const QUESTION: &str = "How many hours did I sleep in the night to Tuesday?";

/// Get how many hours the person slept in the night to a day.
#[derive(LlmFunction)]
#[llm_function(read_only, sensitivity = "public")]
struct GetSleep {
    /// The day.
    day: Day,
}

/// A day of the week.
#[derive(ParameterType, Debug, Clone, Copy)]
enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Execute for GetSleep {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> std::result::Result<String, Self::Error> {
        // Invented, so that nothing here is about anybody.
        Ok(format!("{} hours", 6 + self.day as u8 % 3))
    }
}

/// How somebody slept, in a form that a program reads.
#[derive(ParameterType, Debug)]
struct Night {
    /// The hours of sleep.
    #[parameter(minimum = 0, maximum = 24)]
    hours: u8,
    /// Whether that is enough for a grown-up.
    enough: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [url, model, probe] if probe == "--probe" => probe_report(url, model).await,
        [url, model] => converse(url, model, QUESTION).await,
        [url, model, question] => converse(url, model, question).await,
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            explain(&error);
            ExitCode::FAILURE
        }
    }
}

/// What is known of the server; a preset, such as [`CloudConfig::ollama`], knows more.
fn platform(url: &str, model: &str) -> Result<CloudPlatform> {
    let token = match std::env::var_os("LLM_TOKEN") {
        Some(_) => AuthToken::environment("LLM_TOKEN"),
        None => AuthToken::none(),
    };
    CloudPlatform::new(CloudConfig::new(url).models([model]).auth(token))
}

async fn probe_report(url: &str, model: &str) -> Result<()> {
    println!("{}", platform(url, model)?.probe(model).await?);
    Ok(())
}

async fn converse(url: &str, model: &str, question: &str) -> Result<()> {
    let runner = Runner::builder().platform(platform(url, model)?).build()?;
    let schema = Schema::builder(model)
        .instructions("Answer briefly. Use get_sleep for questions about sleep.")
        .functions(functions![GetSleep])
        .build()?;
    let mut session = runner.session(schema).await?;
    // The platform may see public data only, unless `CloudConfig::ceiling` trusts it with more.
    let public = |text: &str| Message::user(text).labelled(Sensitivity::Public);
    tell(&mut session, public(question)).await?;
    let night: Night =
        session.generate_as(public("Say it once more as JSON: the hours, and whether it is enough.")).await?;
    println!("as a value: {night:?}");
    Ok(())
}

/// Prints what happens as it happens.
async fn tell(session: &mut Session, question: Message) -> Result<()> {
    let mut events = session.generate(question);
    while let Some(event) = events.next().await {
        match event? {
            Event::Text(text) => print!("{text}"),
            Event::Reasoning(thought) => print!("({thought})"),
            Event::CallExecuting { name, arguments, .. } => println!("\n→ {name} {arguments}"),
            Event::CallFinished(result) => println!("← {}", result.output),
            Event::TurnFinished(report) => tell_turn(&report),
            Event::Finished(reason) => println!("\nfinished: {reason:?}"),
            _ => {}
        }
        // A terminal shows whole lines only, unless it is told to.
        let _ = std::io::stdout().flush();
    }
    Ok(())
}

fn tell_turn(report: &TurnReport) {
    if let Some(usage) = report.usage {
        println!("\n[{}: {} tokens in, {} out]", report.origin.model, usage.input_tokens, usage.output_tokens);
    }
    for ignored in &report.ignored {
        println!("[{} was ignored: {}]", ignored.what, ignored.because);
    }
}

fn explain(error: &Error) {
    eprintln!("{error}");
    if error.is_authentication() {
        eprintln!("set LLM_TOKEN to the server's token");
    } else if error.is_retryable() {
        eprintln!("trying again later may help");
    }
}
