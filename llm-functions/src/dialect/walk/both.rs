//! What two sets of rules say together, where that needs no new node.

use crate::spec::Bound;
use crate::view::{Node, NumberRules, StringRules, Types};

pub(super) fn takes_null(node: &Node) -> bool {
    node.nullable || node.types.contains(Types::NULL)
}

pub(super) fn both_types(one: Types, other: Types) -> Types {
    let with_integers = |types: Types| if types.contains(Types::NUMBER) { types.with(Types::INTEGER) } else { types };
    let (one, other) = (with_integers(one), with_integers(other));
    let both = one.both(other);
    if both.contains(Types::NUMBER) && both != Types::ANY { both.without(Types::INTEGER) } else { both }
}

pub(super) fn both_numbers(one: &NumberRules, other: &NumberRules) -> NumberRules {
    NumberRules {
        minimum: greater(one.minimum, other.minimum),
        maximum: lesser(one.maximum, other.maximum),
        exclusive_minimum: greater(one.exclusive_minimum, other.exclusive_minimum),
        exclusive_maximum: lesser(one.exclusive_maximum, other.exclusive_maximum),
        multiple_of: one.multiple_of.iter().chain(&other.multiple_of).copied().collect(),
        type_range: one.type_range.or(other.type_range),
        written_whole: one.written_whole || other.written_whole,
    }
}

pub(super) fn both_strings(mut one: StringRules, other: StringRules) -> StringRules {
    one.min_length = one.min_length.max(other.min_length);
    one.max_length = least(one.max_length, other.max_length);
    one.patterns.extend(other.patterns);
    one.formats.extend(other.formats);
    one
}

pub(super) fn least(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

fn greater(one: Option<Bound>, other: Option<Bound>) -> Option<Bound> {
    one.into_iter().chain(other).reduce(|one, other| if one.is_less_than(other) { other } else { one })
}

fn lesser(one: Option<Bound>, other: Option<Bound>) -> Option<Bound> {
    one.into_iter().chain(other).reduce(|one, other| if other.is_less_than(one) { other } else { one })
}

/// Whether two nodes say the same of a value, types and alternatives aside.
pub(super) fn same_rules(one: &Node, other: &Node) -> bool {
    let strings = |node: &Node| {
        let rules = &node.string;
        let patterns: Vec<String> = rules.patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect();
        (rules.min_length, rules.max_length, patterns, rules.formats.clone())
    };
    let arrays = |node: &Node| {
        let rules = &node.array;
        (rules.prefix.clone(), rules.items, rules.min_items, rules.max_items, rules.unique_items)
    };
    let objects = |node: &Node| {
        let rules = &node.object;
        (rules.properties.clone(), rules.additional, rules.min_properties, rules.max_properties)
    };
    let rest = |node: &Node| (node.choices.clone(), node.any_of.clone(), node.one_of.clone(), node.all_of.clone());
    one.number == other.number
        && strings(one) == strings(other)
        && arrays(one) == arrays(other)
        && objects(one) == objects(other)
        && rest(one) == rest(other)
        && one.reference == other.reference
        && one.rare.is_none()
        && other.rare.is_none()
}
