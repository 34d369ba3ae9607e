//! Rules for strings.

use super::SchemaError;
use super::place::Place;
use crate::format::Format;
use crate::pattern::Matcher;
use crate::view::Node;

pub(super) fn read(place: &Place<'_>, checks_formats: bool, node: &mut Node) -> Result<(), SchemaError> {
    let rules = &mut node.string;
    rules.min_length = place.count("minLength")?;
    rules.max_length = place.count("maxLength")?;
    if let Some(pattern) = place.text("pattern")? {
        rules.patterns.push(matcher(place, "pattern", pattern)?);
    }
    let format = place.text("format")?;
    // `byte` is OpenAPI's and no format of JSON Schema, so whoever reads a schema as what it is leaves it unchecked.
    let checked = |format: &Format| checks_formats && *format != Format::Byte;
    rules.formats.extend(format.and_then(Format::of_name).filter(checked));
    // OpenAPI's hint that a value is not to be seen by others.
    node.sensitive |= format == Some("password");
    Ok(())
}

pub(super) fn matcher(place: &Place<'_>, keyword: &str, pattern: &str) -> Result<Matcher, SchemaError> {
    Matcher::new(pattern).map_err(|error| SchemaError::pattern(&place.at, keyword, error))
}
