//! Requests for chat completions.

use fog_node::chat::{Ask, Chunks, Whole};
use llm_functions::json;
use llm_runtime::{Delta, FinishReason, Usage};

/// A request is read or refused with the member that is wrong; what is read is read the same again, and can be answered in
/// both ways.
pub(crate) fn request(data: &[u8]) {
    let ask = match Ask::read(data) {
        Ok(ask) => ask,
        Err(refused) => {
            assert_eq!(refused.status.as_u16(), 400, "{refused:?}");
            assert!(refused.parameter.is_some() && !refused.message.is_empty(), "{refused:?}");
            let body = refused.json().to_string();
            assert!(json::read(&body).is_ok() && body.len() < 4 * data.len() + 4096, "{body}");
            return;
        }
    };
    assert!(!ask.model.is_empty() && !ask.messages.is_empty(), "{ask:?}");
    let again = Ask::read(data).expect("what was read once is read again");
    assert_eq!(format!("{again:?}"), format!("{ask:?}"));
    answered(&ask);
}

fn answered(ask: &Ask) {
    let deltas = [
        Delta::Tokens(vec![0, u32::MAX]),
        Delta::Text("a\u{0}\n\"".into()),
        Delta::CallStart { index: 0, id: None, name: ask.model.clone() },
        Delta::CallArguments { index: 0, fragment: "{".into() },
        Delta::CallArguments { index: 7, fragment: "}".into() },
        Delta::Usage(Usage::new(u32::MAX, 1, u32::MAX)),
        Delta::Finish(FinishReason::ToolCalls),
    ];
    let (mut chunks, mut whole, mut stream) = (Chunks::new(ask), Whole::new(ask), String::new());
    for delta in deltas {
        stream.push_str(&chunks.delta(delta.clone()));
        whole.delta(delta);
    }
    assert!(chunks.is_finished() && whole.is_finished() && stream.ends_with("data: [DONE]\n\n"), "{stream}");
    assert!(json::read(&whole.body().to_string()).is_ok());
    for event in stream.split_terminator("\n\n") {
        let data = event.strip_prefix("data: ").expect("an event is one line");
        assert!(data == "[DONE]" || json::read(data).is_ok(), "{data}");
    }
}
