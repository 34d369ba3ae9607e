//! JSON Schema of functions → JSON Schema of one call, in which everything has an end.
//!
//! Strings, arrays and numbers get bounds where the function has none; a type that contains itself is written out to a
//! depth. An optional parameter is left out rather than `null`. What this decoder cannot express is dropped and noted.

use llm_functions::ToolDefinition;
use llm_functions::json::Json;
use serde_json::{Map, Value, json};

use crate::edge::profile::CallLimits;

/// Whole numbers beyond this are not exact in most programs.
const LARGEST_INTEGER: i64 = 1 << 53;
const LARGEST_NUMBER: f64 = 1e9;

/// A schema of calls.
pub(super) struct Lowered {
    pub(super) schema: Value,
    /// For each function, a text as long as the shortest call that a decoder in a hurry can write.
    pub(super) shortest: Vec<String>,
    /// Whether it says everything that the functions' schemas say.
    pub(super) exact: bool,
}

/// The schema of a call of one of these functions.
pub(super) fn calls(functions: &[&ToolDefinition], limits: CallLimits) -> Result<Lowered, String> {
    let mut exact = true;
    let mut shortest = Vec::new();
    let mut choices = Vec::new();
    for function in functions {
        let mut lowering = Lowering { root: &function.parameters, limits, exact: true };
        let arguments = lowering.lower(&function.parameters, 0).ok_or_else(|| {
            format!("the parameters of `{}` never end: a type contains itself without a way out", function.name)
        })?;
        exact &= lowering.exact;
        shortest.push(format!("{{\"name\": \"{}\", \"arguments\": {}}}", function.name, least(&arguments)));
        choices.push(json!({
            "type": "object",
            "properties": { "name": { "const": function.name }, "arguments": arguments },
            "required": ["name", "arguments"],
            "additionalProperties": false,
        }));
    }
    let mut schema = match choices.len() {
        1 => choices.swap_remove(0),
        _ => json!({ "anyOf": choices }),
    };
    schema["x-guidance"] = json!({ "whitespace_flexible": false, "item_separator": ", ", "key_separator": ": " });
    Ok(Lowered { schema, shortest, exact })
}

struct Lowering<'a> {
    root: &'a Json,
    limits: CallLimits,
    exact: bool,
}

impl Lowering<'_> {
    /// The schema with bounds; `None` when it only goes on below the greatest depth.
    fn lower(&mut self, schema: &Json, depth: u32) -> Option<Value> {
        if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
            return self.reference(reference, depth);
        }
        if let Some(Json::Array(choices)) = schema.get("anyOf") {
            let choices: Vec<Value> = choices.iter().filter_map(|choice| self.lower(choice, depth)).collect();
            return if choices.is_empty() { None } else { Some(json!({ "anyOf": choices })) };
        }
        let Json::Object(members) = schema else { return Some(json!({})) };
        let mut lowered = Map::new();
        for (name, value) in members {
            match name.as_str() {
                "type" | "enum" | "const" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"
                | "minLength" | "maxLength" | "minItems" | "maxItems" | "pattern" => {
                    lowered.insert(name.clone(), plain(value));
                }
                "properties"
                | "required"
                | "additionalProperties"
                | "items"
                | "description"
                | "title"
                | "default"
                | "$defs" => {}
                _ => self.exact = false,
            }
        }
        self.bound(&mut lowered);
        if has_type(&lowered, "object") {
            self.object(schema, &mut lowered, depth)?;
        }
        if has_type(&lowered, "array") {
            self.array(schema, &mut lowered, depth)?;
        }
        Some(without_negative_zero(lowered))
    }

    fn reference(&mut self, reference: &str, depth: u32) -> Option<Value> {
        if depth >= self.limits.max_depth {
            return None;
        }
        let root = self.root;
        let name = reference.strip_prefix("#/$defs/")?;
        let definition = root.get("$defs")?.get(name)?;
        self.lower(definition, depth + 1)
    }

    fn bound(&self, lowered: &mut Map<String, Value>) {
        if lowered.contains_key("enum") || lowered.contains_key("const") {
            return;
        }
        let at_most = |lowered: &mut Map<String, Value>, least: &str, most: &str, limit: u32| {
            let least = lowered.get(least).and_then(Value::as_u64).unwrap_or(0);
            lowered.entry(most).or_insert(json!(u64::from(limit).max(least)));
        };
        if has_type(lowered, "string") {
            at_most(lowered, "minLength", "maxLength", self.limits.max_string);
        }
        if has_type(lowered, "array") {
            at_most(lowered, "minItems", "maxItems", self.limits.max_items);
        }
        if has_type(lowered, "integer") {
            range(lowered, json!(-LARGEST_INTEGER), json!(LARGEST_INTEGER));
        } else if has_type(lowered, "number") {
            let near = |name: &str| lowered.get(name).and_then(Value::as_f64).unwrap_or(0.0);
            let (low, high) = (near("maximum").min(0.0) - LARGEST_NUMBER, near("minimum").max(0.0) + LARGEST_NUMBER);
            range(lowered, json!(low), json!(high));
        }
    }

    fn object(&mut self, schema: &Json, lowered: &mut Map<String, Value>, depth: u32) -> Option<()> {
        let required: Vec<&str> = match schema.get("required") {
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        let mut properties = Map::new();
        if let Some(Json::Object(members)) = schema.get("properties") {
            for (name, property) in members {
                let is_required = required.contains(&name.as_str());
                let property = if is_required { property.clone() } else { without_null(property) };
                match self.lower(&property, depth) {
                    Some(property) => drop(properties.insert(name.clone(), property)),
                    None if is_required => return None,
                    None => {}
                }
            }
        }
        lowered.insert("properties".into(), Value::Object(properties));
        lowered.insert("required".into(), json!(required));
        lowered.insert("additionalProperties".into(), json!(false));
        Some(())
    }

    fn array(&mut self, schema: &Json, lowered: &mut Map<String, Value>, depth: u32) -> Option<()> {
        let items = schema.get("items").map(|items| self.lower(items, depth));
        match items {
            Some(Some(items)) => drop(lowered.insert("items".into(), items)),
            Some(None) if lowered.get("minItems").and_then(Value::as_u64).unwrap_or(0) > 0 => return None,
            Some(None) => drop(lowered.insert("maxItems".into(), json!(0))),
            None => {}
        }
        Some(())
    }
}

