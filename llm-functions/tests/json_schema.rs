//! The schema that a model reads, letter for letter, and as a validator of others understands it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType, arguments, json_schema};

/// A kind of health data.
#[derive(ParameterType)]
enum Category {
    Steps,
    /// Hours asleep.
    Sleep,
    HeartRate,
}

/// Hours of a day.
#[derive(ParameterType)]
struct Window {
    /// From.
    #[parameter(minimum = 0, maximum = 23)]
    from: u8,
    to: Option<u8>,
}

/// Fetch the patient's
/// health data.
///
/// - Only what was recorded.
#[derive(LlmFunction)]
#[llm_function(name = "fetch")]
#[allow(dead_code, reason = "only its schema is looked at")]
struct FetchHealthData {
    /// Which categories to fetch.
    #[parameter(min_items = 1)]
    categories: Vec<Category>,
    /// How many days back.
    #[parameter(minimum = 1, maximum = 90, default = 14)]
    days: u8,
    /// In which hours.
    #[parameter(name = "hours")]
    window: Window,
    /// Free words.
    #[parameter(min_length = 2, max_length = 40)]
    note: Option<String>,
    /// Least value.
    #[parameter(minimum = 0.5)]
    least: f64,
    /// Big.
    big: i64,
    #[parameter(description = "First.", default = Category::HeartRate)]
    first: Category,
}

/// A tree.
#[derive(ParameterType)]
struct Tree {
    /// Its name.
    name: String,
    /// Its children.
    children: Vec<Tree>,
    /// Its parent.
    parent: Option<Vec<Tree>>,
}

/// Plant a tree.
#[derive(LlmFunction)]
struct Plant {
    /// The tree.
    tree: Tree,
}

fn schema<F: LlmFunction>() -> String {
    json_schema::of_arguments(&FunctionView::of::<F>()).to_string()
}

#[test]
fn the_schema_is_written_in_declaration_order() {
    let expected = concat!(
        r#"{"type":"object","properties":{"#,
        r#""categories":{"description":"Which categories to fetch.","type":"array","#,
        r#""items":{"description":"A kind of health data.","type":"string","enum":["steps","sleep","heart_rate"]},"#,
        r#""minItems":1},"#,
        r#""days":{"description":"How many days back.","type":"integer","minimum":1,"maximum":90,"default":14},"#,
        r#""hours":{"description":"In which hours.","type":"object","properties":{"#,
        r#""from":{"description":"From.","type":"integer","minimum":0,"maximum":23},"#,
        r#""to":{"type":["integer","null"],"minimum":0,"maximum":255}},"required":["from"],"#,
        r#""additionalProperties":false},"#,
        r#""note":{"description":"Free words.","type":["string","null"],"minLength":2,"maxLength":40},"#,
        r#""least":{"description":"Least value.","type":"number","minimum":0.5},"#,
        r#""big":{"description":"Big.","type":"integer"},"#,
        r#""first":{"description":"First.","type":"string","enum":["steps","sleep","heart_rate"],"#,
        r#""default":"heart_rate"}"#,
        r#"},"required":["categories","hours","least","big"],"additionalProperties":false}"#,
    );
    assert_eq!(schema::<FetchHealthData>(), expected);
}

#[test]
fn names_and_descriptions_are_those_that_were_written() {
    let tool = json_schema::tool_definition(&FunctionView::of::<FetchHealthData>());
    assert_eq!(tool.name, "fetch");
    assert_eq!(tool.description, "Fetch the patient's health data.\n\n- Only what was recorded.");
}

#[test]
fn a_type_that_contains_itself_is_a_definition() {
    let expected = concat!(
        r##"{"type":"object","properties":{"tree":{"description":"The tree.","$ref":"#/$defs/Tree"}},"##,
        r##""required":["tree"],"additionalProperties":false,"$defs":{"Tree":{"description":"A tree.","type":"object","##,
        r##""properties":{"name":{"description":"Its name.","type":"string"},"##,
        r##""children":{"description":"Its children.","type":"array","items":{"$ref":"#/$defs/Tree"}},"##,
        r##""parent":{"description":"Its parent.","type":["array","null"],"items":{"$ref":"#/$defs/Tree"}}},"##,
        r##""required":["name","children"],"additionalProperties":false}}}"##,
    );
    assert_eq!(schema::<Plant>(), expected);
    let deep = r#"{"tree": {"name": "a", "children": [{"name": "b", "children": []}]}}"#;
    let plant: Plant = arguments::decode(deep).unwrap();
    assert_eq!((plant.tree.name.as_str(), plant.tree.children[0].name.as_str()), ("a", "b"));
    assert!(plant.tree.parent.is_none());
}

#[test]
fn a_validator_agrees_with_the_decoder() {
    let window = r#""hours": {"from": 1}"#;
    let rest = format!(r#""least": 0.5, "big": 1, {window}"#);
    agree::<FetchHealthData>(&[
        (format!(r#"{{"categories": ["sleep"], {rest}}}"#), true),
        (format!(r#"{{"categories": ["sleep"], "days": 90, "note": null, "first": "steps", {rest}}}"#), true),
        (format!(r#"{{"categories": [], {rest}}}"#), false),
        (format!(r#"{{"categories": ["stairs"], {rest}}}"#), false),
        (format!(r#"{{"categories": ["sleep"], "days": 0, {rest}}}"#), false),
        (format!(r#"{{"categories": ["sleep"], "note": "a", {rest}}}"#), false),
        (format!(r#"{{"categories": ["sleep"], "note": "öä", {rest}}}"#), true),
        (format!(r#"{{"categories": ["sleep"], "more": 1, {rest}}}"#), false),
        (format!(r#"{{"categories": ["sleep"], "least": 0.4, "big": 1, {window}}}"#), false),
        (format!(r#"{{"categories": ["sleep"], "least": 1, "big": 1.5, {window}}}"#), false),
        (r#"{"categories": ["sleep"], "least": 1, "big": 1, "hours": {"from": 24}}"#.to_owned(), false),
        (r#"{"categories": ["sleep"], "least": 1, "big": 1, "hours": {}}"#.to_owned(), false),
        ("{}".to_owned(), false),
    ]);
    agree::<Plant>(&[
        (r#"{"tree": {"name": "a", "children": [{"name": "b", "children": []}]}}"#.to_owned(), true),
        (r#"{"tree": {"name": "a", "children": [{"name": "b"}]}}"#.to_owned(), false),
        (r#"{"tree": {"name": "a", "children": [], "parent": [{"name": 3, "children": []}]}}"#.to_owned(), false),
    ]);
}

fn agree<F: LlmFunction>(cases: &[(String, bool)]) {
    let schema: serde_json::Value = serde_json::from_str(&schema::<F>()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (text, fits) in cases {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(validator.is_valid(&value), *fits, "the validator on {text}");
        assert_eq!(arguments::decode::<F>(text).is_ok(), *fits, "the decoder on {text}");
    }
}

#[test]
fn every_schema_is_a_schema() {
    for schema in [schema::<FetchHealthData>(), schema::<Plant>()] {
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        if let Err(error) = jsonschema::draft202012::meta::validate(&schema) {
            panic!("{error}");
        }
    }
}
