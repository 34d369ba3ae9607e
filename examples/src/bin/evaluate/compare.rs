//! What was made, held against what is right.

use std::collections::BTreeMap;

use llm_functions::json::Json;

use crate::ask::Made;
use crate::case::{Case, Comparison, Right, Set, Wanted};

/// The function is right, with no other call beside it.
pub(crate) const FUNCTION: &str = "function";
/// The function and all arguments are.
pub(crate) const ARGUMENTS: &str = "arguments";
/// Nothing was called where nothing was to be called.
pub(crate) const NO_CALL: &str = "no call";
/// All of several calls are right.
pub(crate) const CALLS: &str = "all calls";
/// What is missing was asked for.
pub(crate) const ASKS: &str = "asks";
/// The facts of a result were said.
pub(crate) const FACTS: &str = "facts";

/// Whether each thing is right that the case is about.
pub(crate) fn scores(case: &Case, made: &Made) -> BTreeMap<String, bool> {
    let one = |name: &str, right| BTreeMap::from([(name.to_owned(), right)]);
    match (&case.right, case.calls.as_slice()) {
        (Right::Asks, _) => one(ASKS, made.calls.is_empty() && made.text.contains('?')),
        (Right::Says(facts), _) => one(FACTS, facts.iter().all(|ways| says(&made.text, ways))),
        (Right::Calls, []) => one(NO_CALL, made.calls.is_empty()),
        (Right::Calls, [wanted]) if case.set != Set::BfclParallel => {
            let function = made.calls.len() == 1 && made.calls[0].0 == wanted.name;
            let arguments = function && fits(wanted, &made.calls[0].1, case.comparison);
            BTreeMap::from([(FUNCTION.to_owned(), function), (ARGUMENTS.to_owned(), arguments)])
        }
        (Right::Calls, several) => one(CALLS, all_fit(several, made, case.comparison)),
    }
}

/// Whether calls are those that are wanted, in any order.
fn all_fit(wanted: &[Wanted], made: &Made, how: Comparison) -> bool {
    let mut open: Vec<&Wanted> = wanted.iter().collect();
    let mut matched = |(name, arguments): &(String, Json)| {
        let place = open.iter().position(|one| one.name == *name && fits(one, arguments, how));
        place.map(|place| open.remove(place)).is_some()
    };
    made.calls.iter().all(&mut matched) && open.is_empty()
}

fn fits(wanted: &Wanted, arguments: &Json, how: Comparison) -> bool {
    let Json::Object(members) = arguments else { return false };
    let there = |(name, accepted): &(String, Vec<Json>)| match members.iter().find(|(known, _)| known == name) {
        Some((_, value)) => accepted.iter().any(|one| same(one, value, how)),
        None => wanted.optional.contains(name),
    };
    let known = |(name, _): &(String, Json)| wanted.arguments.iter().any(|(wanted, _)| wanted == name);
    wanted.arguments.iter().all(there) && members.iter().all(known)
}

fn same(right: &Json, made: &Json, how: Comparison) -> bool {
    match (right, made) {
        (Json::String(right), Json::String(made)) => same_text(right, made, how),
        (Json::Number(right), Json::Number(made)) => match (right.as_f64(), made.as_f64()) {
            (Some(right), Some(made)) => (right - made).abs() <= 1e-9 * right.abs().max(1.0),
            _ => right == made,
        },
        (Json::Array(right), Json::Array(made)) => {
            right.len() == made.len() && right.iter().zip(made).all(|(right, made)| same(right, made, how))
        }
        (Json::Object(right), Json::Object(made)) => same_members(right, made, how),
        _ => right == made,
    }
}

/// In the leaderboard, members of a member are lists of what is accepted as well.
fn same_members(right: &[(String, Json)], made: &[(String, Json)], how: Comparison) -> bool {
    let there = |(name, right): &(String, Json)| {
        let made = made.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        match (right, made) {
            (Json::Array(accepted), Some(made)) if how == Comparison::Leaderboard => {
                accepted.iter().any(|one| same(one, made, how))
            }
            (Json::Array(accepted), None) => accepted.iter().any(|one| one.as_str() == Some("")),
            (right, Some(made)) => same(right, made, how),
            (_, None) => false,
        }
    };
    right.iter().all(there) && made.iter().all(|(name, _)| right.iter().any(|(known, _)| known == name))
}

fn same_text(right: &str, made: &str, how: Comparison) -> bool {
    let plain = |text: &str| match how {
        Comparison::Exact => text.trim().trim_end_matches(['.', '!', '?']).trim().to_lowercase(),
        Comparison::Leaderboard => {
            text.to_lowercase().replace([' ', ',', '.', '/', '-', '_', '*', '^'], "").replace('\'', "\"")
        }
        Comparison::Containing => search_words(text),
    };
    let (right, made) = (plain(right), plain(made));
    right == made
        || (how == Comparison::Containing && !made.is_empty() && (right.contains(&made) || made.contains(&right)))
}

