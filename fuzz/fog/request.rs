//! Requests for answers, in each API that a node has.

use fog_node::answer::{Asked, Way};
use fog_node::refused::Refused;
use fog_node::{chat, completions, responses};
use llm_functions::json;
use llm_runtime::{Delta, FinishReason, Usage};

/// A request is read or refused with the member that is wrong; what is read is read the same again, and can be answered.
pub(crate) fn request(data: &[u8]) {
    for read in [chat::read, completions::read, responses::read] {
        match read(data) {
            Ok(asked) => {
                assert!(!asked.ask.model.is_empty(), "{:?}", asked.ask);
                let again = read(data).expect("what was read once is read again");
                assert_eq!(format!("{:?}", again.ask), format!("{:?}", asked.ask));
                answered(asked);
            }
            Err(refused) => said(&refused, data.len()),
        }
    }
}

fn said(refused: &Refused, length: usize) {
    assert_eq!(refused.status.as_u16(), 400, "{refused:?}");
    assert!(refused.parameter.is_some() && !refused.message.is_empty(), "{refused:?}");
    let body = refused.json().to_string();
    assert!(json::read(&body).is_ok() && body.len() < 4 * length + 4096, "{body}");
}

fn answered(asked: Asked) {
    let deltas = [
        Delta::Tokens(vec![0, u32::MAX]),
        Delta::Text("a\u{0}\n\"".into()),
        Delta::CallStart { index: 0, id: None, name: asked.ask.model.clone() },
        Delta::CallArguments { index: 0, fragment: "{".into() },
        Delta::CallArguments { index: 7, fragment: "}".into() },
        Delta::Usage(Usage::new(u32::MAX, 1, u32::MAX)),
        Delta::Finish(FinishReason::ToolCalls),
    ];
    match asked.way {
        Way::Whole(mut whole) => {
            for delta in deltas {
                whole.delta(delta);
            }
            assert!(whole.is_finished());
            assert!(json::read(&whole.body().to_string()).is_ok());
        }
        Way::Streamed(mut streamed) => {
            let stream: String = deltas.into_iter().map(|delta| streamed.delta(delta)).collect();
            assert!(streamed.is_finished() && stream.ends_with("\n\n"), "{stream}");
            for line in stream.lines().filter_map(|line| line.strip_prefix("data: ")) {
                assert!(line == "[DONE]" || json::read(line).is_ok(), "{line}");
            }
        }
    }
}
