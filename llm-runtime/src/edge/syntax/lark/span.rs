//! Texts that have to be spans of what was said: a small model garbles addresses and codes that it copies, and under such
//! a grammar it cannot.

use llm_functions::json::Json;

/// A text with fewer characters than this at most has bounds of its own, which a span would not keep.
const SHORT: u64 = 100;
/// Lists have a bound from the dialect; this stands where one has none.
const MOST: u64 = 16;
/// How much of what was said is looked at, in bytes, the newest: a longer text would make a large automaton.
const LONGEST: usize = 4_000;

/// The rule of the text itself, with its quotes. Spans begin and end where words do, and never within an escape.
pub(super) fn terminal(said: &str) -> String {
    let chunks = Json::Array(chunks(newest(said)).into_iter().map(Json::from).collect());
    let chunks = chunks.to_string().replace('\u{7F}', "\\u007f");
    format!("SPAN: \"\\\"\" %regex {{\"substring_chunks\": {chunks}}} \"\\\"\"")
}

/// A rule's text for a value that consists of such texts; `None` for any other.
pub(super) fn of(schema: &Json) -> Option<String> {
    match schema.get("type").and_then(Json::as_str)? {
        "string" => is_free(schema).then(|| "SPAN".to_owned()),
        "array" if schema.get("prefixItems").is_none() => {
            schema.get("items").filter(|items| is_free(items))?;
            let (least, most) = (count(schema, "minItems").unwrap_or(0), count(schema, "maxItems").unwrap_or(MOST));
            let more = |least: u64| format!("SPAN (\", \" SPAN){{{least},{}}}", most.max(1) - 1);
            let items = if least == 0 { format!("({})?", more(0)) } else { more(least - 1) };
            (most > 0).then(|| format!("\"[\" {items} \"]\""))
        }
        _ => None,
    }
}

/// How many characters a span has at most.
pub(super) fn longest(said: &str) -> usize {
    newest(said).chars().count()
}

/// Whether every span, which may be empty, is within the bounds of such a value.
pub(super) fn keeps_bounds(schema: &Json, longest: usize) -> bool {
    let text = schema.get("items").unwrap_or(schema);
    count(text, "minLength").is_none_or(|least| least == 0)
        && count(text, "maxLength").is_none_or(|most| usize::try_from(most).is_ok_and(|most| longest <= most))
}

/// Whether nothing says what a text has to look like.
fn is_free(schema: &Json) -> bool {
    const SAYING: [&str; 5] = ["pattern", "format", "enum", "const", "anyOf"];
    schema.get("type").and_then(Json::as_str) == Some("string")
        && SAYING.iter().all(|name| schema.get(name).is_none())
        && count(schema, "minLength").is_none_or(|least| least <= 1)
        && count(schema, "maxLength").is_none_or(|most| most >= SHORT)
}

fn count(schema: &Json, name: &str) -> Option<u64> {
    match schema.get(name) {
        Some(Json::Number(number)) => number.as_u64(),
        _ => None,
    }
}

fn newest(said: &str) -> &str {
    let from = (said.len().saturating_sub(LONGEST)..=said.len()).find(|at| said.is_char_boundary(*at)).unwrap_or(0);
    &said[from..]
}

/// Words, single characters between them, as they stand in a text of JSON.
fn chunks(said: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut in_word = false;
    for character in said.chars() {
        if character.is_alphanumeric() {
            match chunks.last_mut().filter(|_| in_word) {
                Some(word) => word.push(character),
                None => chunks.push(character.to_string()),
            }
        } else {
            let quoted = Json::from(character.to_string()).to_string();
            chunks.push(quoted.trim_start_matches('"').strip_suffix('"').unwrap_or(&quoted).to_owned());
        }
        in_word = character.is_alphanumeric();
    }
    chunks
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    #[test]
    fn escapes_are_never_taken_apart() {
        assert_eq!(chunks("Say \"a-1\"\n"), ["Say", " ", "\\\"", "a", "-", "1", "\\\"", "\\n"]);
    }

    #[test]
    fn a_span_may_be_empty_or_as_long_as_what_was_said() {
        let keeps = |schema: &str| keeps_bounds(&read(schema).unwrap(), longest(&"ß".repeat(150)));
        assert!(
            keeps(r#"{"type":"string","maxLength":150}"#) && keeps(r#"{"type":"array","items":{"type":"string"}}"#)
        );
        assert!(!keeps(r#"{"type":"string","minLength":1}"#));
        assert!(!keeps(r#"{"type":"array","items":{"type":"string","maxLength":149}}"#));
    }

    #[test]
    fn only_texts_of_any_form_are_spans() {
        let rule = |schema: &str| of(&read(schema).unwrap());
        assert_eq!(rule(r#"{"type":"string","maxLength":200}"#).unwrap(), "SPAN");
        let list = rule(r#"{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3}"#);
        assert_eq!(list.unwrap(), "\"[\" SPAN (\", \" SPAN){0,2} \"]\"");
        for other in [
            r#"{"type":"string","format":"date"}"#,
            r#"{"type":"string","maxLength":10}"#,
            r#"{"type":"string","enum":["a"]}"#,
            r#"{"type":"integer"}"#,
            r#"{"type":"array","items":{"type":"integer"}}"#,
        ] {
            assert_eq!(rule(other), None, "{other}");
        }
    }
}
