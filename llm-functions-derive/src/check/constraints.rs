//! Constraints: on types that can have them, within the type, and such that something satisfies them.

use std::cmp::Ordering;

use quote::ToTokens;

use crate::ast::Parameter;
use crate::attr::{Attr, Bound, Count};
use crate::ctxt::Ctxt;
use crate::expand::constraints::{bounds, counts, is_length};
use crate::symbol;
use crate::ty::{Integer, Shape, constrained, last_name};

pub(super) fn check(cx: &Ctxt, parameter: &Parameter<'_>) {
    wrong_type(cx, parameter);
    within_type(cx, parameter);
    whole(cx, parameter);
    unknown_kind(cx, parameter);
    empty_range(cx, parameter);
    empty_count(cx, &parameter.attrs.min_length, &parameter.attrs.max_length, "characters");
    empty_count(cx, &parameter.attrs.min_items, &parameter.attrs.max_items, "items");
}

/// A constraint on a type that cannot have it.
fn wrong_type(cx: &Ctxt, parameter: &Parameter<'_>) {
    let shape = parameter.shape.inner();
    for (key, attr) in bounds(parameter) {
        if !matches!(shape, Shape::Integer(_) | Shape::Float | Shape::Other) {
            cx.error(&attr.whole, wrong(key, "a number", parameter));
        }
    }
    for (key, attr) in counts(parameter) {
        let fits = if is_length(key) { matches!(shape, Shape::Text) } else { matches!(shape, Shape::List) };
        if !fits && !matches!(shape, Shape::Other) {
            let what = if is_length(key) { "a `String`" } else { "a list" };
            cx.error(&attr.whole, wrong(key, what, parameter));
        }
    }
}

fn wrong(key: &str, what: &str, parameter: &Parameter<'_>) -> String {
    let ty = last_name(constrained(parameter.ty)).unwrap_or_default();
    let article = if ty.starts_with(['i', 'I']) { "an" } else { "a" };
    let mut message = format!("`{key}` can only be used on {what}, and `{}` is {article} `{ty}`", parameter.ident);
    if let Some((subject, instead)) = instead(key, parameter.shape.inner()) {
        message.push_str(&format!("; for its {subject} use `{instead}`"));
    }
    message
}

/// What was probably meant on this type.
fn instead(key: &str, shape: Shape<'_>) -> Option<(&'static str, &'static str)> {
    let least = key.starts_with("min");
    match shape {
        Shape::Text => Some(("length", if least { symbol::MIN_LENGTH } else { symbol::MAX_LENGTH })),
        Shape::List => Some(("length", if least { symbol::MIN_ITEMS } else { symbol::MAX_ITEMS })),
        Shape::Integer(_) | Shape::Float => Some(("value", if least { symbol::MINIMUM } else { symbol::MAXIMUM })),
        _ => None,
    }
}

/// A literal that the integer type cannot hold.
fn within_type(cx: &Ctxt, parameter: &Parameter<'_>) {
    let Shape::Integer(integer) = parameter.shape.inner() else { return };
    for (key, attr) in bounds(parameter) {
        if let Bound::Integer(bound) = attr.value
            && let Some(limit) = outside(bound, integer)
        {
            cx.error(
                &attr.written,
                format!("`{key}` is {bound}, and {} `{}` is never {limit}", a(integer), integer.name),
            );
        }
    }
}

fn outside(bound: i128, integer: Integer) -> Option<String> {
    if bound < integer.minimum {
        Some(format!("below {}", integer.minimum))
    } else if bound > integer.maximum {
        Some(format!("above {}", integer.maximum))
    } else {
        None
    }
}

fn a(integer: Integer) -> &'static str {
    // "an i32", "a u8", but "an u8" to nobody.
    if integer.name.starts_with('i') { "an" } else { "a" }
}

/// A fraction as the bound of an integer.
fn whole(cx: &Ctxt, parameter: &Parameter<'_>) {
    let Shape::Integer(integer) = parameter.shape.inner() else { return };
    for (key, attr) in bounds(parameter) {
        if let Bound::Number(bound) = attr.value {
            let message = format!(
                "`{key}` is {bound:?}, and {} `{}` has no fractions; use a whole number",
                a(integer),
                integer.name
            );
            cx.error(&attr.written, message);
        }
    }
}

/// A named constant on a type of which the macro does not know whether it is an integer or a float.
fn unknown_kind(cx: &Ctxt, parameter: &Parameter<'_>) {
    if !matches!(parameter.shape.inner(), Shape::Other) {
        return;
    }
    for (key, attr) in bounds(parameter) {
        if matches!(attr.value, Bound::Expression(_)) {
            let ty = last_name(constrained(parameter.ty)).unwrap_or_default();
            let message = format!("`{key}` on a `{ty}` must be written as a number: `{key} = 1`");
            cx.error(&attr.written, message);
        }
    }
}

/// No number is between the bounds.
fn empty_range(cx: &Ctxt, parameter: &Parameter<'_>) {
    let (Some(minimum), Some(maximum)) = (&parameter.attrs.minimum, &parameter.attrs.maximum) else { return };
    if minimum.value.compare(&maximum.value) == Some(Ordering::Greater) {
        let message = format!("no value can be at least {} and at most {}", minimum.value, maximum.value);
        both(cx, minimum, maximum, &message);
    }
}

/// No length is between the bounds.
fn empty_count(cx: &Ctxt, least: &Option<Attr<Count>>, most: &Option<Attr<Count>>, what: &str) {
    let (Some(least), Some(most)) = (least, most) else { return };
    if let (Some(fewest), Some(greatest)) = (least.value.literal(), most.value.literal())
        && fewest > greatest
    {
        let message = format!("no value can have at least {fewest} and at most {greatest} {what}");
        both(cx, least, most, &message);
    }
}

fn both<T>(cx: &Ctxt, one: &Attr<T>, other: &Attr<T>, message: &str) {
    for attr in [one, other] {
        cx.error(attr.whole.to_token_stream(), message);
    }
}
