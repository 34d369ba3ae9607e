//! Types that bring a JSON Schema of their own, inside of derived functions.

use llm_functions::arguments::{Mismatch, Problem};
use llm_functions::json::Json;
use llm_functions::spec::{TypeKind, TypeSpec};
use llm_functions::view::FunctionView;
use llm_functions::{FactKind, Facts, LlmFunction, ParameterType, Registry, arguments, json_schema};

use crate::json;

/// A tree whose schema comes from elsewhere and refers to itself.
#[derive(Debug, PartialEq)]
struct Tree(Json);

/// A type whose schema cannot be used.
struct Broken;

macro_rules! by_schema {
    ($name:ident, $schema:expr, $from:expr, $to:expr) => {
        impl ParameterType for $name {
            const FACTS: Facts = Facts::new(FactKind::Any);

            fn spec() -> &'static TypeSpec {
                const { &TypeSpec::of::<$name>(stringify!($name), TypeKind::Schema(|| json($schema))) }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                Ok($from(value))
            }

            fn to_json(&self) -> Json {
                $to(self)
            }
        }
    };
}

by_schema!(
    Tree,
    r##"{"type": "object", "properties": {"name": {"$ref": "#/$defs/Name"}, "children": {"type": "array", "items": {"$ref": "#"}},
        "leaf": {"$ref": "#/$defs/Leaf"}}, "required": ["name"],
        "$defs": {"Name": {"type": "string", "minLength": 2}, "Leaf": {"properties": {"next": {"$ref": "#/$defs/Leaf"}},
        "additionalProperties": false}}}"##,
    Tree,
    |tree: &Tree| tree.0.clone()
);
by_schema!(Broken, r##"{"items": {"$ref": "#/$defs/missing"}}"##, |_| Broken, |_: &Broken| Json::Null);

/// Plant trees.
#[derive(LlmFunction)]
struct Plant {
    /// The first.
    first: Tree,
    /// The others.
    others: Vec<Tree>,
    /// One more.
    second: Option<Tree>,
}

/// Take what cannot be had.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only registered")]
struct Take {
    /// Broken.
    it: Broken,
}

impl llm_functions::Execute for Take {
    type Deps = ();
    type Output = ();
    type Error = std::convert::Infallible;
    async fn execute(self, _call: llm_functions::Call<'_, ()>) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[test]
fn its_rules_hold_wherever_the_type_stands() {
    let plant: Plant = arguments::decode(
        r#"{"first": {"name": "ab", "children": [{"name": "cd"}], "leaf": {"next": {"next": {}}}}, "others": [{"name": "ef"}]}"#,
    )
    .unwrap();
    assert_eq!((plant.others[0].0.to_string().as_str(), plant.second), (r#"{"name":"ef"}"#, None));
    assert_eq!(plant.first.0.get("name"), Some(&"ab".into()));
    let error = arguments::decode::<Plant>(
        r#"{"first": {"name": "ab", "children": [{"name": "c"}], "leaf": {"next": {"more": 1}}}, "others": [{}]}"#,
    )
    .err()
    .unwrap();
    let pointers: Vec<&str> = error.problems().iter().map(Problem::pointer).collect();
    assert_eq!(pointers, ["/first/children/0/name", "/first/leaf/next/more", "/others/0/name"]);
}

#[test]
fn its_definitions_are_written_once() {
    let schema = json_schema::of_arguments(&FunctionView::of::<Plant>());
    let definitions = schema.get("$defs").unwrap_or_else(|| panic!("{schema}"));
    let Json::Object(definitions) = definitions else { panic!("{schema}") };
    let names: Vec<&str> = definitions.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Tree", "Leaf"], "{schema}");
    let theirs: serde_json::Value = serde_json::from_str(&schema.to_string()).unwrap();
    let theirs = jsonschema::draft202012::new(&theirs).unwrap();
    for (text, fits) in [
        (r#"{"first": {"name": "ab"}, "others": []}"#, true),
        (r#"{"first": {"name": "ab", "children": [{}]}, "others": []}"#, false),
        (r#"{"first": {"name": "ab", "leaf": {"next": {"next": 1}}}, "others": []}"#, true),
        (r#"{"first": {"name": "ab", "leaf": {"next": {"more": 1}}}, "others": []}"#, false),
    ] {
        assert_eq!(theirs.is_valid(&serde_json::from_str(text).unwrap()), fits, "{text} in {schema}");
        assert_eq!(arguments::decode::<Plant>(text).is_ok(), fits, "{text}");
    }
}

#[test]
fn a_schema_that_cannot_be_used_is_a_defect_of_the_function() {
    let error = Registry::new().register::<Take>(()).unwrap_err().to_string();
    assert!(error.contains("`Broken`") && error.contains("`/items`") && error.contains("#/$defs/missing"), "{error}");
}
