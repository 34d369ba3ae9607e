//! Prints what the edge engine does with a model on this machine: `edge_figures MODEL.gguf [THREADS]`.

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
use llm_runtime::{
    Delta, Engine, Example, GenerationOptions, Message, Platform, Schema, Sensitivity, ToolChoice, TurnRequest, Usage,
};

/// A kind of health data.
#[derive(ParameterType, Debug)]
#[parameter(rename_all = "snake_case")]
enum Kind {
    Steps,
    Sleep,
    HeartRate,
    Weight,
}

/// Get the patient's health data.
#[derive(LlmFunction)]
#[llm_function(read_only)]
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
    food: String,
    /// Its energy in kilocalories.
    calories: Option<u16>,
}

impl Execute for GetHealthData {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(format!("{:?} of {} days", self.kinds, self.days))
    }
}

impl Execute for LogMeal {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(format!("{} {:?}", self.food, self.calories))
    }
}

fn schema() -> llm_runtime::Result<Arc<Schema>> {
    let data = |question, kind, days| {
        let arguments = format!(r#"{{"kinds":["{kind}"],"days":{days}}}"#);
        Example::call(question, "get_health_data", arguments, r#"{"values":[1,2,3]}"#, "There were 1, 2 and 3.")
    };
    let schema = Schema::builder("model").functions(functions![GetHealthData, LogMeal]).examples([
        data("How many steps did I take in the last three days?", "steps", 3),
        data("Did my weight change in two weeks?", "weight", 14),
        Example::call("I had a bowl of soup.", "log_meal", r#"{"food":"soup"}"#, "saved", "I wrote it down."),
        Example::answer("Thank you!", "You are welcome."),
    ]);
    Ok(Arc::new(schema.build()?))
}

#[derive(Default)]
struct Turn {
    text: String,
    first: Option<Duration>,
    whole: Duration,
    usage: Usage,
}

async fn turn(
    engine: &mut dyn Engine,
    messages: &[Message],
    choice: ToolChoice,
    tokens: u32,
) -> llm_runtime::Result<Turn> {
    let options = GenerationOptions::greedy().max_output_tokens(tokens);
    let started = Instant::now();
    let mut deltas = engine.generate(TurnRequest::new(messages, choice, &options));
    let mut turn = Turn::default();
    while let Some(delta) = std::future::poll_fn(|context| deltas.as_mut().poll_next(context)).await {
        match delta? {
            Delta::Text(text) => turn.text.push_str(&text),
            Delta::CallStart { name, .. } => turn.text.push_str(&name),
            Delta::CallArguments { fragment, .. } => turn.text.push_str(&fragment),
            Delta::Usage(usage) => turn.usage = usage,
            _ => {}
        }
        turn.first.get_or_insert_with(|| started.elapsed());
    }
    turn.whole = started.elapsed();
    Ok(turn)
}

fn report(what: &str, turn: &Turn) {
    let Turn { first, whole, usage, text } = turn;
    let first = first.unwrap_or_default();
    println!(
        "{what:28} first {:>6.0} ms, whole {:>6.0} ms, {:>6.1} tokens/s after the first; prompt {}, cached {}, written {}\n    {text:?}",
        first.as_secs_f64() * 1e3,
        whole.as_secs_f64() * 1e3,
        f64::from(usage.output_tokens.saturating_sub(1)) / whole.saturating_sub(first).as_secs_f64().max(1e-9),
        usage.input_tokens,
        usage.cached_input_tokens,
        usage.output_tokens,
    );
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a model file")?;
    let threads = arguments.next().map(|text| text.parse()).transpose()?;
    // The file's name chooses the profile.
    let model = EdgeModel::new(path.clone(), path);
    let profile = llm_runtime::edge::ModelProfile::for_model(model.name());
    let config = EdgeConfig::new().model(EdgeModel::new("model", model.path()).profile(profile));
    let platform = EdgePlatform::new(match threads {
        Some(threads) => config.threads(threads),
        None => config,
    });
    let started = Instant::now();
    platform.load("model").await?;
    println!("loaded in {:.0} ms, {} threads", started.elapsed().as_secs_f64() * 1e3, platform.threads());

    let mut engine = platform.open(schema()?).await?;
    let questions = ["How did I sleep last week?", "Was my heart rate high in the last ten days?", "I ate two apples."];
    for (number, question) in questions.iter().enumerate() {
        let choice = if number == 0 { ToolChoice::Auto } else { ToolChoice::Required };
        let turn = turn(&mut *engine, &[Message::user(*question)], choice, 200).await?;
        report(if number == 0 { "call, nothing cached" } else { "call, beginning cached" }, &turn);
    }
    let mut messages = vec![Message::user("Tell me about sleep.")];
    let first = turn(&mut *engine, &messages, ToolChoice::None, 64).await?;
    report("answer", &first);
    messages.push(Message::assistant(&first.text, Vec::new(), Sensitivity::Sensitive));
    messages.push(Message::user("Thank you!"));
    report("answer, second turn", &turn(&mut *engine, &messages, ToolChoice::Auto, 64).await?);
    let mut beside = platform.open(schema()?).await?;
    report("another session", &turn(&mut *beside, &[Message::user("Is coffee bad?")], ToolChoice::None, 32).await?);
    Ok(())
}
