//! Prints what happens, as it happens.

use std::io::Write;

use examples::health::store::HealthStore;
use llm_functions::ToolResult;
use llm_functions::json::Json;
use llm_runtime::{Event, FinishReason, TurnReport};

/// The longest result that is shown whole; what the model reads is not cut.
const SHOWN: usize = 600;

pub(crate) fn patient(store: &HealthStore) {
    let name = store.record().patient.name.as_deref().unwrap_or("(no name)");
    println!("patient   {name} · record as of {}", store.today());
}

pub(crate) fn question(question: &str) {
    println!("question  {question}");
}

/// Shows the events of one exchange.
#[derive(Default)]
pub(crate) struct View {
    answering: bool,
    turns: Vec<TurnReport>,
}

impl View {
    pub(crate) fn event(&mut self, event: Event) {
        match event {
            Event::Text(text) => self.text(&text),
            Event::CallExecuting { name, arguments, .. } => {
                self.line();
                println!("call      {name}({})", inside(&arguments));
            }
            Event::CallFinished(result) => self.result(&result),
            Event::TurnFinished(report) => self.turns.push(report),
            Event::Finished(FinishReason::Cancelled) => {
                self.line();
                println!("cancelled");
            }
            Event::Finished(FinishReason::Length) => {
                self.line();
                println!("(the answer reached its longest)");
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.answering {
            print!("answer    ");
            self.answering = true;
        }
        print!("{text}");
        // A pipe that was closed is no reason to stop half-way through an answer.
        let _ = std::io::stdout().flush();
    }

    fn result(&mut self, result: &ToolResult) {
        self.line();
        let label = if result.is_error { "refused   " } else { "result    " };
        println!("{label}{}", shortened(&result.output));
    }

    /// Ends the line of an answer.
    fn line(&mut self) {
        if std::mem::take(&mut self.answering) {
            println!();
        }
    }

    /// Says where the answer came from and what it took.
    pub(crate) fn end(&mut self) {
        self.line();
        let Some(first) = self.turns.first() else { return };
        println!("\n{} · {}", first.origin.tier, first.origin.model);
        for (number, turn) in self.turns.iter().enumerate() {
            println!("turn {}    {}", number + 1, timing(turn));
        }
    }
}

/// "first token after 0.21 s · 83 tokens/s · 35 tokens · 412 of 431 prompt tokens from the cache".
fn timing(turn: &TurnReport) -> String {
    let mut parts = Vec::new();
    if let Some(first) = turn.time_to_first_token {
        parts.push(format!("first token after {:.2} s", first.as_secs_f64()));
    }
    if let Some(usage) = turn.usage {
        let writing = turn.duration.saturating_sub(turn.time_to_first_token.unwrap_or_default()).as_secs_f64();
        if usage.output_tokens > 1 && writing > 0.0 {
            parts.push(format!("{:.0} tokens/s", f64::from(usage.output_tokens - 1) / writing));
        }
        parts.push(format!("{} tokens", usage.output_tokens));
        let (cached, prompt) = (usage.cached_input_tokens, usage.input_tokens);
        parts.push(format!("{cached} of {prompt} prompt tokens from the cache"));
    }
    parts.join(" · ")
}

/// The members of the arguments object without its braces: `kind: "sleep", days: 7`.
fn inside(arguments: &Json) -> String {
    let Json::Object(members) = arguments else { return arguments.to_string() };
    members.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start} … ({} characters)", text.chars().count())
}
