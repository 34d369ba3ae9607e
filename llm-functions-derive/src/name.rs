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

    /// A field's name in this case, exactly as serde writes it: the words are what underscores separate.
    pub(crate) fn of_field(self, rust: &str) -> String {
        match self {
            Self::Lower | Self::Snake => rust.to_owned(),
            Self::Upper | Self::ScreamingSnake => rust.to_ascii_uppercase(),
            Self::Pascal => rust.split('_').map(capitalized).collect(),
            Self::Camel => uncapitalized(&Self::Pascal.of_field(rust)),
            Self::Kebab => rust.replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.of_field(rust).replace('_', "-"),
        }
    }

    /// A variant's name in this case, exactly as serde writes it: every capital letter begins a word.
    pub(crate) fn of_variant(self, rust: &str) -> String {
        match self {
            Self::Lower => rust.to_ascii_lowercase(),
            Self::Upper => rust.to_ascii_uppercase(),
            Self::Pascal => rust.to_owned(),
            Self::Camel => uncapitalized(rust),
            Self::Snake => separated(rust),
            Self::ScreamingSnake => separated(rust).to_ascii_uppercase(),
            Self::Kebab => separated(rust).replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.of_variant(rust).replace('_', "-"),
        }
    }
}

/// A Rust name in `snake_case`, its words found with an eye for abbreviations: `HTTPServer` is `http_server`. This is
/// what a name becomes when nobody asked for a case.
pub(crate) fn snake(rust: &str) -> String {
    words(rust).join("_")
}

/// The name of the struct that a function of this name becomes: `get_weather` is `GetWeather`.
pub(crate) fn pascal(rust: &str) -> String {
    words(rust).iter().map(|word| capitalized(word)).collect()
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

/// `_` before every capital letter, and all of it in small letters.
fn separated(rust: &str) -> String {
    let letters = rust.chars().enumerate();
    letters.fold(String::new(), |mut name, (index, letter)| {
        if index > 0 && letter.is_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
        name
    })
}

fn uncapitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
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
            assert_eq!(super::snake(rust), snake);
        }
        assert_eq!(pascal("get_health_data_2"), "GetHealthData2");
    }

    #[test]
    fn every_case_is_written_as_serde_writes_it() {
        let variants: Vec<String> = Case::NAMES.iter().map(|(_, case)| case.of_variant("HeartRateV2")).collect();
        let fields: Vec<String> = Case::NAMES.iter().map(|(_, case)| case.of_field("heart_rate_v2")).collect();
        let spelled = [
            ("heartratev2", "heart_rate_v2"),
            ("HEARTRATEV2", "HEART_RATE_V2"),
            ("HeartRateV2", "HeartRateV2"),
            ("heartRateV2", "heartRateV2"),
            ("heart_rate_v2", "heart_rate_v2"),
            ("HEART_RATE_V2", "HEART_RATE_V2"),
            ("heart-rate-v2", "heart-rate-v2"),
            ("HEART-RATE-V2", "HEART-RATE-V2"),
        ];
        assert_eq!(variants, spelled.map(|(variant, _)| variant));
        assert_eq!(fields, spelled.map(|(_, field)| field));
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
