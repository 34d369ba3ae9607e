//! Words of a question as a value.

use llm_functions::json::Json;

use crate::edge::members::alternatives;
use crate::edge::prompt::type_name;
use crate::edge::spoken;

/// The value that stands in these words, if the schema takes a text or a number and admits this one.
pub(super) fn copied(schema: &Json, words: &str) -> Option<Json> {
    within(schema, &Form::of(schema), words)
}

/// How a text has to be written, as far as the parameter's own type and description tell: not those of its alternatives.
struct Form {
    name: String,
    /// Whether times have more to them than hours and minutes.
    long_times: bool,
}

impl Form {
    fn of(schema: &Json) -> Self {
        let description = schema.get("description").and_then(Json::as_str).unwrap_or_default();
        let long_times = ["HH:MM:SS", "AM", "PM"].iter().any(|part| description.contains(part));
        Self { name: type_name(schema), long_times }
    }
}

fn within(schema: &Json, form: &Form, words: &str) -> Option<Json> {
    if let Some(all) = alternatives(schema) {
        let mut found: Vec<Json> = all.iter().filter_map(|one| within(one, form, words)).collect();
        found.dedup();
        // What may be a text or a number is for the model to say.
        return if found.len() == 1 { found.pop() } else { None };
    }
    let is = |name: &str| schema.get(name).is_some();
    if is("enum") || is("const") || is("pattern") || is("$ref") {
        return None;
    }
    let kind = match schema.get("type") {
        Some(Json::Array(types)) => types.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        ty => ty.and_then(Json::as_str),
    };
    match kind? {
        "string" => text(schema, form, words),
        "integer" => number(schema, words).filter(|number| matches!(number, Json::Number(one) if !one.is_f64())),
        "number" => number(schema, words),
        _ => None,
    }
}

fn text(schema: &Json, form: &Form, words: &str) -> Option<Json> {
    let shaped = schema.get("format").is_some();
    let text = match form.name.as_str() {
        "date" => spoken::date(words)?,
        // That of the format has seconds and an offset, of which nobody speaks.
        "time" if shaped || form.long_times => return None,
        "time" => spoken::time(words)?,
        // An address or a duration may be said in other words.
        _ if shaped => return None,
        _ => words.to_owned(),
    };
    let Ok(length) = u32::try_from(text.chars().count()).map(f64::from) else { return None };
    let within = bound(schema, "minLength").is_none_or(|least| length >= least)
        && bound(schema, "maxLength").is_none_or(|most| length <= most);
    within.then(|| text.into())
}

fn number(schema: &Json, words: &str) -> Option<Json> {
    let number = spoken::number(words)?;
    let Json::Number(value) = &number else { return None };
    let value = value.as_f64()?;
    let within = bound(schema, "minimum").is_none_or(|least| value >= least)
        && bound(schema, "exclusiveMinimum").is_none_or(|least| value > least)
        && bound(schema, "maximum").is_none_or(|most| value <= most)
        && bound(schema, "exclusiveMaximum").is_none_or(|most| value < most)
        && bound(schema, "multipleOf").is_none_or(|of| (value / of).fract() == 0.0);
    within.then_some(number)
}

fn bound(schema: &Json, name: &str) -> Option<f64> {
    match schema.get(name) {
        Some(Json::Number(bound)) => bound.as_f64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    fn of(schema: &str, words: &str) -> Option<String> {
        copied(&read(schema).unwrap(), words).map(|value| value.to_string())
    }

    #[test]
    fn words_are_a_text_if_any_text_will_do() {
        let text = r#"{"type":["string","null"],"minLength":2,"maxLength":4}"#;
        assert_eq!(of(text, "Emma").as_deref(), Some(r#""Emma""#));
        assert_eq!(of(text, "\"ß").as_deref(), Some(r#""\"ß""#));
        for (schema, words) in [
            (text, "E"),
            (text, "Emmas"),
            (r#"{"type":"string","format":"email"}"#, "a@b.example"),
            (r#"{"type":"string","pattern":"^a"}"#, "abc"),
            (r#"{"enum":["a"]}"#, "a"),
            (r#"{"type":"string","const":"a"}"#, "a"),
            (r#"{"anyOf":[{"type":"string","const":"a"},{"type":"string","const":"b"}]}"#, "an a"),
            (r#"{"type":"array","items":{"type":"string"}}"#, "a"),
            (r#"{"type":"boolean"}"#, "true"),
            ("{}", "a"),
        ] {
            assert_eq!(of(schema, words), None, "{schema} {words}");
        }
    }

    #[test]
    fn a_date_or_a_time_is_brought_into_its_form() {
        let date = r#"{"type":"string","format":"date"}"#;
        assert_eq!(of(date, "2026-02-09").as_deref(), Some(r#""2026-02-09""#));
        assert_eq!(of(date, "9 Feb 2026").as_deref(), Some(r#""2026-02-09""#));
        assert_eq!(of(date, "9 February"), None);
        let time = r#"{"type":"string","description":"Begin, HH:MM"}"#;
        assert_eq!(of(time, "07:30").as_deref(), Some(r#""07:30""#));
        assert_eq!(of(time, "7:30 am").as_deref(), Some(r#""07:30""#));
        assert_eq!(of(time, "half past seven"), None);
        let nullable = r#"{"anyOf":[{"type":"string"},{"type":"null"}],"description":"Due day, YYYY-MM-DD"}"#;
        assert_eq!(of(nullable, "2 May 2026").as_deref(), Some(r#""2026-05-02""#));
        assert_eq!(of(nullable, "tomorrow"), None);
        for other in [
            r#"{"type":"string","format":"time"}"#,
            r#"{"type":"string","description":"HH:MM:SS"}"#,
            r#"{"type":"string","description":"HH:MM AM/PM"}"#,
        ] {
            assert_eq!(of(other, "07:30"), None, "{other}");
        }
    }

    #[test]
    fn digits_are_a_number_within_its_bounds() {
        let whole = r#"{"type":"integer","minimum":1,"maximum":90,"multipleOf":5}"#;
        assert_eq!(of(whole, "45").as_deref(), Some("45"));
        assert_eq!(of(whole, "forty-five").as_deref(), Some("45"));
        for words in ["0", "95", "46", "5.0", "a few", "\"5\"", "-5", ""] {
            assert_eq!(of(whole, words), None, "{words}");
        }
        let between = r#"{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":2.5}"#;
        assert_eq!(of(between, "2.25").as_deref(), Some("2.25"));
        assert_eq!((of(between, "0"), of(between, "2.5")), (None, None));
    }

    #[test]
    fn what_may_be_two_things_is_not_decided() {
        let either = r#"{"anyOf":[{"type":"integer"},{"type":"string"},{"type":"null"}]}"#;
        assert_eq!(of(either, "5"), None);
        assert_eq!(of(either, "Emma").as_deref(), Some(r#""Emma""#));
        let signed = r#"{"anyOf":[{"type":"integer","maximum":-1},{"type":"integer","minimum":0}]}"#;
        assert_eq!(of(signed, "5").as_deref(), Some("5"));
    }
}
