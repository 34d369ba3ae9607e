//! The Model Context Protocol: the whole of JSON Schema, and what may be assumed about calling a function.

use super::LoweredFunction;
use super::names::NameRule;
use super::rules::Rules;
use crate::json::Json;

/// What the protocol recommends.
const NAMES: NameRule =
    NameRule::new(128, |letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-' || letter == '.');

pub(super) const RULES: Rules = Rules { root_alternatives: false, names: NAMES, ..Rules::FULL };

pub(super) fn tool(function: &LoweredFunction) -> Json {
    let behavior = &function.view().behavior;
    let annotations = [
        ("readOnlyHint", behavior.read_only.into()),
        ("destructiveHint", (behavior.destructive && !behavior.read_only).into()),
        ("idempotentHint", (behavior.idempotent || behavior.read_only).into()),
        ("openWorldHint", function.view().egress.is_some().into()),
    ];
    Json::object([
        ("name", function.name.as_str().into()),
        ("description", function.description.as_str().into()),
        ("inputSchema", function.parameters.clone()),
        ("annotations", Json::object::<&str>(annotations)),
    ])
}
