//! A function's parameters, narrowed to what a question says of them.

use llm_functions::json::Json;

/// What a call is held to beside its function's schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Held {
    /// It leaves this parameter out.
    Without(String),
    /// It has this parameter with this value.
    Valued(String, Json),
}

/// The schema of an object with less in it: whatever follows the narrowed one follows the other. What the schema does not
/// admit is no reason to hold a call to it.
pub(crate) fn narrowed(object: &Json, held: &[Held]) -> Json {
    let Json::Object(members) = object else { return object.clone() };
    let Some(Json::Object(properties)) = object.get("properties") else { return object.clone() };
    let mut required: Vec<&str> = match object.get("required") {
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    };
    let mut kept: Vec<(String, Json)> = Vec::with_capacity(properties.len());
    for (name, schema) in properties {
        let must = required.contains(&name.as_str());
        let only = match held.iter().find(|one| one.name() == name) {
            Some(Held::Without(_)) if !must => None,
            Some(Held::Valued(_, value)) if admits(schema, value) => {
                required.push(name);
                Some(Json::object([("enum", Json::Array(vec![value.clone()]))]))
            }
            _ => Some(schema.clone()),
        };
        kept.extend(only.map(|only| (name.clone(), only)));
    }
    // In the order of declaration, each once.
    let names = kept.iter().map(|(name, _)| name.as_str()).filter(|name| required.contains(name));
    let required = Json::array(names);
    let others = members.iter().filter(|(name, _)| name != "properties" && name != "required").cloned();
    let narrowed = [("properties".to_owned(), Json::Object(kept)), ("required".to_owned(), required)];
    Json::Object(others.chain(narrowed).collect())
}

impl Held {
    fn name(&self) -> &str {
        match self {
            Self::Without(name) | Self::Valued(name, _) => name,
        }
    }
}

/// Whether one of the values that a schema lists, or a boolean.
fn admits(schema: &Json, value: &Json) -> bool {
    match (schema.get("enum"), schema.get("anyOf")) {
        (Some(Json::Array(all)), _) => all.contains(value),
        (_, Some(Json::Array(all))) => all.iter().any(|one| admits(one, value)),
        _ => matches!(value, Json::Bool(_)) && has_type(schema, "boolean"),
    }
}

fn has_type(schema: &Json, name: &str) -> bool {
    match schema.get("type") {
        Some(Json::Array(types)) => types.iter().any(|ty| ty.as_str() == Some(name)),
        ty => ty.and_then(Json::as_str) == Some(name),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    const OBJECT: &str = r#"{"type":"object","properties":{"day":{"type":"string"},"fan":{"type":"boolean"},
        "mode":{"enum":["hot","cold",null]},"note":{"type":["string","null"]}},"required":["day"],
        "additionalProperties":false}"#;

    fn of(held: &[Held]) -> String {
        narrowed(&read(OBJECT).unwrap(), held).to_string()
    }

    #[test]
    fn what_was_not_said_is_left_out_unless_the_function_needs_it() {
        let found = of(&[Held::Without("fan".into()), Held::Without("day".into()), Held::Without("note".into())]);
        let expected = r#"{"type":"object","additionalProperties":false,"properties":{"day":{"type":"string"},"mode":{"enum":["hot","cold",null]}},"required":["day"]}"#;
        assert_eq!(found, expected);
    }

    #[test]
    fn a_value_that_was_said_is_the_only_one_and_has_to_be_there() {
        let found = of(&[Held::Valued("fan".into(), Json::Bool(false)), Held::Valued("mode".into(), "cold".into())]);
        assert!(found.contains(r#""fan":{"enum":[false]},"mode":{"enum":["cold"]}"#), "{found}");
        assert!(found.ends_with(r#""required":["day","fan","mode"]}"#), "{found}");
    }

    #[test]
    fn what_the_schema_does_not_admit_holds_nothing() {
        let same = of(&[]);
        for held in [
            Held::Valued("mode".into(), "warm".into()),
            Held::Valued("day".into(), "Monday".into()),
            Held::Valued("day".into(), Json::Bool(true)),
            Held::Without("day".into()),
            Held::Without("wind".into()),
        ] {
            assert_eq!(of(&[held]), same);
        }
        assert_eq!(narrowed(&Json::Null, &[]), Json::Null);
    }
}
