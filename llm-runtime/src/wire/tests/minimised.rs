//! The minimised streams of `openai_strict`. There is no index of them: what each holds was read by hand.

use super::harness::{Tally, corpus, files};
use super::support::{fed, plain};
use crate::platform::{FinishReason, Usage};
use crate::wire::Api;
use crate::wire::fuzzing::assembled::{Assembled, Made, assembled};

#[test]
fn minimised_streams_of_chat_completions_are_read() {
    let Some(folder) = corpus("openai_strict") else { return };
    let mut tally = Tally::new("openai_strict, streams of chat completions");
    for file in files(&folder.join("streams/openai"), ".txt") {
        let body = std::fs::read(&file).unwrap();
        let (deltas, result) = fed(&plain(Api::ChatCompletions), [&*body]);
        let expected = by_hand(&file.to_string_lossy());
        tally.check(result.is_ok() && Some(assembled(&deltas)) == expected, || format!("{}", file.display()));
    }
    let others = files(&folder.join("streams/ollama_cloud"), ".txt").len();
    tally.not_applicable("Ollama's own API", others);
    tally.finish();
}

fn by_hand(file: &str) -> Option<Assembled> {
    let call = Made {
        id: Some("call_yakbak_fixture_0".to_owned()),
        name: "get_weather".to_owned(),
        arguments: r#"{"city": "Paris", "country": "France", "unit": "C"}"#.to_owned(),
        ended: true,
    };
    file.contains("stream_tool_call_with_finish_reason").then(|| Assembled {
        calls: vec![call],
        usage: Some(Usage::new(163, 0, 11)),
        finish: Some(FinishReason::ToolCalls),
        ..Assembled::default()
    })
}
