//! A decoder that holds a model to a JSON Schema token by token, such as llguidance.
//!
//! What it understands it holds exactly, so everything is brought into that; and because it goes on as long as the schema
//! lets it, everything gets an end ([`Bounds`](super::Bounds)). A parameter that may be absent is left out rather than
//! `null`: one way of saying it is one less to be wrong in.

use super::LoweredFunction;
use super::rules::{Absent, Null, References, Rules, Shapes, Values};
use crate::format::Format;
use crate::json::Json;

pub(super) const RULES: Rules = Rules {
    keywords: &[
        "description",
        "type",
        "enum",
        "const",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "prefixItems",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
        "maxProperties",
        "anyOf",
    ],
    formats: &[
        Format::DateTime,
        Format::Date,
        Format::Time,
        Format::Duration,
        Format::Email,
        Format::Hostname,
        Format::Ipv4,
        Format::Ipv6,
        Format::Uri,
        Format::Uuid,
    ],
    values: Values::Scalars,
    shapes: Shapes::Changed,
    references: References::Written(3),
    null: Null::Alternative,
    absent: Absent::OnlyLeftOut,
    closed: true,
    root_alternatives: false,
    items_needed: true,
    enforced: true,
    ..Rules::FULL
};

/// Formats whose regular expressions say a little less than their standards: there is a 30th of February nowhere, but a
/// 29th in every year.
pub(super) const LOOSE_FORMATS: [&str; 7] = ["date-time", "date", "time", "email", "hostname", "ipv6", "uri"];

/// Name, description and schema; what a call looks like around its arguments is the decoder's business.
pub(super) fn tool(function: &LoweredFunction) -> Json {
    super::plain::tool(function)
}
