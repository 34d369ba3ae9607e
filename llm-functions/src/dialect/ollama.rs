//! Ollama. Its schemas reach the template of the prompt and nothing else, and what its types do not list is lost on the
//! way: the rest is said in the description.

use super::LoweredFunction;
use super::rules::{Absent, References, Rules, Values};
use crate::json::Json;

pub(super) const RULES: Rules = Rules {
    keywords: &["description", "type", "enum", "items", "properties", "required", "anyOf"],
    formats: &[],
    values: Values::Scalars,
    references: References::Written(2),
    absent: Absent::OnlyLeftOut,
    root_alternatives: false,
    items_needed: true,
    ..Rules::FULL
};

pub(super) fn tool(function: &LoweredFunction) -> Json {
    let members = [
        ("name", function.name.as_str().into()),
        ("description", function.description.as_str().into()),
        ("parameters", function.parameters.clone()),
    ];
    Json::object([("type", "function".into()), ("function", Json::object::<&str>(members))])
}