/// A search text in lower case without the words that every vaccine has.
fn search_words(text: &str) -> String {
    const EVERY: [&str; 5] = ["vaccine", "vaccines", "vaccination", "shot", "jab"];
    let text = text.to_lowercase();
    text.split_whitespace().filter(|word| !EVERY.contains(word)).collect::<Vec<_>>().join(" ")
}

/// Whether a text says something in one of these ways: a number not as part of a longer one, a word from its beginning.
fn says(text: &str, ways: &[String]) -> bool {
    let text = text.to_lowercase();
    let said = |way: &String| {
        let way = way.to_lowercase();
        text.match_indices(&way).any(|(at, found)| {
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            let begins = match found.chars().next() {
                Some(first) if first.is_ascii_digit() => !goes_on(before.chars().rev()),
                Some(first) if first.is_alphabetic() => !before.ends_with(char::is_alphanumeric),
                _ => true,
            };
            begins && (!found.ends_with(|last: char| last.is_ascii_digit()) || !goes_on(after.chars()))
        })
    };
    ways.iter().any(said)
}

/// Whether a number goes on with these characters: a digit, or a point and a digit.
fn goes_on(mut characters: impl Iterator<Item = char>) -> bool {
    let digit = |next: Option<char>| next.is_some_and(|next| next.is_ascii_digit());
    match characters.next() {
        Some('.' | ',') => digit(characters.next()),
        next => digit(next),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    fn wanted(arguments: &str) -> Wanted {
        let Json::Object(members) = read(arguments).unwrap() else { return wanted("{}") };
        let arguments = members.into_iter().map(|(name, value)| (name, vec![value])).collect();
        Wanted { name: "f".into(), arguments, optional: Vec::new() }
    }

    fn fit(wanted: &Wanted, made: &str, how: Comparison) -> bool {
        fits(wanted, &read(made).unwrap(), how)
    }

    #[test]
    fn texts_are_compared_without_case_and_last_dot_and_numbers_as_numbers() {
        let right = wanted(r#"{"a": "Oslo", "n": 5, "l": ["x"]}"#);
        assert!(fit(&right, r#"{"l": ["X"], "a": "oslo.", "n": 5.0}"#, Comparison::Exact));
        assert!(!fit(&right, r#"{"a": "Oslo", "n": 5}"#, Comparison::Exact), "an argument is missing");
        assert!(!fit(&right, r#"{"a": "Oslo", "n": 5, "l": ["x"], "m": 1}"#, Comparison::Exact), "one too many");
        assert!(!fit(&right, r#"{"a": "Os lo", "n": 5, "l": ["x"]}"#, Comparison::Exact));
        assert!(fit(&right, r#"{"a": "Os-lo", "n": 5, "l": ["x"]}"#, Comparison::Leaderboard));
    }

    #[test]
    fn what_may_be_left_out_may_be_left_out() {
        let right = Wanted { optional: vec!["n".into()], ..wanted(r#"{"a": 1, "n": 2}"#) };
        assert!(fit(&right, r#"{"a": 1}"#, Comparison::Leaderboard));
        assert!(!fit(&right, r#"{"a": 1, "n": 3}"#, Comparison::Leaderboard));
    }

    #[test]
    fn several_calls_are_right_in_any_order_and_none_too_many() {
        let (one, two) = (wanted(r#"{"a": 1}"#), wanted(r#"{"a": 2}"#));
        let made = |values: &[i64]| Made {
            calls: values.iter().map(|value| ("f".into(), Json::object([("a", Json::from(*value))]))).collect(),
            ..Made::default()
        };
        let both = [one, two];
        assert!(all_fit(&both, &made(&[2, 1]), Comparison::Exact));
        assert!(!all_fit(&both, &made(&[1, 1]), Comparison::Exact));
        assert!(!all_fit(&both, &made(&[1]), Comparison::Exact));
        assert!(!all_fit(&both, &made(&[1, 2, 2]), Comparison::Exact));
    }

    #[test]
    fn a_number_is_not_said_by_a_longer_one() {
        let ways = |text: &str| vec![text.to_owned()];
        assert!(says("It is 12 degrees.", &ways("12")) && says("in OSLO", &ways("Oslo")));
        assert!(!says("It is 112 degrees.", &ways("12")) && !says("120", &ways("12")));
        assert!(!says("It is 1.12 or 12,5.", &ways("12")) && says("It is 12.", &ways("12")));
        assert!(!says("Another one.", &ways("other")) && says("None. Other?", &ways("other")));
    }
}
