//! Readings of a number, a boolean or a string that look at nothing else.

use super::search::{Fits, Reading, Search};
use super::writing::Writing;
use super::{CoercionKind, decimal, spelling};
use crate::arguments::check::Path;
use crate::json::{self, Json};
use crate::view::{Node, Types};

/// Longer than any number that is worth reading.
const LONGEST_NUMBER: usize = 400;

impl Search<'_> {
    /// `fits` is what fits the whole place: where a string would do as well, no number is read into it.
    pub(super) fn scalar(
        &self,
        node: &Node,
        fits: Fits,
        value: &Json,
        writing: &Writing,
        at: &Path<'_>,
    ) -> Vec<Reading> {
        let types = fits.types;
        let readings: Vec<_> = match value {
            Json::String(text) if fits.text => spelled(node, text).into_iter().collect(),
            Json::String(text) => {
                [spelled(node, text), number(types, text), boolean(types, text)].into_iter().flatten().collect()
            }
            Json::Number(number) if !types.contains(Types::STRING) => {
                let integer = writing.digits(number).filter(|_| number.is_f64()).and_then(|text| whole(types, &text));
                integer.map(|integer| (integer, vec![CoercionKind::WholeNumber])).into_iter().collect()
            }
            Json::Number(number) if nothing_but_strings(types) => {
                let text = writing.digits(number);
                text.map(|text| (Json::String(text), vec![CoercionKind::ScalarAsString])).into_iter().collect()
            }
            Json::Bool(value) if nothing_but_strings(types) => {
                vec![(Json::String(value.to_string()), vec![CoercionKind::ScalarAsString])]
            }
            _ => Vec::new(),
        };
        let allowed = readings.into_iter().filter(|(_, kinds)| kinds.iter().all(|kind| self.allowed.allows(*kind)));
        allowed.map(|(value, kinds)| Reading::new(value, &kinds, at)).collect()
    }
}

fn spelled(node: &Node, text: &str) -> Option<(Json, Vec<CoercionKind>)> {
    let meant = node.choices.as_ref().and_then(|choices| spelling::meant(text, choices));
    meant.map(|choice| (choice, vec![CoercionKind::Spelling]))
}

fn number(types: Types, text: &str) -> Option<(Json, Vec<CoercionKind>)> {
    let text = text.trim();
    if !types.has_numbers() || text.len() > LONGEST_NUMBER {
        return None;
    }
    let Ok(Json::Number(number)) = json::read(text) else { return None };
    Some(match whole(types, text).filter(|_| number.is_f64()) {
        Some(integer) => (integer, vec![CoercionKind::NumberInString, CoercionKind::WholeNumber]),
        None => (Json::Number(number), vec![CoercionKind::NumberInString]),
    })
}

fn boolean(types: Types, text: &str) -> Option<(Json, Vec<CoercionKind>)> {
    let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
    let value = if is("true") { true } else { is("false").then_some(false)? };
    types.contains(Types::BOOLEAN).then(|| (Json::Bool(value), vec![CoercionKind::BooleanInString]))
}

/// The integer that a number is, where integers and no other numbers fit.
fn whole(types: Types, text: &str) -> Option<Json> {
    if !types.contains(Types::INTEGER) || types.contains(Types::NUMBER) {
        return None;
    }
    let value = decimal::whole(text)?;
    i64::try_from(value).map(Json::from).or_else(|_| u64::try_from(value).map(Json::from)).ok()
}

fn nothing_but_strings(types: Types) -> bool {
    types.without(Types::NULL) == Types::STRING
}
