//! A function's parameter, as the encoder is asked about it: the text that it reads behind a question, and those that the
//! result is compared with.

use llm_functions::ToolDefinition;
use llm_functions::json::Json;

use super::text;
use crate::edge::members::{Member, alternatives, has_type, members};
use crate::edge::prompt::type_name;
use crate::edge::spoken;

/// The texts that stand for no value.
const UNSAID: &str = "not said";
const SAID: &str = "said";

/// A choice among more values than these is read like a text: each would be a text of its own.
const MOST_VALUES: usize = 32;

/// A parameter, as the encoder is asked about it.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) required: bool,
    /// What is read after the question.
    text: String,
    /// What may be chosen; nothing where the value is copied.
    pub(super) values: Vec<Json>,
    /// The value that words stand for, where not every text is one.
    pub(super) spoken: Option<fn(&str) -> Option<String>>,
}

impl Parameter {
    /// Those of a function, in the order of declaration.
    pub(super) fn all(function: &ToolDefinition) -> Vec<Self> {
        let read = |Member { name, schema, required }: Member<'_>| {
            let (kind, values) = kind(&type_name(schema), schema);
            let text = format!("{}: {} ({kind})", text::words(&function.name), text::words(name));
            let spoken: Option<fn(&str) -> Option<String>> = match kind.as_str() {
                "date" => Some(spoken::date),
                "time" => Some(spoken::time),
                _ => None,
            };
            Self { name: name.to_owned(), required, text, values, spoken }
        };
        members(&function.parameters).map(read).collect()
    }

    /// What the encoder reads behind a question.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What that is compared with: that nothing was said, then each value, or that something was said.
    pub(super) fn labels(&self) -> Vec<String> {
        let name = text::words(&self.name);
        let value = |value: &Json| match value {
            Json::Bool(true) => format!("{name}: yes"),
            Json::Bool(false) => format!("{name}: no"),
            Json::String(value) => format!("{name}: {}", text::words(value)),
            other => format!("{name}: {other}"),
        };
        let said = if self.values.is_empty() { vec![SAID.to_owned()] } else { self.values.iter().map(value).collect() };
        [UNSAID.to_owned()].into_iter().chain(said).collect()
    }
}

/// What a parameter takes, in words, and the values if it is one of a few.
fn kind(written: &str, schema: &Json) -> (String, Vec<Json>) {
    let values = values(schema);
    let few = (1..=MOST_VALUES).contains(&values.len());
    let kind = match written {
        "boolean" => "yes or no".to_owned(),
        _ if few => written.split('|').map(text::words).collect::<Vec<_>>().join(" or "),
        "date" | "time" => written.to_owned(),
        "integer" | "number" => "number".to_owned(),
        _ if written.starts_with('[') => "list".to_owned(),
        _ if written.starts_with(|first: char| first.is_ascii_digit()) => "number".to_owned(),
        _ => "text".to_owned(),
    };
    (kind, if few { values } else { Vec::new() })
}

/// What may be chosen; nothing where a value is no choice.
fn values(schema: &Json) -> Vec<Json> {
    if let Some(Json::Array(all)) = schema.get("enum") {
        return all.iter().filter(|value| **value != Json::Null).cloned().collect();
    }
    if let Some(only) = schema.get("const") {
        return vec![only.clone()];
    }
    if let Some(all) = alternatives(schema) {
        let is_null = |one: &&Json| one.get("type").and_then(Json::as_str) == Some("null");
        let each: Vec<Vec<Json>> = all.iter().filter(|one| !is_null(one)).map(values).collect();
        // Where anything may stand beside what is listed, that is no choice.
        return if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() };
    }
    let others = ["string", "number", "integer", "array", "object"];
    let boolean = has_type(schema, "boolean") && !others.iter().any(|name| has_type(schema, name));
    if boolean { vec![Json::Bool(true), Json::Bool(false)] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    fn parameters(schema: &str) -> Vec<Parameter> {
        Parameter::all(&ToolDefinition::new("bookTable", "", read(schema).unwrap()))
    }

    #[test]
    fn a_parameter_is_read_with_its_function_and_what_it_takes() {
        let all = parameters(
            r#"{"type":"object","required":["day"],"properties":{"day":{"type":"string","format":"date"},
            "guest_count":{"type":"integer","minimum":1,"maximum":9},"place":{"type":"string","enum":["in_side","Outside"]},
            "quiet":{"type":["boolean","null"]},"wishes":{"type":"array","items":{"type":"string"}},"name":{"type":"string"},
            "area":{"anyOf":[{"type":"string","enum":["bar"]},{"type":"null"}]},"price":{"type":"number"}}}"#,
        );
        let texts: Vec<&str> = all.iter().map(|one| one.text.as_str()).collect();
        let expected = [
            "book table: day (date)",
            "book table: guest count (number)",
            "book table: place (in side or outside)",
            "book table: quiet (yes or no)",
            "book table: wishes (list)",
            "book table: name (text)",
            "book table: area (bar)",
            "book table: price (number)",
        ];
        assert_eq!(texts, expected);
        assert!(all[0].required && !all[1].required);
    }

    #[test]
    fn it_is_compared_with_nothing_said_and_with_each_value_or_something_said() {
        let all = parameters(
            r#"{"type":"object","properties":{"name":{"type":"string"},"quiet":{"type":"boolean"},
            "place":{"enum":["in_side",null]}}}"#,
        );
        assert_eq!(all[0].labels(), ["not said", "said"]);
        assert_eq!(all[1].labels(), ["not said", "quiet: yes", "quiet: no"]);
        assert_eq!(all[2].labels(), ["not said", "place: in side"]);
        let constants = parameters(
            r#"{"properties":{"kind":{"const":"reminder"},"free":{"anyOf":[{"const":"now"},{"type":"string"}]},
            "unit":{"oneOf":[{"const":"celsius","description":"C"},{"const":"kelvin"},{"type":"null"}]}}}"#,
        );
        assert_eq!(constants[0].labels(), ["not said", "kind: reminder"]);
        assert_eq!(constants[1].labels(), ["not said", "said"]);
        assert_eq!(constants[2].labels(), ["not said", "unit: celsius", "unit: kelvin"]);
        assert_eq!(constants[2].text, "book table: unit (celsius or kelvin)");
        let many: Vec<String> = (0..40).map(|one| format!("\"{one}\"")).collect();
        let many = parameters(&format!(r#"{{"properties":{{"a":{{"enum":[{}]}}}}}}"#, many.join(",")));
        assert_eq!((many[0].labels().len(), many[0].values.len()), (2, 0));
    }
}
