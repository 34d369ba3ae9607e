//! What is said beside the text.

use super::{chunk, stream, whole};
use crate::platform::{FinishReason, TokenLogprob};

#[test]
fn thoughts_and_parts_are_told_apart_from_text() {
    for thought in [
        r#"{"reasoning_content":"hm","content":"Hi"}"#,
        r#"{"reasoning":"hm","reasoning_content":"hm","content":"Hi"}"#,
        r#"{"thinking":"hm","content":[{"type":"text","text":"H"},{"type":"text","text":"i"}]}"#,
        r#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Hi"}]}"#,
    ] {
        let turn = whole(&stream(&[&chunk(thought, r#""stop""#)]));
        assert_eq!((&*turn.reasoning, &*turn.text), ("hm", "Hi"), "{thought}");
        let body = format!(r#"{{"choices":[{{"index":0,"message":{thought},"finish_reason":"stop"}}]}}"#);
        let turn = whole(&body);
        assert_eq!((&*turn.reasoning, &*turn.text), ("hm", "Hi"), "{thought}");
    }
}

#[test]
fn usage_is_read_wherever_it_stands() {
    let text = chunk(r#"{"content":"Hi"}"#, r#""stop""#);
    for usage in [
        r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":1}}}"#,
        r#"{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_cache_hit_tokens":4,"completion_tokens_details":{"reasoning_tokens":1}}}]}"#,
        r#"{"usage":{"input_tokens":9,"output_tokens":2,"input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":1}}}"#,
    ] {
        let found = whole(&stream(&[&text, usage])).usage.unwrap();
        assert_eq!(
            (found.input_tokens, found.cached_input_tokens, found.output_tokens, found.reasoning_tokens),
            (9, 4, 2, 1),
            "{usage}"
        );
    }
    let none = whole(&stream(&[&text, r#"{"choices":[],"usage":null}"#]));
    assert_eq!(none.usage, None);
    let odd =
        r#"{"choices":[],"usage":{"prompt_tokens":99999999999,"completion_tokens":-1,"prompt_tokens_details":null}}"#;
    let odd = whole(&stream(&[&text, odd])).usage.unwrap();
    assert_eq!((odd.input_tokens, odd.output_tokens), (u32::MAX, 0));
}

#[test]
fn logprobs_are_told() {
    let body = r#"{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop","logprobs":{"content":[
        {"token":"H","logprob":-0.5,"bytes":[72],"top_logprobs":[{"token":"H","logprob":-0.5},{"token":"J","logprob":-2}]},
        {"token":"i","logprob":null,"top_logprobs":null}, {"token":"i","logprob":0}]}}]}"#;
    let top = vec![("H".to_owned(), -0.5), ("J".to_owned(), -2.0)];
    assert_eq!(whole(body).logprobs, [TokenLogprob::new("H", -0.5, top), TokenLogprob::new("i", 0.0, Vec::new())]);
}

#[test]
fn only_the_first_choice_is_read() {
    let chunks = [
        r#"{"choices":[{"index":1,"delta":{"content":"no"}}]}"#,
        r#"{"choices":[{"index":1,"delta":{"content":"no"},"finish_reason":"length"},{"index":0,"delta":{"content":"yes"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    ];
    let turn = whole(&stream(&chunks));
    assert_eq!((&*turn.text, turn.finish), ("yes", Some(FinishReason::Stop)));
}
