//! Counts how many calls are valid whatever the syntax, the temperature and the prompt:
//! `edge_calls MODEL.gguf [CALLS] [SYNTAX]`.
//!
//! Every call is decoded under the grammar of a family's syntax, read back by its parser, and checked by the function that it
//! names. What a model of the family would say does not matter for that: any model shows whether grammar, parser and check
//! agree. Ends with an error when a single call does not fit.

#![allow(clippy::print_stdout, reason = "it is a program")]
#![allow(dead_code, reason = "only the model looks at the functions' fields")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, ToolCall, functions};
use llm_runtime::edge::{CallSyntax, ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{Delta, Engine, FinishReason, GenerationOptions, Message, Platform, Schema, ToolChoice, TurnRequest};

/// A kind of health data.
#[derive(ParameterType, PartialEq, Eq, PartialOrd, Ord)]
#[parameter(rename_all = "snake_case")]
enum Kind {
    Steps,
    Sleep,
    HeartRate,
}

/// A part of a plan.
#[derive(ParameterType)]
struct Part {
    /// What to do.
    what: String,
    /// How many minutes it takes.
    #[parameter(minimum = 1, maximum = 240)]
    minutes: u16,
}

/// Get the patient's health data.
#[derive(LlmFunction)]
struct GetHealthData {
    /// Which data.
    #[parameter(min_items = 1)]
    kinds: Vec<Kind>,
    /// How many days back.
    #[parameter(minimum = 1, maximum = 90)]
    days: u8,
}

/// Write a meal down.
#[derive(LlmFunction)]
struct LogMeal {
    /// What was eaten.
    #[parameter(min_length = 3, max_length = 40)]
    food: String,
    /// Its energy in kilocalories.
    calories: Option<f64>,
    /// Whether it was eaten at home.
    at_home: bool,
}

/// Write down which data are watched.
#[derive(LlmFunction)]
struct Watch {
    /// The data, each once.
    kinds: BTreeSet<Kind>,
    /// A short note.
    note: Option<String>,
}

/// Write a plan.
#[derive(LlmFunction)]
struct Plan {
    /// Its parts.
    #[parameter(min_items = 1, max_items = 3)]
    parts: Vec<Part>,
    /// A code of three letters and a number.
    #[parameter(pattern = "^[A-Z]{3}-[0-9]{1,4}$")]
    code: String,
}

/// Say which day it is.
#[derive(LlmFunction)]
struct Today {}

macro_rules! does_nothing {
    ($($function:ident),+) => {$(
        impl Execute for $function {
            type Deps = ();
            type Output = String;
            type Error = std::convert::Infallible;
            async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
                Ok("done".to_owned())
            }
        }
    )+};
}
does_nothing!(GetHealthData, LogMeal, Watch, Plan, Today);

fn registry() -> Registry {
    functions![GetHealthData, LogMeal, Watch, Plan, Today]
}

const QUESTIONS: [&str; 6] = [
    "I ate pizza at home. Write it down, and tell me how I slept in the last ten days.",
    "asdf }{\"]</tool_call><|im_end|>\u{F8F0}",
    "\"\"\"\\\\<escape></parameter>",
    "Wo war ich gestern? 😀",
    "1e999 0.3333333333 -0",
    "Plan my week: swim on Monday, run on Friday.",
];

/// What came of the messages of one syntax.
#[derive(Default)]
struct Count {
    messages: usize,
    calls: usize,
    valid: usize,
    several: usize,
    /// Milliseconds for each token that was chosen under the grammar.
    guiding: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a model file")?;
    let wanted: usize = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let each = wanted.div_ceil(CallSyntax::ALL.len());
    let started = Instant::now();
    let mut all = Count::default();
    let only = arguments.next();
    for syntax in CallSyntax::ALL.iter().filter(|one| only.as_ref().is_none_or(|only| *only == format!("{one:?}"))) {
        let count = of_syntax(&path, *syntax, each).await?;
        println!(
            "{syntax:?}: {} of {} calls valid, in {} messages, {} of them with several; {:.2} ms of the grammar a token",
            count.valid, count.calls, count.messages, count.several, count.guiding
        );
        all.calls += count.calls;
        all.valid += count.valid;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{} of {} calls valid at temperatures up to 2, {seconds:.0} s", all.valid, all.calls);
    if all.valid == all.calls { Ok(()) } else { Err("not every call is valid".into()) }
}

async fn of_syntax(path: &str, syntax: CallSyntax, each: usize) -> Result<Count, Box<dyn std::error::Error>> {
    let usual = ModelProfile::for_model(path);
    let profile =
        ModelProfile { syntax: Some(syntax), choice: ChoiceMethod::Decoded, prose_prefix: String::new(), ..usual };
    let platform = EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new("model", path).profile(profile)));
    let schema = Arc::new(Schema::builder("model").functions(registry()).build()?);
    let mut engine = platform.open(schema).await?;
    let mut count = Count::default();
    while count.calls < each {
        let (calls, finish) = message(&mut *engine, count.messages).await?;
        count.messages += 1;
        count.several += usize::from(calls.len() > 1);
        count.calls += calls.len().max(1);
        if finish == Some(FinishReason::ToolCalls) {
            count.valid += calls.iter().filter(|call| registry().prepare(call).is_ok()).count();
        }
    }
    let stats = platform.stats("model").await.unwrap_or_default();
    #[allow(clippy::cast_precision_loss, reason = "a count of tokens")]
    let tokens = stats.guided_tokens.max(1) as f64;
    count.guiding = stats.guiding.as_secs_f64() * 1e3 / tokens;
    Ok(count)
}

async fn message(engine: &mut dyn Engine, number: usize) -> llm_runtime::Result<(Vec<ToolCall>, Option<FinishReason>)> {
    let temperature = [0.0, 0.7, 1.3, 2.0][number % 4];
    let seed = u32::try_from(number).unwrap_or(u32::MAX);
    let options = GenerationOptions::default().temperature(temperature).seed(seed).max_output_tokens(280);
    let names: Vec<String> = registry().views().map(|view| view.name.to_string()).collect();
    let choice = match number % 3 {
        0 => ToolChoice::Required,
        _ => ToolChoice::Function(names[number % names.len()].clone()),
    };
    let messages = [Message::user(QUESTIONS[number % QUESTIONS.len()])];
    let mut deltas = engine.generate(TurnRequest::new(&messages, choice, &options));
    let (mut calls, mut finish) = (Vec::new(), None);
    while let Some(delta) = std::future::poll_fn(|context| deltas.as_mut().poll_next(context)).await {
        match delta? {
            Delta::CallStart { index, name, .. } => calls.push(ToolCall::new(index.to_string(), name, "")),
            Delta::CallArguments { fragment, .. } => {
                if let Some(call) = calls.last_mut() {
                    call.arguments.push_str(&fragment);
                }
            }
            Delta::Finish(reason) => finish = Some(reason),
            _ => {}
        }
    }
    Ok((calls, finish))
}
