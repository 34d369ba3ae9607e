//! Which constraints a type can have, as far as its name says. The rest is for the compiler, through the type's facts.

use std::fmt::Write;

use quote::ToTokens;

use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::symbol;
use crate::ty::{Shape, last_name};

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    if matches!(subject.shape(), Shape::Other) {
        return;
    }
    for (key, whole) in subject.constraints.present() {
        if let Some(message) = redundant(key, subject) {
            cx.error(whole, message);
        } else if !fits(key, subject.shape()) {
            cx.error(whole, wrong(key, subject));
        }
    }
}

/// The types that a constraint can stand on.
fn fits(key: &str, shape: Shape<'_>) -> bool {
    use Shape::{Array, Boolean, Character, Float, Integer, List, Map, Set, Text};
    match key {
        symbol::MIN_LENGTH | symbol::MAX_LENGTH | symbol::FORMAT => matches!(shape, Text),
        symbol::PATTERN => matches!(shape, Text | Character),
        symbol::MIN_ITEMS | symbol::MAX_ITEMS => matches!(shape, List(_) | Set(_) | Map(_)),
        symbol::UNIQUE_ITEMS => matches!(shape, List(_) | Array(..)),
        symbol::ITEMS => matches!(shape, List(_) | Set(_) | Array(..) | Map(_)),
        symbol::ONE_OF => matches!(shape, Integer(_) | Float | Text | Character),
        symbol::CONSTANT => matches!(shape, Integer(_) | Float | Text | Character | Boolean),
        _ => matches!(shape, Integer(_) | Float),
    }
}

/// Whether single values of the type can be listed at all.
pub(super) fn can_be_listed(shape: Shape<'_>) -> bool {
    matches!(shape, Shape::Other) || fits(symbol::CONSTANT, shape)
}

/// What the type alone makes sure of.
fn redundant(key: &str, subject: &Subject<'_>) -> Option<String> {
    match (key, subject.shape()) {
        (symbol::UNIQUE_ITEMS, Shape::Set(_)) => {
            Some(format!("`{key}` is redundant on a set; it holds every item once"))
        }
        (symbol::MIN_ITEMS | symbol::MAX_ITEMS, Shape::Array(_, length)) => {
            let length = length.to_token_stream();
            Some(format!("`{key}` has no effect on an array, whose length is always {length}; remove it"))
        }
        (symbol::MIN_LENGTH | symbol::MAX_LENGTH, Shape::Character) => Some(format!(
            "`{key}` has no effect on a `char`, which is always one character; remove it, or use a `String`"
        )),
        _ => None,
    }
}

fn wrong(key: &str, subject: &Subject<'_>) -> String {
    let is = subject.ty.map(typed).unwrap_or_default();
    let mut message = format!("`{key}` can only be used on {}, and {} is {is}", wanted(key), subject.called);
    if let Some(instead) = instead(key, subject.shape()) {
        let _ = write!(message, "; {instead}");
    }
    message
}

/// "an `i64`", "a `Vec`".
pub(super) fn typed(ty: &syn::Type) -> String {
    match last_name(ty) {
        Some(name) if name.starts_with(['i', 'I', 'f']) => format!("an `{name}`"),
        Some(name) => format!("a `{name}`"),
        None => "an array".to_owned(),
    }
}

/// What a type is called of which only the compiler knows more.
pub(crate) fn named_type(subject: &Subject<'_>) -> String {
    subject.ty.and_then(last_name).map_or_else(|| subject.called.clone(), |name| format!("`{name}`"))
}

/// The types that a constraint can stand on, in words.
pub(crate) fn wanted(key: &str) -> &'static str {
    match key {
        symbol::MIN_LENGTH | symbol::MAX_LENGTH | symbol::FORMAT => "a `String`",
        symbol::PATTERN => "a `String` or a `char`",
        symbol::MIN_ITEMS | symbol::MAX_ITEMS | symbol::ITEMS => "a list, a set or a map",
        symbol::UNIQUE_ITEMS => "a list",
        symbol::ONE_OF => "a string or a number",
        symbol::CONSTANT => "a string, a number or a `bool`",
        _ => "a number",
    }
}

/// What was probably meant on this type.
fn instead(key: &str, shape: Shape<'_>) -> Option<String> {
    let least = key.contains("min");
    let is_limit = least || key.contains("max");
    let limit = |subject: &str, least_key: &str, most_key: &str| {
        let key = if least { least_key } else { most_key };
        is_limit.then(|| format!("for its {subject} use `{key}`"))
    };
    match shape {
        Shape::Text => limit("length", symbol::MIN_LENGTH, symbol::MAX_LENGTH),
        Shape::Integer(_) | Shape::Float => limit("value", symbol::MINIMUM, symbol::MAXIMUM),
        Shape::List(_) | Shape::Set(_) | Shape::Map(_) if is_limit => {
            limit("length", symbol::MIN_ITEMS, symbol::MAX_ITEMS)
        }
        shape => shape.item().is_some_and(|item| fits(key, Shape::of(item))).then(|| {
            let value = if key == symbol::UNIQUE_ITEMS { key.to_owned() } else { format!("{key} = ...") };
            format!("for its items use `items({value})`")
        }),
    }
}
