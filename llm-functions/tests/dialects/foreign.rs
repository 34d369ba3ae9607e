//! Schemas from elsewhere: what derives never say.

use llm_functions::dialect::{Dialect, Lowered};
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use crate::functions::json;
use crate::provider_rules;
use crate::support::{Validator, schema};

fn view(text: &str) -> FunctionView {
    json_schema::parse("f", "A function.", &json(text)).unwrap()
}

fn strict(text: &str) -> Lowered {
    let lowered = Dialect::OpenAiStrict.lower([&view(text)]);
    for function in lowered.functions.iter().filter(|function| function.strict) {
        assert_eq!(
            provider_rules::open_ai_strict(&function.parameters),
            Vec::<String>::new(),
            "{}",
            function.parameters
        );
    }
    lowered
}

/// A value there, valid, and back.
fn round(lowered: &Lowered, value: &str, there: &str) {
    let (name, lowered_value) = lowered.lower("f", &json(value)).unwrap();
    assert_eq!(lowered_value.to_string(), there);
    let function = &lowered.functions[0];
    let validator = Validator::new(&schema(Dialect::OpenAiStrict, function));
    assert!(validator.accepts(&lowered_value), "{}: {}", function.parameters, validator.complaint(&lowered_value));
    assert_eq!(lowered.raise(&name, lowered_value).unwrap().1.to_string(), value);
}

#[test]
fn nulls_that_a_schema_does_not_take_are_dropped_and_others_stay() {
    let lowered = strict(
        r#"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":["string","null"]}},"additionalProperties":false}"#,
    );
    round(&lowered, r#"{"a":"x","b":null}"#, r#"{"a":"x","b":null}"#);
    round(&lowered, r#"{"b":null}"#, r#"{"a":null,"b":null}"#);
}

#[test]
fn alternatives_at_the_root_go_into_a_member() {
    let lowered = strict(
        r#"{"type":"object","oneOf":[
            {"properties":{"id":{"type":"integer"}},"required":["id"],"additionalProperties":false},
            {"properties":{"name":{"type":"string"},"near":{"type":"boolean"}},"required":["name"],"additionalProperties":false}]}"#,
    );
    assert!(lowered.functions[0].strict, "{}", lowered.report);
    round(&lowered, r#"{"id":3}"#, r#"{"arguments":{"id":3}}"#);
    round(&lowered, r#"{"name":"x"}"#, r#"{"arguments":{"name":"x","near":null}}"#);
}

#[test]
fn what_all_alternatives_share_goes_into_each() {
    let lowered = strict(
        r#"{"type":"object","properties":{"a":{"type":"object","properties":{"base":{"type":"string"}},"required":["base"],
            "oneOf":[{"properties":{"kind":{"const":"x"},"x":{"type":"integer"}},"required":["kind"]},
                     {"properties":{"kind":{"const":"y"},"y":{"type":"integer"}},"required":["kind","y"]}]}},"required":["a"]}"#,
    );
    assert!(lowered.functions[0].strict, "{}", lowered.report);
    round(&lowered, r#"{"a":{"base":"b","kind":"x"}}"#, r#"{"a":{"base":"b","kind":"x","x":null}}"#);
}

#[test]
fn lists_with_a_place_for_each_item_are_objects() {
    let lowered = strict(
        r#"{"type":"object","properties":{"p":{"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],
            "items":{"type":"boolean"},"minItems":1}},"required":["p"]}"#,
    );
    round(&lowered, r#"{"p":["a",1,true]}"#, r#"{"p":{"item_1":"a","item_2":1,"rest":[true]}}"#);
    round(&lowered, r#"{"p":["a"]}"#, r#"{"p":{"item_1":"a","item_2":null,"rest":[]}}"#);
}

#[test]
fn references_and_all_of_are_put_into_one() {
    let lowered = strict(
        r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/A","description":"An a.","allOf":[{"maxLength":5},{"pattern":"^x"}]}},
            "required":["a"],"$defs":{"A":{"type":"string","minLength":2}}}"##,
    );
    let a = lowered.functions[0].parameters.get("properties").unwrap().get("a").unwrap();
    assert_eq!(
        a.to_string(),
        r#"{"description":"An a. At least 2 characters. At most 5 characters.","type":"string","pattern":"^x"}"#
    );
}

#[test]
fn members_of_any_name_beside_those_that_are_listed_are_not_for_strict_mode() {
    let lowered =
        strict(r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"integer"}}"#);
    let report = &lowered.report.functions[0];
    assert!(!report.enforced && report.fallback.len() == 1, "{}", lowered.report);
    assert_eq!(report.fallback[0].1, "members of any name beside those that are listed");
}

#[test]
fn alternatives_that_only_their_shape_tells_apart_are_not_for_strict_mode() {
    let lowered = strict(r#"{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"object"}]}}}"#);
    assert!(!lowered.report.functions[0].enforced, "{}", lowered.report);
}

#[test]
fn rules_that_are_seldom_said_are_shown() {
    let lowered = strict(r#"{"type":"object","properties":{"a":{"type":"string","not":{"const":"x"}}}}"#);
    let text = lowered.functions[0].parameters.to_string();
    assert!(text.contains(r#"Has to fit the JSON Schema {\"not\":{\"const\":\"x\"}}."#), "{text}");
}

#[test]
fn names_that_a_provider_refuses_are_mapped_there_and_back() {
    let schema = r#"{"type":"object","properties":{"§ 1":{"type":"string"},"ok":{"type":"string"}},"additionalProperties":false}"#;
    let function = json_schema::parse("math.add two", "", &json(schema)).unwrap();
    for dialect in Dialect::ALL {
        let lowered = dialect.lower([&function]);
        let (name, there) = lowered.lower("math.add two", &json(r#"{"§ 1":"x","ok":"y"}"#)).unwrap();
        let (own, back) = lowered.raise(&name, there).unwrap();
        assert_eq!((own.as_str(), back.to_string().as_str()), ("math.add two", r#"{"§ 1":"x","ok":"y"}"#), "{dialect}");
        let legal = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
        // The Model Context Protocol has dots in names.
        let any = matches!(
            dialect,
            Dialect::JsonSchema202012 | Dialect::Ollama | Dialect::Mcp | Dialect::ConstrainedDecoder(_)
        );
        assert_eq!(legal, !any, "{dialect}: {name}");
    }
    let lowered = Dialect::Anthropic.lower([&function]);
    let key = lowered.functions[0].parameters.get("required");
    assert!(key.is_some() && !lowered.functions[0].parameters.to_string().contains('§'));
}

#[test]
fn too_many_members_are_not_for_strict_mode() {
    let members: Vec<String> = (0..5_001).map(|index| format!(r#""p{index}":{{"type":"string"}}"#)).collect();
    let lowered = strict(&format!(r#"{{"type":"object","properties":{{{}}}}}"#, members.join(",")));
    let report = &lowered.report.functions[0];
    assert!(!report.enforced && report.fallback[0].1.contains("5001 members"), "{:?}", report.fallback);
}
