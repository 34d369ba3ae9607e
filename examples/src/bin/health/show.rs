//! Prints what happens, as it happens.

use std::io::{IsTerminal, Write};

use examples::health::store::HealthStore;
use llm_functions::ToolResult;
use llm_functions::json::Json;
use llm_runtime::{Event, FinishReason, TurnReport};

/// The longest text that is shown whole; what the model reads is not cut.
const SHOWN: usize = 600;

/// Writes a line. Nobody may be there to read it any more, which is no reason to stop half-way.
macro_rules! line {
    ($($text:tt)*) => {{
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

pub(crate) fn patient(store: &HealthStore) {
    let name = store.record().patient.name.as_deref().unwrap_or("(no name)");
    line!("patient   {name} · record as of {}", store.today());
}

pub(crate) fn question(question: &str) {
    line!("question  {}", shortened(question));
}

pub(crate) fn chat_begins() {
    line!("\nAsk on; an empty line or Ctrl-D ends the conversation, Ctrl-C an answer.");
}

pub(crate) fn prompt() {
    let mut out = std::io::stdout();
    let _ = write!(out, "\n> ");
    let _ = out.flush();
}

/// Shows the events of one exchange.
#[derive(Default)]
pub(crate) struct View {
    waiting: bool,
    answering: bool,
    calls: u32,
    answered: bool,
    turns: Vec<TurnReport>,
}

impl View {
    /// Says on a terminal that the model reads, which may take some seconds.
    pub(crate) fn wait(&mut self) {
        if std::io::stderr().is_terminal() {
            let _ = write!(std::io::stderr(), "the model reads ...");
            self.waiting = true;
        }
    }

    fn stop_waiting(&mut self) {
        if std::mem::take(&mut self.waiting) {
            let _ = write!(std::io::stderr(), "\r                   \r");
        }
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.stop_waiting();
        match event {
            Event::Text(text) => self.text(&text),
            Event::CallExecuting { name, arguments, .. } => {
                self.calls += 1;
                self.end_line();
                line!("call      {name}({})", inside(&arguments));
            }
            Event::CallFinished(result) => self.result(&result),
            Event::TurnFinished(report) => self.turns.push(report),
            Event::Finished(reason) => self.finished(reason),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut out = std::io::stdout();
        if !self.answering {
            let _ = write!(out, "answer    ");
            self.answering = true;
            self.answered = true;
        }
        let _ = write!(out, "{text}");
        let _ = out.flush();
    }

    fn result(&mut self, result: &ToolResult) {
        self.end_line();
        let label = if result.is_error { "refused   " } else { "result    " };
        line!("{label}{}", shortened(&result.output));
    }

    fn finished(&mut self, reason: FinishReason) {
        self.end_line();
        match reason {
            FinishReason::Cancelled => line!("cancelled"),
            FinishReason::Length => line!("(the answer reached its longest)"),
            _ => {}
        }
        if self.answered && self.calls == 0 {
            line!("(no function was called: nothing in this answer comes from the record)");
        }
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.answering) {
            line!();
        }
    }

    /// Says where the answer came from and what it took.
    pub(crate) fn end(&mut self) {
        self.stop_waiting();
        self.end_line();
        let Some(first) = self.turns.first() else { return };
        line!("\n{} · {}", first.origin.tier, first.origin.model);
        let told = self.turns.iter().map(timing).enumerate().filter(|(_, timing)| !timing.is_empty());
        for (number, timing) in told {
            line!("turn {}    {timing}", number + 1);
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
        // Most tokens of a call are forced by the grammar and computed together: their rate is not the model's.
        if turn.finish_reason != FinishReason::ToolCalls && usage.output_tokens > 1 && writing > 0.0 {
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
