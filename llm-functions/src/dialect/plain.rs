//! JSON Schema 2020-12, which says everything.

use super::LoweredFunction;
use super::rules::Rules;
use crate::json::Json;

pub(super) const RULES: Rules = Rules::FULL;

/// The function without anything of a provider around it.
pub(super) fn tool(function: &LoweredFunction) -> Json {
    Json::object([
        ("name", function.name.as_str().into()),
        ("description", function.description.as_str().into()),
        ("parameters", function.parameters.clone()),
    ])
}
