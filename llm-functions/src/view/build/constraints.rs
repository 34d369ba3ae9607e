//! Constraints → rules. A place and its type may both have some; all of them hold.

use super::Builder;
use crate::json::Json;
use crate::pattern::Matcher;
use crate::spec::{Bound, Constraints, Scalar};
use crate::view::{Choice, Node, NumberRules, Types};

impl Builder {
    pub(super) fn constrain(&mut self, node: &mut Node, all: &[Constraints], place: &str) {
        for constraints in all {
            number(&mut node.number, constraints);
            self.string(node, constraints, place);
            items(node, constraints);
            one_of(node, constraints.one_of);
        }
    }

    fn string(&mut self, node: &mut Node, constraints: &Constraints, place: &str) {
        let rules = &mut node.string;
        rules.min_length = rules.min_length.max(constraints.min_length);
        rules.max_length = least(rules.max_length, constraints.max_length);
        rules.formats.extend(constraints.format.filter(|format| !rules.formats.contains(format)));
        match constraints.pattern.map(Matcher::new) {
            None => {}
            Some(Ok(pattern)) => {
                let meaning = constraints.meaning.map(|meaning| (meaning.into(), rules.patterns.len()));
                rules.meaning = rules.meaning.take().or(meaning);
                rules.patterns.push(pattern);
            }
            Some(Err(error)) => self.defect(place, format!("its pattern cannot be used: {error}")),
        }
    }
}

fn number(rules: &mut NumberRules, constraints: &Constraints) {
    rules.minimum = greater(rules.minimum, constraints.minimum);
    rules.exclusive_minimum = greater(rules.exclusive_minimum, constraints.exclusive_minimum);
    rules.maximum = lesser(rules.maximum, constraints.maximum);
    rules.exclusive_maximum = lesser(rules.exclusive_maximum, constraints.exclusive_maximum);
    rules.multiple_of.extend(constraints.multiple_of.filter(|factor| !rules.multiple_of.contains(factor)));
}

fn items(node: &mut Node, constraints: &Constraints) {
    let (min, max) = (constraints.min_items, constraints.max_items);
    if node.types == Types::OBJECT {
        node.object.min_properties = node.object.min_properties.max(min);
        node.object.max_properties = least(node.object.max_properties, max);
    } else {
        node.array.min_items = node.array.min_items.max(min);
        node.array.max_items = least(node.array.max_items, max);
        node.array.unique_items |= constraints.unique_items;
    }
}

fn one_of(node: &mut Node, scalars: &[Scalar]) {
    if scalars.is_empty() {
        return;
    }
    let allowed: Vec<Json> = scalars.iter().map(json).collect();
    node.choices = Some(match node.choices.take() {
        None => allowed.into_iter().map(|value| Choice::new(value, "")).collect(),
        Some(choices) => choices.into_iter().filter(|choice| allowed.contains(&choice.value)).collect(),
    });
}

fn json(scalar: &Scalar) -> Json {
    match *scalar {
        Scalar::Boolean(value) => value.into(),
        Scalar::Number(bound) => bound.into(),
        Scalar::String(text) => text.into(),
    }
}

fn least(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

fn greater(one: Option<Bound>, other: Option<Bound>) -> Option<Bound> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if one.is_less_than(other) { other } else { one }),
        _ => one.or(other),
    }
}

fn lesser(one: Option<Bound>, other: Option<Bound>) -> Option<Bound> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.is_less_than(one) { other } else { one }),
        _ => one.or(other),
    }
}
