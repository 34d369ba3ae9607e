//! [`Writing`]: how the fractions in a tree were written.
//!
//! A float does not know its digits: `1.10` and `1.1` are one float and two versions, `1.000000000000000005` is the float
//! 1. Where digits matter, the text is asked.

use crate::json::Json;

/// For a tree of JSON, the characters of each number that is not a 64-bit integer. A part without such numbers has none.
#[derive(Clone, Debug, Default)]
pub(super) enum Writing {
    #[default]
    None,
    Number(String),
    /// Of the items of an array or the members of an object.
    Inside(Vec<Writing>),
}

impl Writing {
    /// Of the tree that was read from this text, which is JSON.
    pub(super) fn of(text: &str, tree: &Json) -> Self {
        if has_fraction(tree) { Self::next(tree, &mut Numbers(text)) } else { Self::None }
    }

    fn next(tree: &Json, numbers: &mut Numbers<'_>) -> Self {
        match tree {
            Json::Number(number) => {
                let written = numbers.next().filter(|_| number.is_f64());
                written.map_or(Self::None, |written| Self::Number(written.to_owned()))
            }
            Json::Array(items) => Self::Inside(items.iter().map(|item| Self::next(item, numbers)).collect()),
            Json::Object(members) => {
                Self::Inside(members.iter().map(|(_, value)| Self::next(value, numbers)).collect())
            }
            _ => Self::None,
        }
    }

    /// Of the item or member of this index.
    pub(super) fn at(&self, index: usize) -> &Self {
        match self {
            Self::Inside(inside) => inside.get(index).unwrap_or(&Self::None),
            _ => &Self::None,
        }
    }

    /// The characters of a number: as they were written, or of an integer as there is only one way to write it.
    pub(super) fn digits(&self, number: &serde_json::Number) -> Option<String> {
        match self {
            Self::Number(written) => Some(written.clone()),
            _ if number.is_f64() => None,
            _ => Some(number.to_string()),
        }
    }
}

/// As deep as the nesting, which is bounded.
fn has_fraction(tree: &Json) -> bool {
    match tree {
        Json::Number(number) => number.is_f64(),
        Json::Array(items) => items.iter().any(has_fraction),
        Json::Object(members) => members.iter().any(|(_, value)| has_fraction(value)),
        _ => false,
    }
}

/// The numbers of a text that is JSON, in order.
struct Numbers<'t>(&'t str);

impl<'t> Iterator for Numbers<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        loop {
            let start =
                self.0.find(|character: char| character == '"' || character == '-' || character.is_ascii_digit())?;
            let rest = self.0.get(start..)?;
            if rest.starts_with('"') {
                self.0 = rest.get(string(rest)..)?;
                continue;
            }
            let length = rest.find(|character: char| !is_numeric(character)).unwrap_or(rest.len());
            let (number, after) = rest.split_at(length);
            self.0 = after;
            return Some(number);
        }
    }
}

fn is_numeric(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '-' | '+' | '.' | 'e' | 'E')
}

/// The length of the string that the text begins with.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::json::read;

    #[test]
    fn each_fraction_keeps_its_digits() {
        let text = r#"{"7": [1.10, "3.5 \" -4.5", 12, {"a\\": -2E+1}], "b": [true, 0.50]}"#;
        let tree = read(text).unwrap();
        let writing = Writing::of(text, &tree);
        let written = |writing: &Writing| match writing {
            Writing::Number(text) => text.clone(),
            _ => String::new(),
        };
        let first = writing.at(0);
        assert_eq!([0, 1, 2].map(|index| written(first.at(index))), ["1.10", "", ""]);
        assert_eq!(written(first.at(3).at(0)), "-2E+1");
        assert_eq!(written(writing.at(1).at(1)), "0.50");
        assert!(matches!(Writing::of("[12]", &read("[12]").unwrap()), Writing::None));
    }
}
