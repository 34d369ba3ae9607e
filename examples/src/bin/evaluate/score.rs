//! Compares what was called with what would have been right.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use llm_functions::json::{self, Json};
use llm_functions::{Registry, ToolCall};

/// A question and what would be right.
pub(crate) struct Question {
    pub(crate) question: String,
    /// The right function with its arguments, or nothing when no function should be called.
    call: Option<ToolCall>,
}

impl Question {
    /// Reads a file with one question a line.
    pub(crate) fn read_all(path: &Path) -> Result<Vec<Self>, Box<dyn std::error::Error>> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(number, line)| {
                Self::read(line).map_err(|error| format!("{} line {}: {error}", path.display(), number + 1).into())
            })
            .collect()
    }

    fn read(line: &str) -> Result<Self, String> {
        let line = json::read(line).map_err(|error| error.to_string())?;
        let question = line.get("question").and_then(Json::as_str).ok_or("`question` is missing")?.to_owned();
        let arguments = line.get("arguments").map_or_else(|| "{}".to_owned(), Json::to_string);
        let call = match line.get("function") {
            Some(Json::String(name)) => Some(ToolCall::new("right", name, arguments)),
            Some(Json::Null) => None,
            _ => return Err("`function` must be a name or null".to_owned()),
        };
        Ok(Self { question, call })
    }
}

/// What the model called.
#[derive(Default)]
pub(crate) struct Made {
    pub(crate) calls: Vec<(String, Json)>,
    pub(crate) errors: Vec<String>,
}

impl Made {
    pub(crate) fn describe(&self) -> String {
        let calls = self.calls.iter().map(|(name, arguments)| format!("{name}{arguments}"));
        let all: Vec<String> = calls.chain(self.errors.iter().cloned()).collect();
        if all.is_empty() { "no call".to_owned() } else { all.join(", ") }
    }
}

/// The counts.
#[derive(Default)]
pub(crate) struct Score {
    calls: u32,
    right_function: u32,
    right_arguments: u32,
    no_calls: u32,
    right_no_calls: u32,
    refused: u32,
    times: Vec<Duration>,
}

impl Score {
    /// Counts one question; whether everything about it was right. Only the first call counts.
    pub(crate) fn count(&mut self, question: &Question, made: &Made, functions: &Registry, time: Duration) -> bool {
        self.refused += u32::from(!made.errors.is_empty());
        let Some(call) = &question.call else {
            self.no_calls += 1;
            let right = made.calls.is_empty() && made.errors.is_empty();
            self.right_no_calls += u32::from(right);
            return right;
        };
        self.calls += 1;
        self.times.push(time);
        let Some((_, arguments)) = made.calls.first().filter(|(name, _)| *name == call.name) else {
            return false;
        };
        self.right_function += 1;
        // Defaults are filled in on both sides.
        let right = functions.prepare(call).is_ok_and(|right| same(right.arguments(), arguments));
        self.right_arguments += u32::from(right);
        right
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

/// Whether two arguments objects mean the same. Texts that are looked for are compared by what they find.
fn same(right: &Json, made: &Json) -> bool {
    match (right, made) {
        (Json::Object(right), Json::Object(made)) => {
            right.len() == made.len()
                && right
                    .iter()
                    .zip(made)
                    .all(|((name, right), (made_name, made))| name == made_name && same(right, made))
        }
        (Json::String(right), Json::String(made)) => {
            let (right, made) = (search_words(right), search_words(made));
            !made.is_empty() && (right.contains(&made) || made.contains(&right))
        }
        _ => right == made,
    }
}

/// A search text in lower case without the words that every vaccine has.
fn search_words(text: &str) -> String {
    const EVERY: [&str; 5] = ["vaccine", "vaccines", "vaccination", "shot", "jab"];
    let text = text.to_lowercase();
    text.split_whitespace().filter(|word| !EVERY.contains(word)).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Score {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: u32, whole: u32| {
            format!("{part} of {whole} ({:.0} %)", 100.0 * f64::from(part) / f64::from(whole.max(1)))
        };
        writeln!(out, "right function                    {}", share(self.right_function, self.calls))?;
        writeln!(out, "right function and all arguments  {}", share(self.right_arguments, self.calls))?;
        writeln!(out, "no call when none is wanted       {}", share(self.right_no_calls, self.no_calls))?;
        writeln!(out, "questions with a refused call     {}", self.refused)?;
        write!(out, "median time to a checked call     {} ms", self.median().as_millis())
    }
}
