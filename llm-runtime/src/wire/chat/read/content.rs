//! What a message says, thinks and refuses.

use llm_functions::json::Json;

use super::super::kept::{Kept, THOUGHTS};
use crate::platform::TokenLogprob;
use crate::wire::answer::Answer;
use crate::wire::json::{filled, float, items, member, text};

/// Tells what a message says; whether it refuses.
pub(super) fn read(message: &Json, kept: &mut Kept, answer: &mut Answer) -> bool {
    if let Some((name, thought)) = THOUGHTS.into_iter().find_map(|name| Some((name, filled(message, name)?))) {
        kept.thoughts.get_or_insert(name);
        answer.reasoning(thought);
    }
    let mut refused = false;
    match message.get("content") {
        Some(Json::String(text)) => answer.text(text),
        Some(Json::Array(parts)) => parts.iter().for_each(|content| refused |= part(content, answer)),
        _ => {}
    }
    if let Some(refusal) = filled(message, "refusal") {
        answer.text(refusal);
        refused = true;
    }
    refused
}

/// Tells a part of a message; whether it refuses.
fn part(part: &Json, answer: &mut Answer) -> bool {
    if let Some(refusal) = filled(part, "refusal") {
        answer.text(refusal);
        return true;
    }
    match part.get("thinking") {
        Some(Json::String(thought)) => answer.reasoning(thought),
        // Mistral's thoughts have parts of their own.
        Some(Json::Array(thoughts)) => {
            thoughts.iter().filter_map(|thought| text(thought, "text")).for_each(|thought| answer.reasoning(thought));
        }
        _ => answer.text(part.as_str().or_else(|| text(part, "text")).unwrap_or_default()),
    }
    false
}

/// Tells which tokens a choice has, before their text. A list in which anything is no number of a token is none: with a hole in
/// it, it would be gone on with at the wrong place.
pub(super) fn token_ids(choice: &Json, answer: &mut Answer) {
    let id = |json: &Json| match json {
        Json::Number(number) => number.as_u64().and_then(|id| u32::try_from(id).ok()),
        _ => None,
    };
    answer.tokens(items(choice, "token_ids").iter().map(id).collect::<Option<_>>().unwrap_or_default());
}

/// Tells how likely the tokens of a choice were. A token without a probability is one that the server did not choose.
pub(super) fn logprobs(choice: &Json, answer: &mut Answer) {
    let Some(logprobs) = member(choice, "logprobs") else { return };
    let likely = |json: &Json| Some((text(json, "token")?.to_owned(), float(json, "logprob")?));
    let token = |json: &Json| {
        let (token, logprob) = likely(json)?;
        Some(TokenLogprob { token, logprob, top: items(json, "top_logprobs").iter().filter_map(likely).collect() })
    };
    answer.logprobs(items(logprobs, "content").iter().filter_map(token).collect());
    answer.logprobs(in_columns(logprobs));
}

/// The same where a text was gone on with: an array of tokens, and others of what is told of each.
#[allow(clippy::cast_possible_truncation, reason = "probabilities have no more digits than that")]
fn in_columns(logprobs: &Json) -> Vec<TokenLogprob> {
    let number = |json: &Json| match json {
        Json::Number(number) => number.as_f64().map(|number| number as f32),
        _ => None,
    };
    let columns = items(logprobs, "tokens").iter().zip(items(logprobs, "token_logprobs")).enumerate();
    let told = columns.filter_map(|(place, (token, logprob))| {
        let top = match items(logprobs, "top_logprobs").get(place) {
            Some(Json::Object(top)) => {
                top.iter().filter_map(|(token, json)| Some((token.clone(), number(json)?))).collect()
            }
            _ => Vec::new(),
        };
        Some(TokenLogprob { token: token.as_str()?.to_owned(), logprob: number(logprob)?, top })
    });
    told.collect()
}
