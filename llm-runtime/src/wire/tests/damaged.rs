//! Streams that were damaged on their way: whatever comes, there is one end or one error, and no call that was cut off is
//! whole.

use llm_functions::dialect::Dialect;
use proptest::prelude::*;
use proptest::sample::Index;

use super::assembled::assembled;
use super::corpus::recorded;
use super::executed::Counting;
use super::support::{codec, fed};
use crate::wire::{Api, Codec};

/// What happens to a stream.
#[derive(Clone, Debug)]
enum Damage {
    /// It ends here.
    Cut(Index),
    /// Bytes become others.
    Change(Index, Vec<u8>),
    /// Bytes are gone.
    Remove(Index, usize),
    /// An event is gone, comes twice, or comes after another.
    Drop(Index),
    Twice(Index, Index),
    Swap(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Damage::Change(at, bytes)),
        (at(), 1_usize..30).prop_map(|(at, count)| Damage::Remove(at, count)),
        at().prop_map(Damage::Drop),
        (at(), at()).prop_map(|(from, to)| Damage::Twice(from, to)),
        (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
    ]
}

impl Damage {
    fn of(&self, body: &str) -> Vec<u8> {
        let mut bytes = body.as_bytes().to_vec();
        let mut events: Vec<&str> = body.split_inclusive("\n\n").collect();
        let count = events.len();
        match self {
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Change(at, new) => {
                let at = at.index(bytes.len());
                let end = (at + new.len()).min(bytes.len());
                bytes.splice(at..end, new.iter().copied());
            }
            Self::Remove(at, count) => {
                let at = at.index(bytes.len());
                let end = (at + count).min(bytes.len());
                bytes.drain(at..end);
            }
            Self::Drop(at) => drop(events.remove(at.index(count))),
            Self::Twice(from, to) => events.insert(to.index(count), events[from.index(count)]),
            Self::Swap(one, other) => events.swap(one.index(count), other.index(count)),
        }
        if matches!(self, Self::Cut(_) | Self::Change(..) | Self::Remove(..)) {
            bytes
        } else {
            events.concat().into_bytes()
        }
    }
}

/// Streams by hand of both APIs, and the recorded ones where they are.
fn streams() -> Vec<(Api, Codec, String)> {
    let plain = |api| codec(api, Dialect::OpenAi, Counting::of(&llm_functions::json::Json::Null).schema);
    let mut streams = vec![
        (Api::Responses, plain(Api::Responses), super::responses::traps::stream(&super::responses::traps::numbered())),
        (
            Api::AnthropicMessages,
            plain(Api::AnthropicMessages),
            super::anthropic::traps::stream(super::anthropic::traps::EVERYTHING),
        ),
    ];
    let recorded = recorded().unwrap_or_default().into_iter();
    for exchange in recorded.filter(|exchange| exchange.is_stream && exchange.status == 200) {
        let api = if exchange.path == "/v1/responses" { Api::Responses } else { Api::ChatCompletions };
        streams.push((api, codec(api, Dialect::OpenAiStrict, Counting::of(&exchange.request).schema), exchange.body));
    }
    streams
}

#[test]
fn there_is_one_end_or_one_error() {
    let streams = streams();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(6_000));
    let case = (any::<Index>(), prop::collection::vec(damage(), 1..4));
    let outcome = runner.run(&case, |(stream, damages)| {
        let (_, codec, body) = &streams[stream.index(streams.len())];
        let mut bytes = body.clone().into_bytes();
        for damage in &damages {
            if let (false, Ok(text)) = (bytes.is_empty(), std::str::from_utf8(&bytes)) {
                bytes = damage.of(text);
            }
        }
        let (deltas, result) = fed(codec, bytes.chunks(7));
        // Asks of the deltas what they promise: one end and nothing after it, no end of a call that was cut off.
        let turn = assembled(&deltas);
        prop_assert_eq!(turn.finish.is_some(), result.is_ok());
        Ok(())
    });
    outcome.unwrap();
}
