//! Recorded exchanges: the assembled turn is what another reads in them.
//!
//! What the index says of an answer was compared with the bodies: `text_len` counts characters of `content`, −1 where that
//! is `null`. A refusal is not counted; here it is text. Where a stream has two choices, the index adds their texts and
//! reads one choice of the same answer when it is whole; here the first choice is the answer in both.

use llm_functions::dialect::Dialect;
use llm_functions::json::{Json, read};

use super::super::json::{count, items, member, of_bytes, text};
use super::assembled::{Assembled, assembled};
use super::corpus::{Recorded, recorded};
use super::executed::Counting;
use super::harness::{Tally, tell};
use super::support::{codec, fed};
use crate::error::ProviderError;
use crate::platform::FinishReason;
use crate::wire::{Api, Codec};
use llm_functions::Sensitivity;

#[test]
fn chat_completions_are_read_as_another_reads_them() {
    let Some(recorded) = recorded() else { return };
    let mut tally = Tally::new("openai_exchanges, chat completions");
    let mut incomplete = 0;
    for exchange in &recorded {
        match exchange.path.as_str() {
            "/v1/chat/completions" if exchange.status == 200 => {
                let result = judge(exchange, &mut incomplete);
                tally.check(result.is_ok(), || format!("{}: {result:?}", exchange.name));
            }
            "/v1/chat/completions" => {
                let result = judge_error(exchange);
                tally.check(result.is_ok(), || format!("{}: {result:?}", exchange.name));
            }
            "/v1/responses" => {}
            path => tally.not_applicable(format!("`{path}` is another API"), 1),
        }
    }
    tell(&format!("openai_exchanges, incomplete calls executed: {incomplete}"));
    assert_eq!(incomplete, 0);
    tally.finish();
}

/// Reads a recorded answer of a provider's as it was sent, and executes its calls.
fn judge(exchange: &Recorded, incomplete: &mut usize) -> Result<(), String> {
    let functions = Counting::of(&exchange.request);
    let codec = codec(Api::ChatCompletions, Dialect::OpenAi, functions.schema.clone());
    let (deltas, result) = fed(&codec, [exchange.body.as_bytes()]);
    result.map_err(|error| error.to_string())?;
    let turn = assembled(&deltas);
    let executed = functions.executed(&deltas, true);
    *incomplete += whatever_the_reason(exchange, &codec, &functions);
    if turn.finish != Some(FinishReason::ToolCalls) && !executed.is_empty() {
        return Err(format!("executed {executed:?} of a message that was cut"));
    }
    if turn.finish == Some(FinishReason::ToolCalls) && executed.len() != turn.calls.len() {
        return Err(format!("executed {executed:?} of {:?}", turn.calls));
    }
    let index = exchange.read.as_ref().ok_or("no reading to compare with")?;
    agree(&turn, index, &beside(&exchange.body, exchange.is_stream))
}

