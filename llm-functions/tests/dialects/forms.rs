//! The forms of the providers, letter for letter where it matters.

use llm_functions::dialect::{Dialect, EnforcedBy, Fitness};
use llm_functions::json::Json;
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use crate::functions::{self, Bounded, Choose, GetHealthData, LogWalk, Ping, Plant};
use crate::provider_rules::{anthropic_strict, gemini, open_ai_strict};

fn parameters(dialect: Dialect, view: &FunctionView) -> Json {
    dialect.lower([view]).functions.swap_remove(0).parameters
}

#[test]
fn plain_json_schema_is_what_the_renderer_writes() {
    for view in functions::all() {
        let (ours, theirs) = (parameters(Dialect::JsonSchema202012, &view), json_schema::of_arguments(&view));
        assert_eq!(ours.to_string(), theirs.to_string());
    }
}

#[test]
fn a_strict_tool_requires_everything_and_null_stands_for_what_is_absent() {
    let expected = concat!(
        r#"{"type":"object","properties":{"#,
        r#""kinds":{"description":"Which data. true for each that is meant.","type":"object","properties":{"#,
        r#""steps":{"type":"boolean"},"sleep":{"type":"boolean"},"heart_rate":{"type":"boolean"}},"#,
        r#""required":["steps","sleep","heart_rate"],"additionalProperties":false},"#,
        r#""days":{"description":"How many days back. null stands for 14. For example 7.","type":["integer","null"],"#,
        r#""minimum":1,"maximum":90},"#,
        r#""word":{"description":"A word in the note. At most 9 characters.","type":["string","null"],"#,
        r#""pattern":"^[a-z]+$"},"#,
        r#""only":{"description":"One kind alone.","type":["string","null"],"enum":["steps","sleep","heart_rate",null]}"#,
        r#"},"required":["kinds","days","word","only"],"additionalProperties":false}"#,
    );
    assert_eq!(parameters(Dialect::OpenAiStrict, &FunctionView::of::<GetHealthData>()).to_string(), expected);
}

