//! The schema of one call: `{"name": "...", "arguments": {...}}` around the schemas of the functions' arguments, which
//! the dialect of constrained decoders has brought to an end.

use llm_functions::dialect::LoweredFunction;
use serde_json::{Map, Value, json};

/// A schema of calls.
pub(super) struct CallSchema {
    pub(super) schema: Value,
    /// For each function, a text as long as the shortest call that a decoder in a hurry can write.
    pub(super) shortest: Vec<String>,
}

/// The schema of a call of one of these functions.
pub(super) fn calls(functions: &[&LoweredFunction]) -> CallSchema {
    let mut shortest = Vec::new();
    let mut choices = Vec::new();
    for function in functions {
        let arguments = Value::from(function.parameters.clone());
        shortest.push(format!("{{\"name\": {}, \"arguments\": {}}}", json!(function.name), least(&arguments)));
        choices.push(json!({
            "type": "object",
            "properties": { "name": { "const": function.name }, "arguments": arguments },
            "required": ["name", "arguments"],
            "additionalProperties": false,
        }));
    }
    let schema = match choices.len() {
        1 => choices.swap_remove(0),
        _ => json!({ "anyOf": choices }),
    };
    CallSchema { schema: spaced(schema), shortest }
}

/// The schema of an answer in this form: the arguments without a call around them.
pub(super) fn form(form: &LoweredFunction) -> CallSchema {
    let schema = Value::from(form.parameters.clone());
    let shortest = vec![least(&schema)];
    CallSchema { schema: spaced(schema), shortest }
}

/// Written with a space after each comma and colon and none elsewhere, as calls stand in the conversation.
pub(crate) fn spaced(mut schema: Value) -> Value {
    if let Value::Object(members) = &mut schema {
        let spaces = json!({ "whitespace_flexible": false, "item_separator": ", ", "key_separator": ": " });
        members.insert("x-guidance".to_owned(), spaces);
    }
    schema
}

/// As long as a name in an object of any names may be.
const LONGEST_NAME: usize = 64;
/// As long as a text of a format, or one that matches a pattern, is taken to be at least.
const LONGEST_SHAPED: usize = 40;

/// A text at least as long as what closing a value may take from any place in it: every property that is required, and
/// the longest of the others, which may be open.
pub(crate) fn least(schema: &Value) -> String {
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("enum")).and_then(Value::as_array) {
        let written = |choice: &Value| if schema.get("enum").is_some() { choice.to_string() } else { least(choice) };
        return choices.iter().map(written).max_by_key(String::len).unwrap_or_default();
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    let Value::Object(members) = schema else { return "null".to_owned() };
    if has_type(members, "null") {
        return "null".to_owned();
    }
    if let Some(properties) = members.get("properties").and_then(Value::as_object) {
        return least_object(members, properties);
    }
    let count = |name: &str| members.get(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    if let Some(values) =
        members.get("patternProperties").and_then(Value::as_object).and_then(|all| all.values().next())
    {
        let entry = format!("\"{}\": {}", "a".repeat(LONGEST_NAME), least(values));
        return format!("{{{}}}", vec![entry; count("minProperties").unwrap_or(0).max(1)].join(", "));
    }
    if let Some(prefix) = members.get("prefixItems").and_then(Value::as_array) {
        let more = members.get("items").filter(|items| items.is_object()).map(least);
        let items: Vec<String> = prefix.iter().map(least).chain(more).collect();
        return format!("[{}]", items.join(", "));
    }
    if let Some(items) = members.get("items") {
        let items = vec![least(items); count("minItems").unwrap_or(0).max(1).min(count("maxItems").unwrap_or(1))];
        return format!("[{}]", items.join(", "));
    }
    if has_type(members, "string") {
        // What a pattern or a format asks for is no longer than what the schema allows.
        let shaped = members.contains_key("pattern") || members.contains_key("format");
        let length = if shaped { count("maxLength").unwrap_or(LONGEST_SHAPED).min(LONGEST_SHAPED) } else { 0 };
        return format!("\"{}\"", "a ".repeat(count("minLength").unwrap_or(0).max(length)));
    }
    if has_type(members, "boolean") { "false".to_owned() } else { least_number(members) }
}

fn least_object(members: &Map<String, Value>, properties: &Map<String, Value>) -> String {
    let required = |name: &str| {
        members.get("required").and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == name))
    };
    let field = |(name, value): (&String, &Value)| (required(name), format!("{}: {}", json!(name), least(value)));
    let (required, optional): (Vec<_>, Vec<_>) = properties.iter().map(field).partition(|(required, _)| *required);
    let open = optional.into_iter().max_by_key(|(_, text)| text.len());
    let fields: Vec<String> = required.into_iter().chain(open).map(|(_, text)| text).collect();
    format!("{{{}}}", fields.join(", "))
}

