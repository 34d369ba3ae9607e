//! What servers of chat completions were seen to do, one case each.

pub(super) mod calls;
mod content;
mod ends;

use super::assembled::{Assembled, Made, assembled};
use super::support::{fed, plain};
use crate::error::Result;
use crate::wire::Api;

const CHAT: Api = Api::ChatCompletions;

/// A stream of chunks, the last of which is the end mark.
pub(super) fn stream(chunks: &[&str]) -> String {
    format!("data: {}\n\n", chunks.iter().chain(&["[DONE]"]).copied().collect::<Vec<_>>().join("\n\ndata: "))
}

/// A chunk with a delta; the reason of the end as JSON.
pub(super) fn chunk(delta: &str, finish: &str) -> String {
    format!(r#"{{"choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]}}"#)
}

fn read(body: &str) -> (Assembled, Result<()>) {
    let (deltas, result) = fed(&plain(CHAT), [body.as_bytes()]);
    (assembled(&deltas), result)
}

fn whole(body: &str) -> Assembled {
    let (turn, result) = read(body);
    result.unwrap_or_else(|error| panic!("{body}: {error}"));
    turn
}

fn made(calls: &[Made]) -> Vec<String> {
    calls
        .iter()
        .map(|call| format!("{}{}{}", call.name, call.arguments, if call.ended { "" } else { " cut" }))
        .collect()
}
