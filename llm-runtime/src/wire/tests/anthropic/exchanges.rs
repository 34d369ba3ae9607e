//! Streams that others wrote down, with what is in them: there is no reading of them to compare with.

use crate::platform::FinishReason;
use crate::wire::Api;
use crate::wire::tests::assembled::assembled;
use crate::wire::tests::harness::{Tally, corpus};
use crate::wire::tests::support::{fed, plain};

/// Folder, text, arguments of the one call, prompt tokens, cached ones, output tokens.
type Case = (&'static str, &'static str, Option<&'static str>, [u32; 3]);

const CASES: [Case; 5] = [
    ("ping_stream", "Hello!", None, [25, 0, 15]),
    ("tool_stream", "", Some(r#"{"city": "Paris", "country": "France", "unit": "C"}"#), [85, 0, 42]),
    ("usage_cache_creation_stream", "OK.", None, [9 + 4202, 0, 5]),
    ("usage_cache_stream", "OK.", None, [9 + 4202, 4202, 5]),
    (
        "usage_stream",
        "The sky is blue because sunlight scatters off nitrogen and oxygen molecules in the atmosphere, and blue light scatters more efficiently than other colors.",
        None,
        [19, 0, 34],
    ),
];

#[test]
fn streams_are_read_wherever_they_are_cut() {
    let Some(folder) = corpus("openai_strict") else { return };
    let mut tally = Tally::new("openai_strict, streams of the messages API");
    for (name, text, arguments, tokens) in CASES {
        let body = std::fs::read(folder.join("streams/anthropic").join(name).join("response_000.txt")).unwrap();
        let codec = plain(Api::AnthropicMessages);
        let whole = fed(&codec, [&body[..]]).0;
        let turn = assembled(&whole);
        let usage = turn.usage.unwrap();
        let mut right = turn.text == text;
        right &= [usage.input_tokens, usage.cached_input_tokens, usage.output_tokens] == tokens;
        right &= turn.calls.iter().map(|call| (&*call.arguments, call.ended)).eq(arguments.map(|all| (all, true)));
        right &=
            turn.calls.iter().all(|call| call.name == "get_weather" && call.id.as_deref() == Some("toolu_01A2B3C4D5"));
        let reason = if arguments.is_some() { FinishReason::ToolCalls } else { FinishReason::Stop };
        right &= turn.finish == Some(reason);
        right &= (0..=body.len()).all(|cut| {
            let (deltas, result) = fed(&codec, [&body[..cut], &body[cut..]]);
            result.is_ok() && deltas == whole
        });
        tally.check(right, || format!("{name}: {turn:?}"));
    }
    tally.finish();
}
