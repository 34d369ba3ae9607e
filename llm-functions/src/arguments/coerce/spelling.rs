//! One choice in another spelling.

use crate::json::Json;
use crate::view::Choice;

/// The only choice that is spelled like the text but for case, spaces around it and what separates its words.
pub(super) fn meant(text: &str, choices: &[Choice]) -> Option<Json> {
    let spelled = plain(text);
    let mut alike = choices.iter().map(|choice| &choice.value).filter(|choice| {
        let text = choice.as_str();
        text.is_some_and(|text| plain(text) == spelled)
    });
    let only = alike.next().filter(|_| !spelled.is_empty())?;
    if alike.next().is_some() { None } else { Some(only.clone()) }
}

/// The text in small letters without what separates its words. A separator that separates no words stays: `A-` is not
/// `A`, `-1` is not `1`, and `1-2` is not `12`.
fn plain(text: &str) -> String {
    let text: Vec<char> = text.trim().chars().flat_map(char::to_lowercase).collect();
    let mut plain = String::with_capacity(text.len());
    for (index, &character) in text.iter().enumerate() {
        let neighbour = |index: Option<usize>| index.and_then(|index| text.get(index)).copied().unwrap_or(' ');
        let (before, after) = (neighbour(index.checked_sub(1)), neighbour(index.checked_add(1)));
        let words =
            before.is_alphanumeric() && after.is_alphanumeric() && (before.is_alphabetic() || after.is_alphabetic());
        if !(matches!(character, ' ' | '_' | '-') && words) {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant_of(text: &str, choices: &[&str]) -> Option<Json> {
        meant(text, &choices.iter().map(|choice| Choice::new(*choice, "")).collect::<Vec<_>>())
    }

    #[test]
    fn case_spaces_and_separators_do_not_matter() {
        for text in ["heart_rate", " Heart Rate ", "HEART-RATE", "heartRate", "HeartRate"] {
            assert_eq!(meant_of(text, &["steps", "heart_rate"]), Some("heart_rate".into()), "{text}");
        }
        assert_eq!(meant_of("Übung", &["übung"]), Some("übung".into()));
    }

    #[test]
    fn a_doubt_or_a_sign_that_means_something_stays() {
        for (text, choices) in [
            ("Ms", &["ms", "MS"][..]),
            ("-1", &["1"]),
            ("1-2", &["12"]),
            ("A", &["A-", "A+"]),
            ("heart", &["heart_rate"]),
            (" ", &["", "a"]),
            ("-", &["_"]),
        ] {
            assert_eq!(meant_of(text, choices), None, "{text}");
        }
        assert_eq!(meant_of("a-", &["A-", "A+"]), Some("A-".into()));
    }
}
