#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

fn reader(text: &str) -> IncrementalReader {
    let mut reader = IncrementalReader::new();
    reader.push(text).unwrap();
    reader
}

fn so_far(text: &str) -> String {
    reader(text).value().and_then(PartialValue::so_far).map_or_else(|| "nothing".to_owned(), |json| json.to_string())
}

#[test]
fn half_a_character_or_an_escape_is_not_shown() {
    assert_eq!(so_far(r#"["a\"#), r#"["a"]"#);
    assert_eq!(so_far(r#"["a\u00"#), r#"["a"]"#);
    assert_eq!(so_far(r#"["a\ud83d\ude0"#), r#"["a"]"#);
    assert_eq!(so_far(r#"["a\ud83d\ude00"#), "[\"a\u{1f600}\"]");
    let mut reader = reader("\"caf");
    for (byte, shown) in
        [(0xc3, "caf"), (0xa9, "café"), (0xf0, "café"), (0x9f, "café"), (0x98, "café"), (0x80, "café😀")]
    {
        reader.push([byte]).unwrap();
        assert_eq!(reader.value().unwrap().as_str(), Some(shown));
    }
}

#[test]
fn a_number_is_complete_when_something_follows_it() {
    let grows = reader("[12, 1");
    let items: Vec<bool> = grows.value().unwrap().items().map(PartialValue::is_complete).collect();
    assert_eq!(items, [true, false]);
    assert!(matches!(grows.value().unwrap().items().last().unwrap().get(), Partial::Digits("1")));
    assert_eq!(so_far("[12, 1"), "[12]");
    assert_eq!(so_far("[12, 1 "), "[12,1]");
    assert!(!reader("12").is_complete() && reader("12 ").is_complete());
    assert_eq!(reader("12").finish().unwrap(), Json::from(12));
}

#[test]
fn a_literal_is_complete_at_its_last_letter() {
    assert!(matches!(reader("[fal").value().unwrap().items().next().unwrap().get(), Partial::Bool(false)));
    assert_eq!(so_far("[fal"), "[]");
    assert_eq!(so_far("[false"), "[false]");
    assert!(!reader("nul").is_complete() && reader("null").is_complete());
}

#[test]
fn members_say_which_of_them_are_whole() {
    let reader = reader(r#"{"a": {"x": [1]}, "b": "te"#);
    let members: Vec<_> = reader.members().map(|(name, value)| (name, value.is_complete())).collect();
    assert_eq!(members, [("a", true), ("b", false)]);
    assert_eq!(reader.member("a").and_then(PartialValue::to_json).unwrap().to_string(), r#"{"x":[1]}"#);
    assert_eq!(reader.member("b").and_then(PartialValue::to_json), None);
    assert!(reader.member("te").is_none());
}

#[test]
fn a_member_appears_with_the_first_byte_of_its_value() {
    assert_eq!(reader(r#"{"a": 1, "b" : "#).members().count(), 1);
    assert_eq!(reader(r#"{"a": 1, "b" : ["#).members().count(), 2);
    assert!(reader(" \n").value().is_none());
}

#[test]
fn errors_name_the_byte_and_the_reason() {
    for (text, offset, reason) in [
        ("[1,]", 3, Reason::Value),
        ("[,", 1, Reason::ItemOrEnd),
        ("{1", 1, Reason::NameOrEnd),
        (r#"{"a":1,}"#, 7, Reason::Name),
        (r#"{"a" 1"#, 5, Reason::Colon),
        (r#"{"a":1 2"#, 7, Reason::CommaOrBrace),
        ("[1 2", 3, Reason::CommaOrBracket),
        (r#"{"a":1}]"#, 7, Reason::Trailing),
        (r#"{"a":1} {"a":1}"#, 8, Reason::Trailing),
        (r#"{"a":1,"a"#, 9, Reason::Truncated),
        (r#"{"a":1,"a""#, 9, Reason::Duplicate),
        ("[tru]", 4, Reason::Literal),
        ("[01]", 2, Reason::Number),
        ("[1.]", 3, Reason::Number),
        ("[1, 1e400]", 4, Reason::Range),
        (r#"["\x"]"#, 3, Reason::Escape),
        (r#"["\ud800x"#, 8, Reason::Surrogate),
        (r#"["\udc00"#, 7, Reason::Surrogate),
        ("[\"a\nb\"]", 3, Reason::Control),
        ("['a']", 1, Reason::ItemOrEnd),
    ] {
        let mut reader = IncrementalReader::new();
        let error = reader.push(text).and_then(|()| reader.finish().map(drop)).unwrap_err();
        assert_eq!((error.offset(), error.reason), (offset, reason), "{text}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_an_error_where_they_begin() {
    for bytes in [&b"\"ab\xff\""[..], b"\"ab\xc3\"", b"\"ab\xe2\x82\"", b"\"ab\xf0\x28", b"\"ab\xed\xa0\x80\""] {
        for fragment in [bytes.len(), 1] {
            let mut reader = IncrementalReader::new();
            let error = bytes.chunks(fragment).find_map(|bytes| reader.push(bytes).err()).unwrap();
            assert_eq!((error.offset(), error.reason), (3, Reason::Utf8), "{bytes:?}");
        }
    }
}

#[test]
fn lines_and_columns_are_counted_in_bytes() {
    let mut reader = IncrementalReader::new();
    let error = reader.push("{\n  \"é\": 1,\n  \"é\" 2").unwrap_err();
    assert_eq!((error.line(), error.column(), error.offset()), (3, 6, 18));
}

#[test]
fn the_first_error_stays_and_so_does_what_was_read() {
    let mut reader = IncrementalReader::new();
    let error = reader.push(r#"{"a": 1} x"#).unwrap_err();
    assert!(error.is_trailing() && !reader.is_complete());
    assert_eq!(reader.push(" ").unwrap_err(), error);
    assert_eq!(reader.error(), Some(&error));
    assert_eq!(reader.member("a").and_then(PartialValue::to_json), Some(1.into()));
    assert_eq!(reader.finish().unwrap_err(), error);
}

#[test]
fn the_deepest_that_is_read_is_what_the_other_reader_reads() {
    for (depth, fits) in [(127, true), (128, false)] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let mut reader = IncrementalReader::new();
        assert_eq!(reader.push(&text).is_ok(), fits);
        assert_eq!(serde_json::from_str::<Json>(&text).is_ok(), fits);
        assert_eq!(reader.finish().is_ok(), fits);
    }
}

#[test]
fn no_value_is_in_the_debug_text() {
    let reader = reader(r#"{"diagnosis": ["flu", "#);
    let shown = format!("{reader:?} {:?} {:?}", reader.value(), reader.value().map(PartialValue::get));
    assert!(!shown.contains("flu") && !shown.contains("diagnosis"), "{shown}");
}