fn range(lowered: &mut Map<String, Value>, low: Value, high: Value) {
    if !lowered.contains_key("exclusiveMinimum") {
        lowered.entry("minimum").or_insert(low);
    }
    if !lowered.contains_key("exclusiveMaximum") {
        lowered.entry("maximum").or_insert(high);
    }
}

/// Whole numbers around zero as those below it and the others: `-0` is written like one and is none.
fn without_negative_zero(lowered: Map<String, Value>) -> Value {
    let bound = |name: &str| lowered.get(name).and_then(Value::as_f64);
    let spans = bound("minimum").is_some_and(|least| least < 0.0) && bound("maximum").is_some_and(|most| most >= 0.0);
    if !spans || !has_type(&lowered, "integer") || lowered.contains_key("enum") || lowered.contains_key("const") {
        return Value::Object(lowered);
    }
    let with = |name: &str, value: i32| {
        let mut part = lowered.clone();
        part.insert("type".into(), json!("integer"));
        part.insert(name.into(), json!(value));
        Value::Object(part)
    };
    let mut parts = vec![with("minimum", 0), with("maximum", -1)];
    if let Some(Value::Array(types)) = lowered.get("type") {
        parts.extend(types.iter().filter(|ty| *ty != "integer").map(|ty| json!({ "type": ty })));
    }
    json!({ "anyOf": parts })
}

fn has_type(schema: &Map<String, Value>, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// The schema less `null`, which stands for leaving the parameter out.
fn without_null(schema: &Json) -> Json {
    let Json::Object(members) = schema else { return schema.clone() };
    let is_null = |choice: &Json| choice.get("type").and_then(Json::as_str) == Some("null");
    let change = |name: &str, value: &Json| match (name, value) {
        ("type", Json::Array(types)) => {
            let mut types: Vec<Json> = types.iter().filter(|one| one.as_str() != Some("null")).cloned().collect();
            if types.len() == 1 { types.swap_remove(0) } else { Json::Array(types) }
        }
        ("enum", Json::Array(choices)) => {
            Json::Array(choices.iter().filter(|one| **one != Json::Null).cloned().collect())
        }
        ("anyOf", Json::Array(choices)) => Json::Array(choices.iter().filter(|one| !is_null(one)).cloned().collect()),
        _ => value.clone(),
    };
    Json::Object(members.iter().map(|(name, value)| (name.clone(), change(name, value))).collect())
}

fn plain(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => json!(value),
        Json::Number(number) => Value::Number(number.clone()),
        Json::String(text) => json!(text),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), plain(value))).collect())
        }
    }
}