/// The digits of the bound that is nearer to zero, or one digit with a sign and a fraction.
fn least_number(members: &Map<String, Value>) -> String {
    let bound = |name: &str| members.get(name).and_then(Value::as_f64);
    let least = bound("minimum").or_else(|| bound("exclusiveMinimum")).filter(|bound| *bound > 0.0);
    let most = bound("maximum").or_else(|| bound("exclusiveMaximum")).filter(|bound| *bound < 0.0);
    least.or(most).map_or_else(|| "-1.5".to_owned(), |bound| format!("{bound}.5"))
}

fn has_type(schema: &Map<String, Value>, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should say where")]
    use llm_functions::dialect::{Bounds, Dialect};
    use llm_functions::json::read;
    use llm_functions::json_schema;

    use super::*;

    fn schema(parameters: &str) -> CallSchema {
        let view = json_schema::parse("f", "", &read(parameters).unwrap()).unwrap();
        let lowered = Dialect::ConstrainedDecoder(Bounds::default()).lower([&view]);
        calls(&lowered.functions.iter().collect::<Vec<_>>())
    }

    fn property(parameters: &str, name: &str) -> Value {
        let object =
            format!("{{\"type\":\"object\",\"properties\":{{\"{name}\":{parameters}}},\"required\":[\"{name}\"]}}");
        schema(&object).schema["properties"]["arguments"]["properties"][name].clone()
    }

    #[test]
    fn everything_without_bounds_gets_bounds() {
        assert_eq!(property(r#"{"type":"string"}"#, "a"), json!({"type": "string", "maxLength": 200}));
        assert_eq!(property(r#"{"type":"string","minLength":300}"#, "a")["maxLength"], 300);
        assert_eq!(
            property(r#"{"type":"integer","minimum":1}"#, "a"),
            json!({"type":"integer","minimum":1,"maximum":1_i64 << 53})
        );
        assert_eq!(property(r#"{"type":"array","items":{"type":"boolean"}}"#, "a")["maxItems"], 16);
        assert_eq!(property(r#"{"type":"number","minimum":5e9}"#, "a")["maximum"], 6e9);
    }

    #[test]
    fn a_form_is_the_arguments_alone() {
        let view = json_schema::parse(
            "f",
            "",
            &read(r#"{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"]}"#).unwrap(),
        )
        .unwrap();
        let lowered = Dialect::ConstrainedDecoder(Bounds::default()).lower([&view]);
        let form = form(&lowered.functions[0]);
        assert_eq!(form.shortest, [r#"{"a": false}"#]);
        assert_eq!(form.schema["properties"]["a"]["type"], "boolean");
        assert_eq!(form.schema["x-guidance"]["key_separator"], ": ");
    }

    #[test]
    fn a_whole_number_is_never_minus_zero() {
        let parts = property(r#"{"type":"integer","minimum":-5,"maximum":5}"#, "a");
        assert_eq!(parts["anyOf"][0]["minimum"], 0);
        assert_eq!(parts["anyOf"][1]["maximum"], -1);
    }

    #[test]
    fn declaration_order_is_kept() {
        let schema = schema(
            r#"{"type":"object","properties":{"z":{"type":"boolean"},"a":{"type":"boolean"}},"required":["z","a"]}"#,
        );
        assert_eq!(schema.shortest, [r#"{"name": "f", "arguments": {"z": false, "a": false}}"#]);
    }

    #[test]
    fn a_type_that_contains_itself_is_written_out_to_a_depth() {
        let tree = r##"{"type":"object","properties":{"root":{"$ref":"#/$defs/Tree"}},"required":["root"],"$defs":{"Tree":{"type":"object","properties":{"next":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},"required":["next"]}}}"##;
        let text = schema(tree).schema.to_string();
        assert!(!text.contains("$ref") && text.contains("\"maxItems\":0"), "{text}");
    }

    #[test]
    fn maps_and_nulls_have_an_end() {
        let map = r#"{"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":["boolean","null"]}}},"required":["a"]}"#;
        let schema = schema(map);
        assert!(schema.shortest[0].len() > 64, "{:?}", schema.shortest);
    }
}
