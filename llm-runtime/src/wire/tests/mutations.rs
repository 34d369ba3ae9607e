//! Recorded streams that were damaged on the way.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::corpus::recorded;
use super::executed::Counting;
use super::seeds;
use super::support::{codec, fed};
use crate::wire::Api;
use crate::wire::fuzzing::{assembled::assembled, read};
use llm_functions::dialect::Dialect;
use llm_functions::json::Json;

/// One thing that happens to a stream.
#[derive(Clone, Debug)]
enum Damage {
    Drop(Index),
    Repeat(Index),
    Swap(Index, Index),
    Cut(Index),
    Flip(Index, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || any::<Index>();
    prop_oneof![
        at().prop_map(Damage::Drop),
        at().prop_map(Damage::Repeat),
        (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
        at().prop_map(Damage::Cut),
        (at(), 0u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
    ]
}

fn damaged(body: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut body = body.to_vec();
    for damage in damages {
        let mut lines: Vec<Vec<u8>> = body.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if lines.is_empty() {
            return body;
        }
        let line = |at: &Index| at.index(lines.len());
        match damage {
            Damage::Drop(at) => drop(lines.remove(line(at))),
            Damage::Repeat(at) => {
                let at = line(at);
                lines.insert(at, lines[at].clone());
            }
            Damage::Swap(one, other) => {
                let (one, other) = (line(one), line(other));
                lines.swap(one, other);
            }
            Damage::Cut(_) | Damage::Flip(..) => {}
        }
        body = lines.concat();
        match damage {
            Damage::Cut(at) => body.truncate(at.index(body.len() + 1)),
            Damage::Flip(at, bit) if !body.is_empty() => {
                let at = at.index(body.len());
                body[at] ^= 1 << bit;
            }
            _ => {}
        }
    }
    body
}

/// Recorded streams that are not too long to be read a thousand times, and ours, which are always there.
fn streams() -> &'static [(Json, String)] {
    static STREAMS: OnceLock<Vec<(Json, String)>> = OnceLock::new();
    STREAMS.get_or_init(|| {
        let recorded = recorded().unwrap_or_default().into_iter();
        let chat = recorded.filter(|one| one.is_stream && one.path == "/v1/chat/completions" && one.body.len() < 8_000);
        let ours = seeds::chat().into_iter().map(|(_, body)| (Json::Null, body));
        chat.map(|one| (one.request, one.body)).chain(ours).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn a_damaged_stream_is_an_error_or_a_turn_and_never_a_cut_call(
        which in any::<Index>(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let (request, body) = which.get(streams());
        let body = damaged(body.as_bytes(), &damages);
        read(Api::ChatCompletions, &body);
        let functions = Counting::of(request);
        let codec = codec(Api::ChatCompletions, Dialect::OpenAi, functions.schema.clone());
        let (deltas, result) = fed(&codec, [&*body]);
        let turn = assembled(&deltas);
        let executed = functions.executed(&deltas, result.is_ok());
        prop_assert!(executed.len() <= turn.calls.iter().filter(|call| !call.is_cut()).count());
    }
}
