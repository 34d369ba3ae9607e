//! Anthropic's messages interface.

use super::LoweredFunction;
use super::names::NameRule;
use super::rules::{Absent, Null, References, Rules, Shapes, Values};
use crate::format::Format;
use crate::json::Json;

/// Older end points take 64 characters, newer ones 128.
const NAMES: NameRule = NameRule::new(64, |letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
const KEYS: NameRule =
    NameRule::new(64, |letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-' || letter == '.');

pub(super) const RULES: Rules = Rules { root_alternatives: false, names: NAMES, keys: KEYS, ..Rules::FULL };

/// A grammar is made of the schema: optional members may stay, bounds may not.
pub(super) const STRICT: Rules = Rules {
    keywords: &[
        "description",
        "type",
        "enum",
        "const",
        "format",
        "items",
        "minItems",
        "properties",
        "required",
        "anyOf",
        "default",
    ],
    formats: &[
        Format::DateTime,
        Format::Time,
        Format::Date,
        Format::Duration,
        Format::Email,
        Format::Hostname,
        Format::Uri,
        Format::Ipv4,
        Format::Ipv6,
        Format::Uuid,
    ],
    values: Values::Scalars,
    shapes: Shapes::Changed,
    references: References::Refused,
    null: Null::Alternative,
    absent: Absent::LeftOut,
    closed: true,
    min_items: 1,
    enforced: true,
    ..RULES
};

pub(super) fn tool(function: &LoweredFunction) -> Json {
    let mut members: Vec<(&str, Json)> = vec![
        ("name", function.name.as_str().into()),
        ("description", function.description.as_str().into()),
        ("input_schema", function.parameters.clone()),
    ];
    if function.strict {
        members.push(("strict", true.into()));
    }
    Json::object(members)
}
