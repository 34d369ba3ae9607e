//! Bodies that arrive in pieces cut anywhere.

use super::corpus::recorded;
use super::executed::Counting;
use super::harness::Tally;
use super::support::{codec, fed};
use crate::wire::{Api, sse};
use llm_functions::dialect::Dialect;

/// Up to this length a body goes through the whole reader once for every place where it can be cut. What a longer one
/// would take grows with the square; of such bodies every place is tried on the part that sees bytes, the parser of
/// events.
const LONG: usize = 6_000;

#[test]
fn streams_mean_the_same_wherever_they_are_cut() {
    let Some(recorded) = recorded() else { return };
    let mut tally = Tally::new("openai_exchanges, streams cut at every byte");
    for exchange in recorded.iter().filter(|exchange| exchange.is_stream && exchange.status == 200) {
        let api = match exchange.path.as_str() {
            "/v1/chat/completions" => Api::ChatCompletions,
            "/v1/responses" => Api::Responses,
            _ => continue,
        };
        let functions = Counting::of(&exchange.request);
        let codec = codec(api, Dialect::OpenAi, functions.schema);
        let read = |pieces: &[&[u8]]| {
            let (deltas, result) = fed(&codec, pieces.iter().copied());
            (deltas, result.map_err(|error| error.to_string()))
        };
        let bytes = exchange.body.as_bytes();
        let whole = read(&[bytes]);
        let singly: Vec<&[u8]> = bytes.chunks(1).collect();
        let mut same = whole.1.is_ok() && read(&singly) == whole && events_are_the_same(bytes);
        if bytes.len() <= LONG {
            same &= (0..=bytes.len()).all(|cut| read(&[&bytes[..cut], &bytes[cut..]]) == whole);
        }
        tally.check(same, || exchange.name.clone());
    }
    tally.finish();
}

/// A parser that has read the events before one is the same however it read them, so the one in which the cut is
/// decides.
fn events_are_the_same(bytes: &[u8]) -> bool {
    let mut parser = sse::Parser::new();
    let mut start = 0;
    while start < bytes.len() {
        let end = bytes[start..].windows(2).position(|two| two == b"\n\n").map_or(bytes.len(), |at| start + at + 2);
        let mut whole = parser.clone();
        whole.push(&bytes[start..end]);
        for cut in start..end {
            let mut parts = parser.clone();
            parts.push(&bytes[start..cut]);
            parts.push(&bytes[cut..end]);
            if parts != whole {
                return false;
            }
        }
        while let Ok(Some(_)) = whole.next() {}
        (parser, start) = (whole, end);
    }
    true
}
