//! What a dialect has no keyword for, in words: a sentence in the description.

use crate::format::Format;
use crate::json::Json;

/// A sentence for a keyword with this value.
pub(super) fn of(keyword: &str, value: &Json) -> Option<String> {
    let shown = shown(value);
    Some(match keyword {
        "const" => format!("Always {shown}."),
        "enum" => format!("One of {}.", list(value)),
        "minimum" => format!("At least {shown}."),
        "maximum" => format!("At most {shown}."),
        "exclusiveMinimum" => format!("Greater than {shown}."),
        "exclusiveMaximum" => format!("Less than {shown}."),
        "multipleOf" => format!("A multiple of {shown}."),
        "minLength" => format!("At least {}.", counted(&shown, "character")),
        "maxLength" => format!("At most {}.", counted(&shown, "character")),
        "pattern" => format!("Has to match the regular expression `{}`.", value.as_str().unwrap_or_default()),
        "format" => return value.as_str().and_then(format),
        "minItems" => format!("At least {}.", counted(&shown, "item")),
        "maxItems" => format!("At most {}.", counted(&shown, "item")),
        "uniqueItems" => "No item twice.".to_owned(),
        "minProperties" => format!("At least {}.", counted(&shown, "member")),
        "maxProperties" => format!("At most {}.", counted(&shown, "member")),
        _ => return None,
    })
}

fn format(name: &str) -> Option<String> {
    let format = Format::of_name(name)?;
    Some(format!("Has to be {}.", format.words()))
}

fn counted(count: &str, what: &str) -> String {
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn list(values: &Json) -> String {
    match values {
        Json::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => shown(other),
    }
}

/// A value as it stands in a sentence: JSON, so that `"1"` and `1` differ.
pub(super) fn shown(value: &Json) -> String {
    value.to_string()
}