/// How many calls are executed of an answer in which one was cut off, whatever reason the server gives for its end, or
/// none.
fn whatever_the_reason(exchange: &Recorded, codec: &Codec, functions: &Counting) -> usize {
    let calls = exchange.read.as_ref().map(|read| items(read, "calls")).unwrap_or_default();
    if calls.iter().all(|call| call.get("args_json_ok") == Some(&Json::Bool(true))) {
        return 0;
    }
    assert!(exchange.body.contains(r#""finish_reason":"length""#), "{} ends otherwise", exchange.name);
    let reasons =
        [r#""length""#, r#""stop""#, r#""tool_calls""#, r#""function_call""#, r#""content_filter""#, "\"\"", "null"];
    let of = |reason: &&str| {
        let body = exchange.body.replace(r#""finish_reason":"length""#, &format!(r#""finish_reason":{reason}"#));
        let (deltas, result) = fed(codec, [body.as_bytes()]);
        assembled(&deltas);
        functions.executed(&deltas, result.is_ok()).len()
    };
    reasons.iter().map(of).sum()
}

/// What the index does not have or counts otherwise, by a reading of the body as it stands.
#[derive(Default)]
struct Beside {
    refusal: String,
    other_choices: usize,
    usage: Option<(u32, u32)>,
    reasoning: String,
}

fn beside(body: &str, is_stream: bool) -> Beside {
    let whole: Vec<Json> = if is_stream {
        body.lines().filter_map(|line| read(line.strip_prefix("data: ")?).ok()).collect()
    } else {
        of_bytes(body.as_bytes()).into_iter().collect()
    };
    let mut found = Beside::default();
    for json in &whole {
        for choice in items(json, "choices") {
            let message = choice.get("delta").or_else(|| choice.get("message")).unwrap();
            if choice.get("index") == Some(&Json::from(0)) {
                found.refusal.push_str(text(message, "refusal").unwrap_or_default());
                found.reasoning.push_str(text(message, "reasoning_content").unwrap_or_default());
            } else if is_stream {
                found.other_choices += text(message, "content").unwrap_or_default().chars().count();
            }
        }
        if let Some(usage) = member(json, "usage") {
            found.usage = count(usage, "prompt_tokens").zip(count(usage, "completion_tokens"));
        }
    }
    found
}

fn agree(turn: &Assembled, index: &Json, beside: &Beside) -> Result<(), String> {
    let same = |what: &str, ours: &dyn std::fmt::Debug, theirs: &dyn std::fmt::Debug| {
        let (ours, theirs) = (format!("{ours:?}"), format!("{theirs:?}"));
        if ours == theirs { Ok(()) } else { Err(format!("{what}: {ours}, the index has {theirs}")) }
    };
    let said = turn.text.strip_suffix(beside.refusal.as_str()).ok_or("a refusal is lost")?;
    // −1, which is no count, stands for no text.
    let length = count(index, "text_len").unwrap_or(0) as usize;
    same("text", &(said.chars().count() + beside.other_choices), &length)?;
    same("reasoning", &turn.reasoning, &beside.reasoning)?;
    let refused = !beside.refusal.is_empty();
    let finish: Vec<&str> = turn.finish.iter().map(|reason| word(*reason, refused)).collect();
    same("finish", &finish, &items(index, "finish").iter().filter_map(Json::as_str).collect::<Vec<_>>())?;
    same("usage", &turn.usage.map(|usage| (usage.input_tokens, usage.output_tokens)), &beside.usage)?;
    same("stream error", &None::<Json>, &member(index, "stream_error"))?;
    let calls: Vec<_> = turn.calls.iter().map(|call| (call.id.as_deref(), &*call.name, &*call.arguments)).collect();
    let theirs = items(index, "calls").iter();
    let of_index = |call: &'_ Json| -> (Option<String>, String, String) {
        let word = |name| text(call, name).unwrap_or_default().to_owned();
        (text(call, "id").map(str::to_owned), word("name"), word("arguments"))
    };
    same("calls", &calls, &theirs.clone().map(of_index).collect::<Vec<_>>())?;
    let whole: Vec<bool> = theirs.map(|call| call.get("args_json_ok") == Some(&Json::Bool(true))).collect();
    same("whole", &turn.calls.iter().map(|call| call.ended).collect::<Vec<_>>(), &whole)
}

/// The API's word for why a message ended; a refusal has none there.
fn word(reason: FinishReason, refused: bool) -> &'static str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::Refusal if refused => "stop",
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::Length => "length",
        FinishReason::ContentFilter => "content_filter",
        _ => "something else",
    }
}

/// A status that is no success is a typed error with what the server says.
pub(crate) fn judge_error(exchange: &Recorded) -> Result<(), String> {
    let index = exchange.read.as_ref().and_then(|read| read.get("error")).ok_or("no reading to compare with")?;
    let error: ProviderError = Codec::error(exchange.status, exchange.body.as_bytes(), Sensitivity::Public);
    let word = |name| match member(index, name) {
        Some(Json::String(word)) => Some(word.clone()),
        Some(other) => Some(other.to_string()),
        None => None,
    };
    let ours = (error.status, error.code, error.kind, error.parameter, Some(error.message.into_value()));
    let theirs = (exchange.status, word("code"), word("type"), word("param"), word("message"));
    if ours == theirs { Ok(()) } else { Err(format!("{ours:?}, the index has {theirs:?}")) }
}