#[test]
fn a_recursive_type_is_a_definition_and_nothing_stands_beside_a_reference() {
    let schema = parameters(Dialect::OpenAiStrict, &FunctionView::of::<Plant>()).to_string();
    assert!(schema.contains(r##""tree":{"description":"The tree.","anyOf":[{"$ref":"#/$defs/Tree"}]}"##), "{schema}");
    assert!(schema.contains(r##""anyOf":[{"$ref":"#/$defs/Tree"},{"type":"null"}]"##), "{schema}");
}

#[test]
fn what_a_recursive_type_is_written_out_to_ends() {
    let schema = parameters(Dialect::Gemini, &FunctionView::of::<Plant>()).to_string();
    assert!(!schema.contains("$ref") && schema.contains(r#""maxItems":0"#), "{schema}");
}

#[test]
fn the_report_says_what_is_said_less_well_and_what_holds_to_it() {
    let lowered = Dialect::OpenAiStrict.lower([&*FunctionView::of::<LogWalk>()]);
    let report = lowered.report.function("log_walk").unwrap();
    let fitness = |pointer: &str| &report.place(pointer).unwrap_or_else(|| panic!("{}", lowered.report)).fitness;
    assert_eq!(
        (fitness("/places"), fitness("/distance"), fitness("/tags")),
        (&Fitness::Exact, &Fitness::Exact, &Fitness::Exact)
    );
    let Fitness::Approximated(changes) = fitness("/places/*/name") else { panic!("{}", lowered.report) };
    assert_eq!((&*changes[1].what, changes[1].enforced_by), ("maxLength 40", EnforcedBy::Description));
    assert_eq!(report.place("/values").unwrap().shape, Some("a list of entries"));
    assert_eq!(report.place("/more").unwrap().shape, Some("JSON text in a string"));
    assert!(report.enforced && !report.is_exact() && report.fallback.is_empty());
    let table = lowered.report.to_string();
    assert!(table.contains("approximated  maxLength 40"), "{table}");
}

#[test]
fn what_strict_mode_refuses_falls_back_and_says_so() {
    let lowered = Dialect::AnthropicStrict.lower([&*FunctionView::of::<Plant>()]);
    let report = &lowered.report.functions[0];
    assert_eq!(report.fallback, [("/tree".to_owned(), "a type that contains itself".to_owned())]);
    assert!(!report.enforced && report.available && lowered.tools[0].get("strict").is_none());
    assert!(lowered.report.to_string().contains("lenient"));
}

#[test]
fn every_provider_has_its_own_tool_objects() {
    let tool = |dialect: Dialect| dialect.lower([&*FunctionView::of::<Ping>()]).tools.swap_remove(0).to_string();
    let empty = r#"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#;
    let said = r#""name":"ping","description":"Say that you are there.""#;
    assert_eq!(
        tool(Dialect::OpenAiStrict),
        format!(r#"{{"type":"function","function":{{{said},"parameters":{empty},"strict":true}}}}"#)
    );
    assert_eq!(tool(Dialect::Anthropic), format!(r#"{{{said},"input_schema":{empty}}}"#));
    assert_eq!(tool(Dialect::Gemini), format!(r#"{{"functionDeclarations":[{{{said}}}]}}"#));
    assert!(tool(Dialect::Ollama).starts_with(r#"{"type":"function","function":{"name":"ping""#));
    assert_eq!(
        tool(Dialect::Mcp),
        format!(
            r#"{{{said},"inputSchema":{empty},"annotations":{{"readOnlyHint":false,"destructiveHint":false,"idempotentHint":false,"openWorldHint":false}}}}"#
        )
    );
    let responses = Dialect::OpenAi.lower([&*FunctionView::of::<Ping>()]).responses_tools();
    assert!(responses[0].to_string().starts_with(r#"{"type":"function","name":"ping""#));
}

#[test]
fn gemini_has_types_in_capitals_an_order_and_nullable() {
    let lowered = Dialect::Gemini.lower([&*FunctionView::of::<Choose>()]);
    let text = lowered.tools[0].to_string();
    assert!(
        text.contains(r#""type":"OBJECT""#) && text.contains(r#""propertyOrdering":["every","times","note"]"#),
        "{text}"
    );
    assert!(!text.contains("additionalProperties") && !text.contains("const") && !text.contains('$'), "{text}");
}

#[test]
fn numbers_that_a_dialect_cannot_list_are_in_the_description() {
    let schema = parameters(Dialect::Gemini, &FunctionView::of::<Bounded>());
    let size = schema.get("properties").unwrap().get("size").unwrap();
    assert_eq!(
        size.to_string(),
        r#"{"description":"One of some. One of 1, 2, 5.","type":"integer","minimum":0,"maximum":255}"#
    );
}

#[test]
fn the_names_of_dialects_are_their_names() {
    for dialect in Dialect::ALL {
        assert_eq!(Dialect::of_name(dialect.name()), Some(dialect));
    }
    assert_eq!(Dialect::of_name("yaml"), None);
}

#[test]
fn schemas_keep_the_rules_of_the_providers_that_hold_models_to_them() {
    let mut strict = 0;
    for view in functions::all() {
        for (dialect, rules) in [
            (Dialect::OpenAiStrict, open_ai_strict as fn(&Json) -> Vec<String>),
            (Dialect::AnthropicStrict, anthropic_strict),
        ] {
            let lowered = dialect.lower([&*view]);
            for function in lowered.functions.iter().filter(|function| function.strict) {
                assert_eq!(rules(&function.parameters), Vec::<String>::new(), "{dialect}: {}", function.parameters);
                strict += 1;
            }
        }
        let lowered = Dialect::Gemini.lower([&*view]);
        let declarations = lowered.tools[0].get("functionDeclarations").unwrap();
        let Json::Array(declarations) = declarations else { panic!("{declarations}") };
        if let Some(parameters) = declarations[0].get("parameters") {
            assert_eq!(gemini(parameters), Vec::<String>::new(), "{parameters}");
        }
    }
    // Two functions have types that contain themselves, which Anthropic's strict tools refuse.
    assert_eq!(strict, 2 * functions::all().len() - 2);
}
