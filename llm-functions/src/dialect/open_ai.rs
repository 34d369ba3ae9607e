//! `OpenAI`: chat completions and responses.
//!
//! Strict mode knows no optional members, no maps, no sets and no values of any kind, and refuses keywords that it does
//! not know; without it a schema is advice and may say anything.

use super::names::NameRule;
use super::rules::{Absent, Limits, Null, References, Rules, Shapes, Values};
use super::{Lowered, LoweredFunction};
use crate::format::Format;
use crate::json::Json;

const NAMES: NameRule = NameRule::new(64, |letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');

pub(super) const RULES: Rules = Rules { root_alternatives: false, items_needed: true, names: NAMES, ..Rules::FULL };

pub(super) const STRICT: Rules = Rules {
    keywords: &[
        "$ref",
        "$defs",
        "description",
        "type",
        "enum",
        "const",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "pattern",
        "format",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "anyOf",
    ],
    formats: &[
        Format::DateTime,
        Format::Time,
        Format::Date,
        Format::Duration,
        Format::Email,
        Format::Hostname,
        Format::Ipv4,
        Format::Ipv6,
        Format::Uuid,
    ],
    values: Values::Scalars,
    shapes: Shapes::Changed,
    references: References::Alone,
    null: Null::InTypes,
    absent: Absent::Null,
    closed: true,
    limits: Limits { properties: 5_000, depth: 10, characters: 120_000, values: 1_000, long_enum: (250, 15_000) },
    enforced: true,
    ..RULES
};

/// A tool of chat completions.
pub(super) fn tool(function: &LoweredFunction) -> Json {
    Json::object([("type", "function".into()), ("function", Json::Object(members(function)))])
}

fn members(function: &LoweredFunction) -> Vec<(String, Json)> {
    let members = [
        ("name", function.name.as_str().into()),
        ("description", function.description.as_str().into()),
        ("parameters", function.parameters.clone()),
        ("strict", function.strict.into()),
    ];
    members.into_iter().map(|(name, value): (&str, Json)| (name.to_owned(), value)).collect()
}

impl Lowered {
    /// The tools of `OpenAI`'s responses interface, which has them without the inner object of chat completions. For the
    /// dialects [`OpenAiStrict`](super::Dialect::OpenAiStrict) and [`OpenAi`](super::Dialect::OpenAi).
    pub fn responses_tools(&self) -> Vec<Json> {
        let tool = |function| {
            let kind = ("type".to_owned(), Json::from("function"));
            Json::Object(std::iter::once(kind).chain(members(function)).collect())
        };
        self.functions.iter().map(tool).collect()
    }
}