/// A text at least as long as what closing a value may take from any place in it: every property that is required, and
/// the longest of the others, which may be open.
fn least(schema: &Value) -> String {
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("enum")).and_then(Value::as_array) {
        let written = |choice: &Value| if schema.get("enum").is_some() { choice.to_string() } else { least(choice) };
        return choices.iter().map(written).max_by_key(String::len).unwrap_or_default();
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    let Value::Object(members) = schema else { return "null".to_owned() };
    if let Some(properties) = members.get("properties").and_then(Value::as_object) {
        return least_object(members, properties);
    }
    let count = |name: &str| members.get(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    if let Some(items) = members.get("items") {
        let items = vec![least(items); count("minItems").unwrap_or(0).max(1).min(count("maxItems").unwrap_or(1))];
        return format!("[{}]", items.join(", "));
    }
    if has_type(members, "string") {
        return format!("\"{}\"", "a ".repeat(count("minLength").unwrap_or(0)));
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should say where")]
    use llm_functions::json::read;

    use super::*;

    fn lowered(parameters: &str) -> Lowered {
        let definition = ToolDefinition::new("f", "", read(parameters).unwrap());
        calls(&[&definition], CallLimits::default()).unwrap()
    }

    fn property(parameters: &str, name: &str) -> Value {
        lowered(&format!(
            "{{\"type\":\"object\",\"properties\":{{\"{name}\":{parameters}}},\"required\":[\"{name}\"]}}"
        ))
        .schema["properties"]["arguments"]["properties"][name]
            .clone()
    }

    #[test]
    fn everything_without_bounds_gets_bounds() {
        assert_eq!(property(r#"{"type":"string"}"#, "a"), json!({"type": "string", "maxLength": 200}));
        assert_eq!(property(r#"{"type":"string","minLength":300}"#, "a")["maxLength"], 300);
        assert_eq!(
            property(r#"{"type":"integer","minimum":1}"#, "a"),
            json!({"type":"integer","minimum":1,"maximum":LARGEST_INTEGER})
        );
        assert_eq!(property(r#"{"type":"array","items":{"type":"boolean"}}"#, "a")["maxItems"], 16);
        assert_eq!(property(r#"{"type":"number","minimum":5e9}"#, "a")["maximum"], 6e9);
    }

    #[test]
    fn a_whole_number_is_never_minus_zero() {
        let parts = property(r#"{"type":"integer","minimum":-5,"maximum":5}"#, "a");
        assert_eq!(parts["anyOf"][0]["minimum"], 0);
        assert_eq!(parts["anyOf"][1]["maximum"], -1);
    }

    #[test]
    fn declaration_order_is_kept() {
        let lowered = lowered(
            r#"{"type":"object","properties":{"z":{"type":"boolean"},"a":{"type":"boolean"}},"required":["z","a"]}"#,
        );
        assert_eq!(lowered.shortest, [r#"{"name": "f", "arguments": {"z": false, "a": false}}"#]);
    }

    #[test]
    fn a_type_that_contains_itself_is_written_out_to_a_depth() {
        let tree = r##"{"type":"object","properties":{"root":{"$ref":"#/$defs/Tree"}},"required":["root"],"$defs":{"Tree":{"type":"object","properties":{"next":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},"required":["next"]}}}"##;
        let text = lowered(tree).schema.to_string();
        assert!(!text.contains("$ref") && text.contains("\"maxItems\":0"), "{text}");
        let endless = r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"required":["a"],"$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"required":["a"]}}}"##;
        let definition = ToolDefinition::new("f", "", read(endless).unwrap());
        assert!(calls(&[&definition], CallLimits::default()).is_err_and(|reason| reason.contains('f')));
    }

    #[test]
    fn what_cannot_be_expressed_is_noted() {
        assert!(
            !lowered(
                r#"{"type":"object","properties":{"a":{"type":"array","uniqueItems":true,"items":{"type":"boolean"}}}}"#
            )
            .exact
        );
        assert!(lowered(r#"{"type":"object","properties":{"a":{"type":["string","null"]}}}"#).exact);
    }
}
