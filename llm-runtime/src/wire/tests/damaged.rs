//! Streams that were damaged on their way: whatever comes, there is one end or one error, and no call that was cut off is
//! whole.

use llm_functions::dialect::Dialect;
use llm_functions::json::Json;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

use super::corpus::recorded;
use super::executed::Counting;
use super::support::{codec, fed};
use super::{anthropic, responses};
use crate::wire::Api;
use crate::wire::fuzzing::{assembled::assembled, read};

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

/// Streams that are not too long to be read a thousand times: the recorded ones where they are, and ours.
fn streams() -> Vec<(Api, Json, String)> {
    let recorded = recorded().unwrap_or_default().into_iter();
    let recorded = recorded.filter(|one| one.is_stream && one.path == "/v1/responses" && one.body.len() < 20_000);
    let ours = [
        (Api::Responses, Json::Null, responses::traps::stream(&responses::traps::numbered())),
        (Api::AnthropicMessages, Json::Null, anthropic::traps::stream(anthropic::traps::EVERYTHING)),
    ];
    recorded.map(|one| (Api::Responses, one.request, one.body)).chain(ours.into_iter().cycle().take(20)).collect()
}

#[test]
fn there_is_one_end_or_one_error() {
    let streams = streams();
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) });
    let case = (any::<Index>(), prop::collection::vec(damage(), 1..4));
    let outcome = runner.run(&case, |(stream, damages)| {
        let (api, request, body) = &streams[stream.index(streams.len())];
        let mut bytes = body.clone().into_bytes();
        for damage in &damages {
            if let (false, Ok(text)) = (bytes.is_empty(), std::str::from_utf8(&bytes)) {
                bytes = damage.of(text);
            }
        }
        read(*api, &bytes);
        let functions = Counting::of(request);
        let (deltas, result) = fed(&codec(*api, Dialect::OpenAi, functions.schema.clone()), [&*bytes]);
        let turn = assembled(&deltas);
        let executed = functions.executed(&deltas, result.is_ok()).len();
        prop_assert!(executed <= turn.calls.iter().filter(|call| !call.is_cut()).count());
        Ok(())
    });
    outcome.unwrap();
}
