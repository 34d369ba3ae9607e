//! Where several readings fit, none is taken.

use llm_functions::ParameterType;
use llm_functions::arguments::CoercionKind::{self, JsonInString, NumberInString, ObjectInList, OneItemList, Spelling};
use llm_functions::spec::{
    ParameterSpec, Tagging, TypeKind, TypeRef, TypeSpec, UnionSpec, UnionVariant, VariantContent,
};

use super::{becomes, function_of, refused, value_by};

/// A list of lists: of two, or of one?
#[test]
fn a_list_for_a_list_of_lists() {
    refused::<Vec<Vec<u8>>>(&["[1, 2]", r#"["1", 2]"#, r#""[1, 2]""#]);
    becomes::<Vec<Vec<u8>>>("[[1], 2]", "[[1],[2]]", &[OneItemList]);
}

/// Several strings in one, or one string?
#[test]
fn a_string_that_may_be_a_list() {
    refused::<Vec<String>>(&[r#""a, b""#, r#""a;b""#, r#""a\nb""#, r#""[a, b]""#, r#""[\"a\"""#]);
    becomes::<Vec<String>>(r#""a""#, r#"["a"]"#, &[OneItemList]);
}

/// No list, or a list of an empty word?
#[test]
fn a_string_that_may_say_nothing() {
    refused::<Vec<String>>(&[r#""""#, r#"" ""#, r#""null""#, r#""None""#]);
    refused::<Option<Vec<String>>>(&[r#""""#]);
    becomes::<Option<Vec<String>>>(r#""null""#, "null", &[JsonInString]);
}

struct Event;

fn event() -> &'static TypeSpec {
    const VARIANTS: &[UnionVariant] = &[
        UnionVariant::new("walk", "", VariantContent::Fields(&[ParameterSpec::new("meters", "", u32::spec)])),
        UnionVariant::new("sleep", "", VariantContent::Fields(&[ParameterSpec::new("hours", "", f32::spec)])),
    ];
    const KIND: TypeKind = TypeKind::Union(UnionSpec::new(Tagging::Internal { tag: "kind" }, VARIANTS));
    const { &TypeSpec::of::<Event>("Event", KIND) }
}

struct Reminder;

fn reminder() -> &'static TypeSpec {
    const VARIANTS: &[UnionVariant] = &[
        UnionVariant::new("never", "", VariantContent::Unit),
        UnionVariant::new("in_minutes", "", VariantContent::Value(u16::spec)),
        UnionVariant::new("at", "", VariantContent::Fields(&[ParameterSpec::new("hour", "", u8::spec)])),
    ];
    const { &TypeSpec::of::<Reminder>("Reminder", TypeKind::Union(UnionSpec::new(Tagging::External, VARIANTS))) }
}

fn becomes_by(ty: TypeRef, value: &str, expected: &str, kinds: &[CoercionKind]) {
    assert_eq!(value_by(&function_of(ty), value), Some((expected.to_owned(), kinds.to_vec())), "{value}");
}

fn refused_by(ty: TypeRef, values: &[&str]) {
    for value in values {
        assert_eq!(value_by(&function_of(ty), value), None, "{value}");
    }
}

#[test]
fn an_alternative_is_found_by_its_tag() {
    becomes_by(event, r#"{"kind": "walk", "meters": "5"}"#, r#"{"kind":"walk","meters":5}"#, &[NumberInString]);
    becomes_by(event, r#"{"kind": "Walk", "meters": 5}"#, r#"{"kind":"walk","meters":5}"#, &[Spelling]);
    becomes_by(event, r#""{\"kind\": \"walk\", \"meters\": 5}""#, r#"{"kind":"walk","meters":5}"#, &[JsonInString]);
    refused_by(
        event,
        &[
            r#"{"meters": 5}"#,
            r#"{"kind": "walk", "hours": 5}"#,
            r#"{"kind": "run", "meters": 5}"#,
            r#"{"kind": "sleep", "meters": "5"}"#,
        ],
    );
    becomes_by(
        event,
        r#"[{"kind": "SLEEP", "hours": 7.5}]"#,
        r#"{"kind":"sleep","hours":7.5}"#,
        &[ObjectInList, Spelling],
    );
}

#[test]
fn an_alternative_is_found_by_its_key() {
    becomes_by(reminder, r#""Never""#, r#""never""#, &[Spelling]);
    becomes_by(reminder, r#"{"in_minutes": "5"}"#, r#"{"in_minutes":5}"#, &[NumberInString]);
    becomes_by(reminder, r#""{\"at\": {\"hour\": 7}}""#, r#"{"at":{"hour":7}}"#, &[JsonInString]);
    refused_by(reminder, &["5", r#""5""#, r#""at""#, r#"{"never": null}"#, r#"{"in_minutes": 5, "at": {"hour": 7}}"#]);
}
