//! Text that a model goes on with as it stands: `POST /v1/completions`, the oldest of the APIs.

mod answer;
mod tokens;

use llm_functions::json::Json;
use llm_runtime::ToolChoice;

use crate::answer::Asked;
use crate::chat::Ask;
use crate::chat::body::{include_usage, one_answer, parse, without};
use crate::chat::options::{alternatives, most_tokens};
use crate::chat::read::{flag, member};
use crate::refused::Refused;
use answer::{Chunks, Whole};

/// As many tokens as the API writes when nothing is said.
const USUAL_TOKENS: u32 = 16;

/// The most alternatives that the API tells of each token.
const MOST_LOGPROBS: u32 = 5;

/// What the API has and a node has not.
const NOT_HERE: [(&str, &str); 2] = [
    ("suffix", "models here go on with a text, and do not fill gaps in it"),
    ("tools", "a plain text has no functions; /v1/chat/completions and /v1/responses have"),
];

/// Reads a request for a completion.
///
/// # Errors
/// When it cannot be understood, or asks for what there is not.
pub fn read(bytes: &[u8]) -> Result<Asked, Refused> {
    let body = parse(bytes)?;
    one_answer(&body, "n")?;
    one_answer(&body, "best_of")?;
    without(&body, &NOT_HERE)?;
    let prompt = prompt(&body)?;
    let mut ask = Ask::of(&body, bytes.len())?;
    ask.choice = ToolChoice::None;
    ask.options.max_output_tokens = most_tokens(&body, &["max_tokens"])?.or(Some(USUAL_TOKENS));
    ask.options.logprobs = alternatives(&body, "logprobs", MOST_LOGPROBS)?;
    ask.include_usage = include_usage(&body)?;
    let echo = flag(&body, "echo")?.unwrap_or(false);
    if echo && ask.options.logprobs.is_some() {
        let message = "`echo` and `logprobs` do not go together here: of the prompt's own tokens nothing is told";
        return Err(Refused::unsupported("echo", message));
    }
    let echoed = if echo { prompt.clone() } else { String::new() };
    ask.plain = Some(prompt);
    Ok(Asked::new(ask, |ask| Whole::new(ask, echoed.clone()), |ask| Chunks::new(ask, echoed.clone())))
}

fn prompt(body: &Json) -> Result<String, Refused> {
    let wrong = |reason: &str| Refused::invalid("prompt", format!("`prompt` {reason}"));
    let one = match member(body, "prompt") {
        None => return Err(wrong("is missing")),
        Some(Json::Array(prompts)) => match prompts.as_slice() {
            [prompt] => prompt,
            [Json::Number(_), ..] => return Err(wrong("has to be text: each model has its own numbers of tokens")),
            [] => return Err(wrong("is empty")),
            _ => return Err(wrong("can only be one text; ask again for another")),
        },
        Some(prompt) => prompt,
    };
    match one {
        Json::String(text) if !text.is_empty() => Ok(text.clone()),
        Json::String(_) => Err(wrong("is empty")),
        _ => Err(wrong("has to be text")),
    }
}
