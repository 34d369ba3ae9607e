//! Recorded exchanges: what the deltas make is what the provider says at the end.

use llm_functions::dialect::Dialect;
use llm_functions::json::Json;

use super::reading::{Reading, events, of_response, of_stream, word};
use super::traps::stream;
use crate::platform::FinishReason;
use crate::wire::tests::assembled::{Assembled, assembled};
use crate::wire::tests::corpus::{Recorded, recorded};
use crate::wire::tests::exchanges::judge_error;
use crate::wire::tests::executed::Counting;
use crate::wire::tests::harness::{Tally, tell};
use crate::wire::tests::support::{codec, fed};
use crate::wire::{Api, Codec};

#[test]
fn responses_are_read_as_the_provider_sums_them_up() {
    let Some(recorded) = recorded() else { return };
    let mut tally = Tally::new("openai_exchanges, responses");
    let mut incomplete = 0;
    for exchange in recorded.iter().filter(|exchange| exchange.path == "/v1/responses") {
        let result = match (exchange.status, exchange.is_stream) {
            (200, true) => judge_stream(exchange, &mut incomplete),
            (200, false) => judge_body(exchange, &mut incomplete),
            _ => judge_error(exchange),
        };
        tally.check(result.is_ok(), || format!("{}: {result:?}", exchange.name));
    }
    tell(&format!("openai_exchanges, responses, incomplete calls executed: {incomplete}"));
    assert_eq!(incomplete, 0);
    tally.finish();
}

fn reader(exchange: &Recorded) -> (Counting, Codec) {
    let functions = Counting::of(&exchange.request);
    let codec = codec(Api::Responses, Dialect::OpenAi, functions.schema.clone());
    (functions, codec)
}

fn judge_body(exchange: &Recorded, incomplete: &mut usize) -> Result<(), String> {
    let body = llm_functions::json::read(&exchange.body).map_err(|error| error.to_string())?;
    judge(exchange, &exchange.body, &of_response(&body), incomplete).map(drop)
}

/// The stream as it came, its last response by itself, and its deltas without anything that sums them up: all three say
/// the same.
fn judge_stream(exchange: &Recorded, incomplete: &mut usize) -> Result<(), String> {
    let events = events(&exchange.body);
    let (reading, response) = of_stream(&events);
    let turn = judge(exchange, &exchange.body, &reading, incomplete)?;
    let mut whole = judge(exchange, &response.to_string(), &of_response(&response), incomplete)?;
    whole.states.clone_from(&turn.states);
    same("the last response", &whole, &turn)?;
    let mut of_deltas = judge_deltas(exchange, &events)?;
    of_deltas.states.clone_from(&turn.states);
    for call in &mut of_deltas.calls {
        call.ended = turn.calls.iter().any(|known| known.id == call.id && known.ended);
    }
    same("deltas alone", &of_deltas, &turn)
}

/// The stream without the events that repeat what came, and with nothing in its last response.
fn judge_deltas(exchange: &Recorded, events: &[Json]) -> Result<Assembled, String> {
    let is_summary = |event: &&Json| word(event, "type").rsplit('.').next() == Some("done");
    let deltas = events.iter().filter(|event| !is_summary(event)).map(without_output);
    let body = stream(&deltas.map(|event| event.to_string()).collect::<Vec<_>>());
    let (deltas, result) = fed(&reader(exchange).1, [body.as_bytes()]);
    result.map_err(|error| error.to_string())?;
    Ok(assembled(&deltas))
}

fn without_output(event: &Json) -> Json {
    let Json::Object(members) = event else { return event.clone() };
    Json::object(members.iter().filter_map(|(name, value)| match name.as_str() {
        "response" => Some((name.clone(), without_output(value))),
        "output" | "sequence_number" => None,
        _ => Some((name.clone(), value.clone())),
    }))
}

fn judge(exchange: &Recorded, body: &str, reading: &Reading, incomplete: &mut usize) -> Result<Assembled, String> {
    let (functions, codec) = reader(exchange);
    let (deltas, result) = fed(&codec, [body.as_bytes()]);
    result.map_err(|error| error.to_string())?;
    let turn = assembled(&deltas);
    agree(&turn, reading)?;
    let complete = reading.calls.iter().filter(|call| call.3).count();
    let executed = functions.executed(&deltas, true).len();
    *incomplete += executed.saturating_sub(complete);
    let finished = turn.finish == Some(FinishReason::ToolCalls);
    same("executed", &executed, &if finished { complete } else { 0 })?;
    Ok(turn)
}

fn agree(turn: &Assembled, reading: &Reading) -> Result<(), String> {
    same("text", &turn.text, &reading.text)?;
    same("reasoning", &turn.reasoning, &reading.reasoning)?;
    let calls = turn
        .calls
        .iter()
        .map(|call| (call.id.clone().unwrap_or_default(), call.name.clone(), call.arguments.clone(), call.ended));
    same("calls", &calls.collect::<Vec<_>>(), &reading.calls)?;
    let usage = turn.usage.map(|usage| {
        [usage.input_tokens, usage.cached_input_tokens, usage.output_tokens, usage.reasoning_tokens].map(u64::from)
    });
    same("usage", &usage, &reading.usage)?;
    let kept = turn.states.last().map_or(0, |state| state.matches("\"encrypted_content\"").count());
    same("thoughts", &kept, &reading.encrypted.len())?;
    let all = reading.encrypted.iter().all(|thought| turn.states.iter().any(|state| state.contains(thought)));
    same("thoughts unchanged", &all, &true)?;
    same("finish", &turn.finish, &Some(finish(reading, turn)))
}

fn finish(reading: &Reading, turn: &Assembled) -> FinishReason {
    match (reading.status.as_str(), reading.cut_by.as_deref()) {
        ("completed", _) if !reading.calls.is_empty() => FinishReason::ToolCalls,
        // A refusal is words to this reading; which words is looked at in the tests of single cases.
        ("completed", _) if turn.finish == Some(FinishReason::Refusal) => FinishReason::Refusal,
        ("completed", _) => FinishReason::Stop,
        ("incomplete", Some("max_output_tokens")) => FinishReason::Length,
        (status, reason) => panic!("the corpus has an end that nobody has looked at: {status} {reason:?}"),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, ours: &T, theirs: &T) -> Result<(), String> {
    if ours == theirs { Ok(()) } else { Err(format!("{what}: {ours:?}, not {theirs:?}")) }
}
