//! A function as a text, as encoders were trained to read it.

use llm_functions::ToolDefinition;
use llm_functions::json::Json;

/// `reserve book: Reserve a book for pick-up (title, branch, large print)`.
pub(super) fn of(function: &ToolDefinition) -> String {
    let mut text = words(&function.name);
    let description = function.description.trim();
    if !description.is_empty() {
        text = format!("{text}: {description}");
    }
    let parameters = match function.parameters.get("properties") {
        Some(Json::Object(properties)) => properties.iter().map(|(name, _)| words(name)).collect(),
        _ => Vec::new(),
    };
    if parameters.is_empty() { text } else { format!("{text} ({})", parameters.join(", ")) }
}

/// The words of a name in lower case, whatever holds them together: `large_print`, `largePrint` and `large-print` are
/// `large print`.
pub(super) fn words(name: &str) -> String {
    let mut words = String::new();
    let mut before = None;
    for character in name.chars() {
        let apart = ['_', '-', '.'].contains(&character);
        let begins = character.is_uppercase() && before.is_some_and(char::is_lowercase);
        if (apart || begins) && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if !apart {
            words.extend(character.to_lowercase());
        }
        before = Some(character);
    }
    words.truncate(words.trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    fn function(name: &str, description: &str, parameters: &str) -> String {
        of(&ToolDefinition::new(name, description, read(parameters).unwrap()))
    }

    #[test]
    fn a_function_is_its_name_in_words_what_it_does_and_its_parameters() {
        let parameters = r#"{"type":"object","properties":{"title":{},"branch":{},"large_print":{}}}"#;
        let expected = "reserve book: Reserve a book for pick-up (title, branch, large print)";
        assert_eq!(function("reserve_book", "Reserve a book for pick-up", parameters), expected);
        assert_eq!(function("reserveBook", " Reserve a book for pick-up\n", parameters), expected);
        assert_eq!(function("list_events", "", r#"{"type":"object","properties":{}}"#), "list events");
        assert_eq!(function("list_events", "All of them.", "{}"), "list events: All of them.");
    }

    #[test]
    fn names_are_words_however_they_are_written() {
        for (name, expected) in [
            ("getWind", "get wind"),
            ("GetWind", "get wind"),
            ("get__wind_", "get wind"),
            ("math.factorial", "math factorial"),
            ("to-do", "to do"),
            ("readPDFFile", "read pdffile"),
            ("_", ""),
            ("größeÄndern", "größe ändern"),
        ] {
            assert_eq!(words(name), expected);
        }
    }
}
