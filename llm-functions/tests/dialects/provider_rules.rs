//! The rules that providers document for the schemas that they hold a model to, written down a second time: what our
//! tables say is not what is asked here.

use llm_functions::json::Json;

/// What `OpenAI` documents for strict mode.
pub(crate) fn open_ai_strict(schema: &Json) -> Vec<String> {
    let mut problems = Vec::new();
    if schema.get("type").and_then(Json::as_str) != Some("object") || schema.get("anyOf").is_some() {
        problems.push("the root is no plain object".to_owned());
    }
    each(
        schema,
        "#",
        &mut |schema, at| {
            const KNOWN: [&str; 20] = [
                "type",
                "description",
                "enum",
                "const",
                "properties",
                "required",
                "additionalProperties",
                "items",
                "anyOf",
                "$ref",
                "$defs",
                "pattern",
                "format",
                "multipleOf",
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "minItems",
                "maxItems",
            ];
            const FORMATS: [&str; 9] =
                ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
            let Json::Object(members) = schema else { return vec![format!("{at}: not an object")] };
            let unknown = members.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
            let mut found: Vec<String> = unknown.map(|(name, _)| format!("{at}: {name}")).collect();
            found.extend(closed(schema, at));
            if schema.get("$ref").is_some() && members.len() > 1 {
                found.push(format!("{at}: something beside $ref"));
            }
            if schema
                .get("format")
                .is_some_and(|format| !format.as_str().is_some_and(|format| FORMATS.contains(&format)))
            {
                found.push(format!("{at}: format"));
            }
            let names = |name: &str| matches!(schema.get(name), Some(Json::Array(_) | Json::Object(_)));
            if names("properties") {
                let properties: Vec<Json> = named(schema, "properties").map(|(name, _)| name.into()).collect();
                if schema.get("required") != Some(&Json::Array(properties)) {
                    found.push(format!("{at}: not every member is required"));
                }
            }
            found.extend(untyped(schema, at));
            found
        },
        &mut problems,
    );
    problems
}

/// What Anthropic documents for strict tools.
pub(crate) fn anthropic_strict(schema: &Json) -> Vec<String> {
    let mut problems = Vec::new();
    each(
        schema,
        "#",
        &mut |schema, at| {
            const REFUSED: [&str; 14] = [
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "multipleOf",
                "minLength",
                "maxLength",
                "maxItems",
                "uniqueItems",
                "minProperties",
                "maxProperties",
                "oneOf",
                "not",
                "$ref",
            ];
            let mut found: Vec<String> =
                REFUSED.iter().filter(|name| schema.get(name).is_some()).map(|name| format!("{at}: {name}")).collect();
            found.extend(closed(schema, at));
            found.extend(untyped(schema, at));
            if schema.get("minItems").is_some_and(|least| ![0, 1].map(Json::from).contains(least)) {
                found.push(format!("{at}: minItems"));
            }
            found
        },
        &mut problems,
    );
    problems
}

/// The fields of Gemini's `Schema` message.
pub(crate) fn gemini(schema: &Json) -> Vec<String> {
    let mut problems = Vec::new();
    each(
        schema,
        "#",
        &mut |schema, at| {
            const KNOWN: [&str; 22] = [
                "type",
                "format",
                "title",
                "description",
                "nullable",
                "enum",
                "maxItems",
                "minItems",
                "properties",
                "required",
                "minProperties",
                "maxProperties",
                "minLength",
                "maxLength",
                "pattern",
                "example",
                "anyOf",
                "propertyOrdering",
                "default",
                "items",
                "minimum",
                "maximum",
            ];
            let Json::Object(members) = schema else { return vec![format!("{at}: not an object")] };
            let unknown = members.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
            let mut found: Vec<String> = unknown.map(|(name, _)| format!("{at}: {name}")).collect();
            let kind = schema.get("type").and_then(Json::as_str);
            let types = ["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT"];
            if schema.get("anyOf").is_none() && !kind.is_some_and(|kind| types.contains(&kind)) {
                found.push(format!("{at}: type {kind:?}"));
            }
            if kind == Some("ARRAY") && schema.get("items").is_none() {
                found.push(format!("{at}: items"));
            }
            if schema.get("enum").is_some() && kind != Some("STRING") {
                found.push(format!("{at}: enum of {kind:?}"));
            }
            found
        },
        &mut problems,
    );
    problems
}

fn closed(schema: &Json, at: &str) -> Option<String> {
    let is_object = schema.get("type").and_then(Json::as_str) == Some("object") || schema.get("properties").is_some();
    let open = is_object && schema.get("additionalProperties") != Some(&Json::Bool(false));
    open.then(|| format!("{at}: additionalProperties"))
}

fn untyped(schema: &Json, at: &str) -> Option<String> {
    let said = ["type", "anyOf", "$ref", "enum", "const"].iter().any(|name| schema.get(name).is_some());
    (!said).then(|| format!("{at}: no type"))
}

fn named<'j>(schema: &'j Json, keyword: &str) -> impl Iterator<Item = (&'j str, &'j Json)> {
    let members = match schema.get(keyword) {
        Some(Json::Object(members)) => members.as_slice(),
        _ => &[],
    };
    members.iter().map(|(name, schema)| (name.as_str(), schema))
}

/// Every schema in a schema.
fn each(schema: &Json, at: &str, rule: &mut dyn FnMut(&Json, &str) -> Vec<String>, problems: &mut Vec<String>) {
    problems.extend(rule(schema, at));
    for keyword in ["properties", "$defs"] {
        for (name, inner) in named(schema, keyword) {
            each(inner, &format!("{at}/{keyword}/{name}"), rule, problems);
        }
    }
    if let Some(items) = schema.get("items") {
        each(items, &format!("{at}/items"), rule, problems);
    }
    if let Some(Json::Array(alternatives)) = schema.get("anyOf") {
        for (index, alternative) in alternatives.iter().enumerate() {
            each(alternative, &format!("{at}/anyOf/{index}"), rule, problems);
        }
    }
}
