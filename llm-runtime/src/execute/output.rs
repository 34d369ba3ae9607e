//! Results of a bounded size.
//!
//! The rule: a result of more than `max_output` bytes is cut to at most so many, at a character, and a note says after
//! how many bytes of how many; the note comes on top. JSON stays JSON: a text in it that is cut is closed with a
//! quotation mark, a number or name that is cut is left out, and open brackets are closed.

mod json;

use llm_functions::Answer;

/// The result as the model reads it.
pub(super) fn cut(answer: Answer, most: u32) -> String {
    let Answer { mut text, length, .. } = answer;
    let most = most as usize;
    if length <= most && text.len() == length {
        return text;
    }
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.truncate(end);
    let (text, end) = match json::closed(&text, most) {
        Some((closed, end)) => (closed, end),
        None => (text, end),
    };
    format!("{text} [cut off after {end} of {length} bytes]")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use llm_functions::{Answer, json};
    use proptest::prelude::*;

    use super::cut;

    fn short(text: &str, most: u32) -> String {
        cut(Answer::new(text), most)
    }

    #[test]
    fn a_result_is_cut_at_a_character_and_says_so() {
        assert_eq!(short("Größe", 7), "Größe");
        assert_eq!(short("Größe", 6), "Größ [cut off after 6 of 7 bytes]");
        assert_eq!(short("Größe", 3), "Gr [cut off after 2 of 7 bytes]");
        assert_eq!(short("Größe", 0), " [cut off after 0 of 7 bytes]");
        assert_eq!(short("[1] is a footnote", 12), "[1] is a foo [cut off after 12 of 17 bytes]");
    }

    #[test]
    fn json_that_is_cut_is_still_json() {
        let text = r#"{"days":[10,200,{"note":"slept \"well\" é"}]}"#;
        let cases = [
            (44, r#"{"days":[10,200,{"note":"slept \"well\" "}]}"#, 40),
            (33, r#"{"days":[10,200,{"note":"slep"}]}"#, 29),
            (23, r#"{"days":[10,200,{}]}"#, 17),
            (16, r#"{"days":[10]}"#, 11),
            (17, r#"{"days":[10,200]}"#, 15),
            (12, r#"{"days":[]}"#, 9),
            (9, "{}", 1),
        ];
        for (most, expected, end) in cases {
            let note = format!(" [cut off after {end} of {} bytes]", text.len());
            assert_eq!(short(text, most), format!("{expected}{note}"), "at {most}");
        }
        assert_eq!(short(text, 1), "{ [cut off after 1 of 46 bytes]");
    }

    proptest! {
        #[test]
        fn any_json_is_readable_when_it_is_cut(seed in any::<u64>(), text in ".{0,12}", most in 2..80_u32) {
            let long = format!(r#"[{seed},{{"a":{},"b":[true,null,[],{{}}],"c":-1.5e3}},"x\\y"]"#, json::Json::from(text.as_str()));
            let whole = short(&long, most);
            if let Some((kept, _)) = whole.split_once(" [cut off after ") {
                prop_assert!(kept.len() <= most as usize);
                prop_assert!(json::read(kept).is_ok(), "{kept}");
            } else {
                prop_assert_eq!(whole, long);
            }
        }
    }
}
