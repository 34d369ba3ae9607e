//! The incremental reader gives what the reader of whole texts gives, however the text is cut, and what it shows on the
//! way is always the beginning of that.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "support/corpora.rs"]
mod corpora;

use llm_functions::json::{IncrementalReader, Json, Partial, PartialValue, ReadError, read};
use proptest::prelude::*;

/// What `serde_json` makes of it, without a look at the reader under test.
fn expected(bytes: &[u8]) -> Option<Json> {
    std::str::from_utf8(bytes).ok().and_then(|text| serde_json::from_str(text).ok())
}

fn in_fragments<'a>(fragments: impl IntoIterator<Item = &'a [u8]>) -> Result<Json, ReadError> {
    let mut reader = IncrementalReader::new();
    fragments.into_iter().try_for_each(|fragment| reader.push(fragment))?;
    reader.finish()
}

/// Equal in every digit: `0.0` and `-0.0` are not.
fn same(one: Option<&Json>, other: Option<&Json>) -> bool {
    one == other && one.map(Json::to_string) == other.map(Json::to_string)
}

/// Whether a view is the beginning of the value, and complete exactly where it says so.
fn begins(view: PartialValue<'_>, value: &Json) -> bool {
    if view.is_complete() && view.to_json().as_ref() != Some(value) {
        return false;
    }
    match (view.get(), value) {
        (Partial::Null, Json::Null) => true,
        (Partial::Bool(view), Json::Bool(value)) => view == *value,
        (Partial::Number(view), Json::Number(value)) => view == value,
        (Partial::Digits(_), Json::Number(_)) => !view.is_complete(),
        (Partial::String(view), Json::String(value)) => value.starts_with(view),
        (Partial::Array(items), Json::Array(values)) => {
            let items: Vec<_> = items.collect();
            only_the_last_is_open(&items)
                && items.len() <= values.len()
                && items.iter().zip(values).all(|(view, value)| begins(*view, value))
        }
        (Partial::Object(members), Json::Object(values)) => {
            let members: Vec<_> = members.collect();
            only_the_last_is_open(&members.iter().map(|(_, view)| *view).collect::<Vec<_>>())
                && members.len() <= values.len()
                && members.iter().zip(values).all(|((name, view), value)| *name == value.0 && begins(*view, &value.1))
        }
        _ => false,
    }
}

fn only_the_last_is_open(views: &[PartialValue<'_>]) -> bool {
    views.iter().rev().skip(1).all(|view| view.is_complete())
}

#[test]
fn every_text_of_the_json_test_suite_cut_at_every_byte() {
    let Some(corpora) = corpora::folder() else { return };
    let (mut texts, mut cuts) = (0, 0);
    for entry in std::fs::read_dir(corpora.join("json_parsing/test_parsing")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let expected = expected(&bytes);
        let whole = in_fragments([&bytes[..]]);
        assert!(same(whole.as_ref().ok(), expected.as_ref()), "{}", path.display());
        assert_eq!(in_fragments(bytes.chunks(1)), whole, "{} byte by byte", path.display());
        // Behind the byte that is wrong nothing is read, so cuts there are all alike.
        let last = whole.as_ref().map_or_else(|error| bytes.len().min(error.offset() + 4), |_| bytes.len());
        for cut in 0..=last {
            let (first, second) = bytes.split_at(cut);
            assert_eq!(in_fragments([first, second]), whole, "{} cut at {cut}", path.display());
        }
        texts += 1;
        cuts += last + 1;
    }
    eprintln!("JSONTestSuite, incrementally: {texts} texts, {cuts} cuts");
    assert!(texts > 300, "the suite is not whole");
}

/// A second of two equal names, a value after the value: refused at that moment, not at the end.
#[test]
fn what_cannot_become_a_call_is_refused_at_once() {
    let mut reader = IncrementalReader::new();
    reader.push(r#"{"dose": 5, "dose"#).unwrap();
    assert!(reader.push(r#"""#).unwrap_err().is_duplicate_name());
    let mut reader = IncrementalReader::new();
    reader.push("{\"dose\": 5}\n").unwrap();
    assert!(reader.is_complete());
    assert!(reader.push("{").unwrap_err().is_trailing());
    assert!(!reader.is_complete());
    assert!(reader.finish().unwrap_err().is_trailing());
}

/// A reader that looked at anything twice would need hours for these.
#[test]
fn a_megabyte_in_single_bytes_costs_a_megabyte() {
    const MEGABYTE: usize = 1 << 20;
    let names: Vec<String> = (0..70_000).map(|n| format!("\"name{n}\":0")).collect();
    let texts = [
        format!("\"{}\"", "x".repeat(MEGABYTE)),
        format!("\"{}\"", "\\u00e9".repeat(MEGABYTE / 6)),
        "1".repeat(MEGABYTE / 4) + "e-300000",
        format!("[{}1]", "1,".repeat(MEGABYTE / 2)),
        format!("{{{}}}", names.join(",")),
        " ".repeat(MEGABYTE) + "[]",
    ];
    for text in texts {
        let mut reader = IncrementalReader::new();
        for byte in text.as_bytes().chunks(1) {
            reader.push(byte).unwrap();
            assert!(reader.value().is_none_or(|value| value.as_str().is_none_or(|text| text.len() <= MEGABYTE)));
        }
        assert!(same(reader.finish().ok().as_ref(), expected(text.as_bytes()).as_ref()));
    }
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        "[ -~é😀\\x00-\\x1f\"\\\\]{0,12}".prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Json::Array),
            proptest::collection::vec((".{0,6}", inner), 0..24).prop_map(Json::Object),
        ]
    })
}

