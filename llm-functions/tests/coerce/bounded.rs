//! However hostile the text or the type, the search ends. One that tried every combination would not end today.

use llm_functions::arguments::{self, Coercions};
use llm_functions::json::Json;
use llm_functions::spec::{Tagging, TypeKind, TypeSpec, UnionSpec, UnionVariant, VariantContent};
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};

use super::{function, function_of, read};

/// Every level can be one of alternatives that look alike.
struct Maze;

fn maze() -> &'static TypeSpec {
    const WAYS: &[UnionVariant] = &[
        UnionVariant::new("north", "", VariantContent::Value(maze)),
        UnionVariant::new("lists", "", VariantContent::Value(mazes)),
        UnionVariant::new("exit", "", VariantContent::Value(u8::spec)),
        UnionVariant::new("none", "", VariantContent::Unit),
    ];
    const { &TypeSpec::of::<Maze>("Maze", TypeKind::Union(UnionSpec::new(Tagging::External, WAYS))) }
}

fn mazes() -> &'static TypeSpec {
    const { &TypeSpec::of::<Vec<Maze>>("Vec", TypeKind::Array(maze)) }
}

#[derive(ParameterType)]
struct Tree {
    /// A number.
    value: u8,
    /// What is below.
    children: Vec<Tree>,
}

fn ends(text: &str, view: &FunctionView) {
    let _ = arguments::canonical_with(view, text, Coercions::ALL);
}

fn in_strings(mut text: String, most: usize) -> String {
    while text.len() < most {
        text = Json::from(text).to_string();
    }
    text
}

#[test]
fn strings_in_strings() {
    let text = in_strings(r#"{"value": 5}"#.to_owned(), 2_000_000);
    ends(&text, &function::<u8>());
    ends(&format!(r#"{{"value": {}}}"#, in_strings("[[[[5]]]]".to_owned(), 2_000_000)), &function::<Vec<Vec<u8>>>());
    assert!(read::<Vec<u8>>(&in_strings("[5]".to_owned(), 20)).is_some());
}

#[test]
fn lists_in_strings_in_lists() {
    let mut text = r#""x""#.to_owned();
    for _ in 0..14 {
        text = Json::from(format!("[{text}]")).to_string();
    }
    ends(&format!(r#"{{"value": {text}}}"#), &function::<Vec<Vec<Vec<Vec<Vec<Vec<Vec<u8>>>>>>>>());
    ends(&format!(r#"{{"value": {text}}}"#), &function::<Tree>());
}

#[test]
fn a_deep_tree_with_a_misfit_at_its_end() {
    let mut tree = r#"{"value": "x", "children": []}"#.to_owned();
    for _ in 0..55 {
        tree = format!(r#"{{"value": "1", "children": [{tree}]}}"#);
    }
    ends(&format!(r#"{{"value": {tree}}}"#), &function::<Tree>());
    // And one that can be read all the way down.
    let tree = tree.replace("\"x\"", "\"1\"");
    let (value, done) = read::<Tree>(&tree).unwrap();
    assert_eq!((done.len(), value.matches(r#""value":1"#).count()), (56, 56));
}

#[test]
fn deep_and_wide_at_once() {
    let wide = format!("[{}]", vec![r#"{"value": "1", "children": []}"#; 20_000].join(","));
    let mut tree = format!(r#"{{"value": "1", "children": {wide}}}"#);
    for _ in 0..50 {
        tree = format!(r#"{{"value": "1", "children": [{tree}]}}"#);
    }
    ends(&format!(r#"{{"value": {tree}}}"#), &function::<Tree>());
}

#[test]
fn alternatives_in_alternatives() {
    for key in ["north", "North", "lists"] {
        let mut value = r#""x""#.to_owned();
        for _ in 0..100 {
            value = format!(r#"{{"{key}": {value}}}"#);
        }
        ends(&format!(r#"{{"value": {value}}}"#), &function_of(maze));
    }
}

/// Take a list of anything small.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct Numbers {
    /// The numbers.
    numbers: Vec<u8>,
}

#[test]
fn many_values_that_all_need_help_get_it() {
    let items = vec![r#""7.0""#; 20_000].join(",");
    let view = FunctionView::of::<Numbers>();
    let read = arguments::canonical_with(&view, &format!(r#"{{"numbers": [{items}]}}"#), Coercions::ALL).unwrap();
    assert_eq!(read.coercions.len(), 40_000);
}
