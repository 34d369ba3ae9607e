//! What can be said of a value without looking into it.

use std::cmp::Ordering;

use super::type_of;
use crate::json::Json;
use crate::spec::Bound;
use crate::view::{Node, NumberRules, StringRules, Types};

/// Whether type, choices and the rules for numbers and strings accept the value.
pub(crate) fn fits(node: &Node, value: &Json) -> bool {
    of_type(node, value)
        && node.choices.as_ref().is_none_or(|choices| choices.iter().any(|choice| same(&choice.value, value)))
        && node.rare.as_ref().and_then(|rare| rare.constant.as_ref()).is_none_or(|constant| same(constant, value))
        && match value {
            Json::Number(number) => number_fits(&node.number, number),
            Json::String(text) => string_fits(&node.string, text),
            _ => true,
        }
}

fn of_type(node: &Node, value: &Json) -> bool {
    let types = node.types;
    match value {
        Json::Number(number) => {
            types.contains(Types::NUMBER) || types.contains(Types::INTEGER) && is_whole(&node.number, number)
        }
        other => types.contains(type_of(other)),
    }
}

fn is_whole(rules: &NumberRules, number: &serde_json::Number) -> bool {
    !number.is_f64() || !rules.written_whole && number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn number_fits(rules: &NumberRules, number: &serde_json::Number) -> bool {
    let at_least = |bound: Bound| compare(number, bound).is_some_and(Ordering::is_ge);
    let at_most = |bound: Bound| compare(number, bound).is_some_and(Ordering::is_le);
    rules.minimum.is_none_or(at_least)
        && rules.maximum.is_none_or(at_most)
        && rules.exclusive_minimum.is_none_or(|bound| compare(number, bound).is_some_and(Ordering::is_gt))
        && rules.exclusive_maximum.is_none_or(|bound| compare(number, bound).is_some_and(Ordering::is_lt))
        && rules.type_range.is_none_or(|(least, most)| at_least(least) && at_most(most))
        && rules.multiple_of.iter().all(|factor| is_multiple(number, *factor))
}

/// Integers are compared exactly, anything else as floats.
fn compare(number: &serde_json::Number, bound: Bound) -> Option<Ordering> {
    match number.as_i128() {
        Some(whole) => Bound::Integer(whole).compare(bound),
        None => Bound::Number(number.as_f64()?).compare(bound),
    }
}

/// Whole numbers are divided exactly. Decimal fractions such as 0.1 have no exact float, so a quotient that is a whole
/// number but for rounding counts as one.
#[allow(clippy::cast_precision_loss, reason = "a float can only be divided by a float")]
fn is_multiple(number: &serde_json::Number, factor: Bound) -> bool {
    match (number.as_i128(), factor) {
        (Some(whole), Bound::Integer(factor)) => factor != 0 && whole % factor == 0,
        (_, factor) => {
            let factor = match factor {
                Bound::Integer(whole) => whole as f64,
                Bound::Number(number) => number,
            };
            let quotient = number.as_f64().unwrap_or(f64::NAN) / factor;
            // A quotient that a float cannot hold is of a number far beyond the factor's last digit.
            if quotient.is_infinite() {
                return number.as_f64().is_some_and(|number| number % factor == 0.0);
            }
            (quotient - quotient.round()).abs() <= quotient.abs() * f64::EPSILON
        }
    }
}

fn string_fits(rules: &StringRules, text: &str) -> bool {
    let counted = rules.min_length.is_none() && rules.max_length.is_none()
        || within(text.chars().count(), rules.min_length, rules.max_length);
    counted
        && rules.patterns.iter().all(|pattern| pattern.is_match(text))
        && rules.formats.iter().all(|format| format.accepts(text))
}

pub(super) fn within(count: usize, least: Option<u32>, most: Option<u32>) -> bool {
    least.is_none_or(|least| count >= least as usize) && most.is_none_or(|most| count <= most as usize)
}

/// Whether two values are the same to JSON Schema: `1` is `1.0`, and the order of members does not matter.
pub(super) fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => {
            one == other || (one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64()
        }
        (Json::Array(one), Json::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Json::Object(one), Json::Object(_)) => {
            matches!(other, Json::Object(members) if members.len() == one.len())
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        (one, other) => one == other,
    }
}

/// Two items that are the [`same`]: the first that was there before, and where it was.
pub(super) fn twice(items: &[Json]) -> Option<(usize, usize)> {
    // A few are compared as they stand; many would take too long without a key for each.
    const FEW: usize = 24;
    if items.len() <= FEW {
        let earlier = |later: usize| items[..later].iter().position(|item| same(item, &items[later]));
        return (1..items.len()).find_map(|later| Some((earlier(later)?, later)));
    }
    let mut seen = std::collections::HashMap::new();
    let mut items = items.iter().enumerate();
    items.find_map(|(index, item)| seen.insert(identity(item), index).map(|earlier| (earlier, index)))
}

/// A text that two values share exactly when they are the [`same`]: members sorted, `1.0` written as `1`.
fn identity(value: &Json) -> String {
    match value {
        Json::Number(number) => match number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0) {
            Some(float) => format!("{float:.0}"),
            None => number.to_string(),
        },
        Json::Array(items) => format!("[{}]", items.iter().map(identity).collect::<Vec<_>>().join(",")),
        Json::Object(members) => {
            let mut members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", Json::from(name.as_str()), identity(value)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}
