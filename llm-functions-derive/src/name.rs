//! Rust names → the names that a model sees, and what providers accept.

use syn::Ident;
use syn::ext::IdentExt;

/// The longest name that every provider accepts.
pub(crate) const LONGEST: usize = 64;

/// How the words of a name are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// As written in `rename_all = "..."`.
    pub(crate) const NAMES: &[(&str, Self)] = &[
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Snake),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    /// A Rust name in this case.
    pub(crate) fn apply(self, rust: &str) -> String {
        let words = words(rust);
        match self {
            Self::Lower => words.concat(),
            Self::Upper => words.concat().to_uppercase(),
            Self::Pascal => words.iter().map(|word| capitalized(word)).collect(),
            Self::Camel => {
                let rest = words.iter().skip(1).map(|word| capitalized(word));
                words.first().cloned().into_iter().chain(rest).collect()
            }
            Self::Snake => words.join("_"),
            Self::ScreamingSnake => words.join("_").to_uppercase(),
            Self::Kebab => words.join("-"),
            Self::ScreamingKebab => words.join("-").to_uppercase(),
        }
    }
}

/// An identifier without `r#`.
pub(crate) fn of(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// Why providers refuse a name, in words that follow "function name" or "parameter name".
pub(crate) fn refusal(name: &str) -> Option<String> {
    let length = name.chars().count();
    if length == 0 || length > LONGEST {
        return Some(format!("must be 1 to {LONGEST} characters long, this one is {length}"));
    }
    let refused = name.chars().find(|letter| !letter.is_ascii_alphanumeric() && !matches!(letter, '_' | '-'))?;
    Some(format!("cannot contain {refused:?}; providers accept only ASCII letters, digits, `_` and `-`"))
}

/// The words of a Rust name in lower case: `HTTPServer2` and `http_server2` are both `http`, `server2`.
fn words(rust: &str) -> Vec<String> {
    let letters: Vec<char> = rust.chars().collect();
    let mut words = vec![String::new()];
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        if letter.is_uppercase() && before.is_some_and(|before| starts_word(*before, letters.get(index + 1))) {
            words.push(String::new());
        }
        match words.last_mut() {
            Some(word) if *letter != '_' => word.extend(letter.to_lowercase()),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a capital letter between these two begins a word: after a small letter, or as the last of several capitals.
fn starts_word(before: char, after: Option<&char>) -> bool {
    !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_way_of_writing() {
        for (rust, snake) in [
            ("GetHealthData", "get_health_data"),
            ("HTTPServer", "http_server"),
            ("GetV2", "get_v2"),
            ("Http2Server", "http2_server"),
            ("already_snake", "already_snake"),
            ("_private", "private"),
            ("X", "x"),
        ] {
            assert_eq!(Case::Snake.apply(rust), snake);
        }
    }

    #[test]
    fn every_case_writes_the_same_words() {
        let written: Vec<String> = Case::NAMES.iter().map(|(_, case)| case.apply("HeartRate")).collect();
        assert_eq!(
            written,
            [
                "heartrate",
                "HEARTRATE",
                "HeartRate",
                "heartRate",
                "heart_rate",
                "HEART_RATE",
                "heart-rate",
                "HEART-RATE"
            ]
        );
    }

    #[test]
    fn names_are_what_every_provider_accepts() {
        assert_eq!(refusal("get_weather-2"), None);
        assert_eq!(refusal(&"a".repeat(64)), None);
        assert!(refusal(&"a".repeat(65)).is_some());
        assert!(refusal("").is_some());
        assert!(refusal("größe").is_some_and(|reason| reason.starts_with("cannot contain 'ö'")));
    }
}
