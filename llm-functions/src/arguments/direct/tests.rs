//! The short way is taken by what is usual, and never says anything else than the long way.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::Reading;
use crate::arguments::canonical;
use crate::parameter_type::ParameterType;
use crate::spec::{Bound, Constraints, FunctionSpec, ParameterSpec, TypeKind, TypeSpec, VariantSpec};
use crate::view::FunctionView;

struct Item;

fn item() -> &'static TypeSpec {
    const FIELDS: &[ParameterSpec] = &[
        ParameterSpec::new("name", "", String::spec).constraints(Constraints::NONE.min_length(1).max_length(8)),
        ParameterSpec::new("grams", "", u32::spec),
        ParameterSpec::new("parts", "", <Vec<Item>>::spec).default(|| crate::json::Json::Array(Vec::new())),
    ];
    const { &TypeSpec::of::<Item>("Item", TypeKind::Object(FIELDS)) }
}

impl ParameterType for Item {
    const FACTS: crate::Facts = crate::Facts::new(crate::FactKind::Object);
    fn spec() -> &'static TypeSpec {
        item()
    }
    fn from_json(_: crate::json::Json) -> Result<Self, crate::arguments::Mismatch> {
        Ok(Self)
    }
    fn to_json(&self) -> crate::json::Json {
        crate::json::Json::Null
    }
}

fn mode() -> &'static TypeSpec {
    const MODES: &[VariantSpec] = &[VariantSpec::new("fast", ""), VariantSpec::new("slow", "")];
    struct Mode;
    const { &TypeSpec::of::<Mode>("Mode", TypeKind::Enum(MODES)) }
}

const SPEC: FunctionSpec = FunctionSpec::new(
    "everything",
    "Take one of everything.",
    &[
        ParameterSpec::new("text", "", String::spec),
        ParameterSpec::new("days", "", u8::spec)
            .constraints(Constraints::NONE.minimum(Bound::Integer(1)).maximum(Bound::Integer(90))),
        ParameterSpec::new("ratio", "", f64::spec).constraints(Constraints::NONE.maximum(Bound::Number(10.5))),
        ParameterSpec::new("mode", "", mode),
        ParameterSpec::new("note", "", <Option<String>>::spec),
        ParameterSpec::new("all", "", bool::spec).default(|| true.into()),
        ParameterSpec::new("big", "", u64::spec).default(|| 0.into()),
        ParameterSpec::new("items", "", <Vec<Item>>::spec).constraints(Constraints::NONE.max_items(3)),
        ParameterSpec::new("any", "", <Option<crate::json::Json>>::spec),
        ParameterSpec::new("flags", "", <std::collections::BTreeMap<String, bool>>::spec)
            .default(|| crate::json::Json::Object(Vec::new())),
    ],
);

const USUAL: &str = r#"{"text": "a\nb\u00e9", "days": 7, "ratio": -0.25, "mode": "slow", "note": "é", "all": false,
 "big": 9007199254740993, "items": [{"name": "x", "grams": 1, "parts": [{"name": "y", "grams": 2}]}, {"grams": 0, "name": "z"}],
 "any": [1, {"a": null}], "flags": {"b": true, "a": false}}"#;

/// Whether the short way was taken; if so the long way must end at the same place.
fn agrees(view: &FunctionView, text: &str) -> bool {
    let Some(reading) = Reading::of(view, text) else { return false };
    let tree = canonical(view, text).map_err(|error| error.to_string());
    assert_eq!(Ok(reading.root().into_json()), tree, "{text}");
    true
}

#[test]
fn what_is_usual_takes_the_short_way() {
    let view = FunctionView::new(&SPEC);
    for text in [
        USUAL,
        r#"{"text":"","days":90,"ratio":1,"mode":"fast","items":[]}"#,
        r#" { "items" : [ ] , "mode" : "fast" , "ratio" : 1e1 , "days" : 1 , "text" : "t" , "note" : null } "#,
        r#"{"text":"t","days":1,"ratio":10.5,"mode":"fast","note":null,"all":null,"big":18446744073709551615,"items":[],"any":null}"#,
    ] {
        assert!(agrees(&view, text), "{text}");
    }
}

#[test]
fn no_change_of_a_text_makes_the_two_ways_differ() {
    let view = FunctionView::new(&SPEC);
    let snippets = [
        "",
        "\"",
        "\\",
        "\n",
        "\u{1}",
        "0",
        "1",
        "-",
        ".5",
        "e1",
        "null",
        "true",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "é",
        "\\u12",
        "\\ud83d\\ude00",
        "\"days\":7,",
        "\"new\":1,",
        "\"note\":\"\",",
        "[[[[[[",
        "00",
        "999999999999999999999",
    ];
    let mut short = 0;
    for (at, letter) in USUAL.char_indices() {
        for snippet in snippets {
            for behind in [at, at + letter.len_utf8()] {
                let text = format!("{}{snippet}{}", &USUAL[..at], &USUAL[behind..]);
                short += usize::from(agrees(&view, &text));
            }
        }
        agrees(&view, &USUAL[..at]);
    }
    // White space alone can be put in at hundreds of places, and letters into strings.
    assert!(short > 500, "only {short} took the short way");
}

#[test]
fn depth_and_length_end_the_short_way_and_nothing_else() {
    let view = FunctionView::new(&SPEC);
    for depth in [1, 20, 58, 59, 60, 61, 62, 63, 64, 65, 126, 127, 128, 300] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let text = r#"{"text":"t","days":1,"ratio":1,"mode":"fast","items":[],"any":"#.to_owned() + &nested + "}";
        assert_eq!(agrees(&view, &text), depth <= 60, "{depth}");
        let part = r#"{"name":"n","grams":1,"parts":["#;
        let parts = format!("{}{}", part.repeat(depth), "]}".repeat(depth));
        agrees(&view, &format!(r#"{{"text":"t","days":1,"ratio":1,"mode":"fast","items":[{parts}]}}"#));
    }
}

#[test]
fn a_narrowed_view_is_read_by_its_new_choices() {
    let mut view = FunctionView::new(&SPEC);
    let with = |text: &str| format!(r#"{{"text":"{text}","days":1,"ratio":1,"mode":"fast","items":[]}}"#);
    assert!(agrees(&view, &with("one")));
    view.narrow("text", ["one", "two"]).unwrap();
    assert!(agrees(&view, &with("one")));
    assert!(!agrees(&view, &with("three")));
}