/// The same value with every kind of white space and with escapes where none are needed.
fn written_otherwise(value: &Json, escapes: bool) -> String {
    let text = serde_json::to_string_pretty(value).unwrap().replace("  ", "\t ").replace('\n', "\r\n");
    if !escapes {
        return text;
    }
    text.chars()
        .map(|character| if character.is_ascii() { character.to_string() } else { escaped(character) })
        .collect()
}

fn escaped(character: char) -> String {
    let units = character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>();
    units.concat()
}

/// Cuts, as fractions of the length, put in order.
fn fragments<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_however_it_is_cut(value in json(), escapes: bool, cuts in proptest::collection::vec(any::<usize>(), 0..9)) {
        let text = written_otherwise(&value, escapes);
        let expected = expected(text.as_bytes());
        let read = in_fragments(fragments(text.as_bytes(), &cuts));
        prop_assert!(same(read.as_ref().ok(), expected.as_ref()), "{text}");
    }

    #[test]
    fn what_is_shown_is_the_beginning_of_what_comes(value in json(), escapes: bool) {
        let text = written_otherwise(&value, escapes);
        let Some(value) = expected(text.as_bytes()) else { return Ok(()) };
        let mut reader = IncrementalReader::new();
        for (index, byte) in text.as_bytes().chunks(1).enumerate() {
            reader.push(byte).unwrap();
            if let Some(view) = reader.value() {
                prop_assert!(begins(view, &value), "{text} after {index}");
            }
            let rest = &text.as_bytes()[index + 1..];
            prop_assert!(!reader.is_complete() || rest.trim_ascii().is_empty());
        }
        let number = matches!(value, Json::Number(_));
        prop_assert!(number || reader.is_complete());
    }

    #[test]
    fn a_broken_text_is_refused_at_the_same_byte_however_it_is_cut(
        value in json(),
        edits in proptest::collection::vec((any::<usize>(), any::<u8>(), 0_u8..3), 1..4),
        cuts in proptest::collection::vec(any::<usize>(), 0..9),
    ) {
        let mut bytes = value.to_string().into_bytes();
        for (at, byte, edit) in edits {
            let at = at % (bytes.len() + 1);
            match edit {
                0 => bytes.insert(at, *b"{}[]:,\"\\'-+.eE01 tfn\xc3\x00".get(usize::from(byte) % 23).unwrap_or(&byte)),
                1 if at < bytes.len() => bytes[at] = byte,
                _ => bytes.truncate(at),
            }
        }
        let whole = in_fragments([&bytes[..]]);
        prop_assert!(same(whole.as_ref().ok(), expected(&bytes).as_ref()));
        prop_assert_eq!(&in_fragments(fragments(&bytes, &cuts)), &whole);
        prop_assert_eq!(&in_fragments(bytes.chunks(1)), &whole);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            prop_assert_eq!(&read(text), &whole);
        }
        if let Err(error) = whole {
            prop_assert!(error.offset() <= bytes.len());
            // The text before the error could still have become valid.
            let mut reader = IncrementalReader::new();
            prop_assert!(reader.push(&bytes[..error.offset()]).is_ok());
        }
    }
}
