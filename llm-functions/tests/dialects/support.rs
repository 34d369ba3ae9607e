//! Validators and comparisons.

use llm_functions::arguments;
use llm_functions::dialect::{Dialect, EnforcedBy, Fitness, FunctionReport, LoweredFunction};
use llm_functions::json::Json;
use llm_functions::view::FunctionView;

/// The schema of a function in a dialect as a validator of others reads it. Gemini's objects have no members but those
/// that are listed, and Ollama's neither, though neither has a word for it.
pub(crate) fn schema(dialect: Dialect, function: &LoweredFunction) -> Json {
    let closed = matches!(dialect, Dialect::Gemini);
    as_json_schema(&function.parameters, closed)
}

fn as_json_schema(schema: &Json, closed: bool) -> Json {
    let Json::Object(members) = schema else { return schema.clone() };
    let mut all: Vec<(String, Json)> = members
        .iter()
        .filter(|(name, _)| name != "nullable")
        .map(|(name, value)| {
            let value = match (name.as_str(), value) {
                ("properties" | "$defs" | "patternProperties", Json::Object(named)) => {
                    Json::object(named.iter().map(|(name, schema)| (name.as_str(), as_json_schema(schema, closed))))
                }
                ("anyOf" | "oneOf" | "allOf" | "prefixItems", Json::Array(schemas)) => {
                    Json::Array(schemas.iter().map(|schema| as_json_schema(schema, closed)).collect())
                }
                ("items" | "additionalProperties", schema) => as_json_schema(schema, closed),
                (_, value) => value.clone(),
            };
            (name.clone(), value)
        })
        .collect();
    if closed && schema.get("properties").is_some() {
        all.push(("additionalProperties".into(), false.into()));
    }
    if schema.get("nullable") == Some(&Json::Bool(true)) {
        return Json::object([(
            "anyOf",
            Json::Array(vec![Json::Object(all), Json::object([("type", "null".into())])]),
        )]);
    }
    Json::Object(all)
}

pub(crate) struct Validator(jsonschema::Validator);

impl Validator {
    pub(crate) fn new(schema: &Json) -> Self {
        let schema = serde_json::Value::from(schema.clone());
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        Self(options.build(&schema).unwrap_or_else(|error| panic!("{error}: {schema}")))
    }

    pub(crate) fn accepts(&self, value: &Json) -> bool {
        self.0.is_valid(&serde_json::Value::from(value.clone()))
    }

    pub(crate) fn complaint(&self, value: &Json) -> String {
        let value = serde_json::Value::from(value.clone());
        self.0
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// The arguments as the function gets them, with lists of names in alphabetical order where they are sets.
pub(crate) fn canonical(view: &FunctionView, arguments: &Json) -> Json {
    let mut tree = arguments::canonical(view, &arguments.to_string())
        .unwrap_or_else(|error| panic!("{}: {} in {arguments}", view.name, error.for_model()));
    sort_names(&mut tree);
    tree
}

/// Lists of strings in alphabetical order: the order of a set is not kept.
fn sort_names(value: &mut Json) {
    match value {
        Json::Array(items) => {
            items.iter_mut().for_each(sort_names);
            if items.iter().all(|item| item.as_str().is_some()) {
                items.sort_by_key(|item| item.as_str().unwrap_or_default().to_owned());
            }
        }
        Json::Object(members) => {
            for (_, value) in members.iter_mut() {
                sort_names(value);
            }
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        _ => {}
    }
}

/// Whether the schema allows less than the function somewhere.
pub(crate) fn is_narrower(report: &FunctionReport) -> bool {
    report.places.iter().any(|place| match &place.fitness {
        Fitness::Approximated(changes) => changes.iter().any(|change| change.enforced_by == EnforcedBy::Schema),
        _ => false,
    })
}
