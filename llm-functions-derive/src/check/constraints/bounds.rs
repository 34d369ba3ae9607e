//! Bounds by themselves: what the type can hold, and what makes sense as one.

use quote::quote;

use super::applicable::typed;
use crate::attr::Bound;
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::symbol;
use crate::ty::{Integer, Shape, last_name};

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    match subject.shape() {
        Shape::Integer(integer) => {
            within_type(cx, subject, integer);
            whole(cx, subject, integer);
        }
        Shape::Other => unknown_kind(cx, subject),
        _ => {}
    }
    positive(cx, subject);
}

/// A literal that the integer type cannot hold.
fn within_type(cx: &Ctxt, subject: &Subject<'_>, integer: Integer) {
    for (key, attr) in subject.constraints.bounds() {
        if let Bound::Integer(bound) = attr.value
            && let Some(limit) = outside(key, bound, integer)
        {
            let message = format!("`{key}` is {bound}, and {} `{}` is never {limit}", a(integer), integer.name);
            cx.error(&attr.written, message);
        }
    }
}

/// Whether a bound is reported by itself, so that nothing else need be said about the range.
pub(super) fn reports(subject: &Subject<'_>) -> bool {
    let Shape::Integer(integer) = subject.shape() else { return false };
    subject.constraints.bounds().any(|(key, attr)| match attr.value {
        Bound::Integer(bound) => outside(key, bound, integer).is_some(),
        Bound::Number(_) => true,
        Bound::Expression(_) => false,
    })
}

/// An exclusive bound may lie one beside the type's values: `exclusive_maximum = 256` says of a `u8` what its type says.
fn outside(key: &str, bound: i128, integer: Integer) -> Option<String> {
    let (least, most) = match key {
        symbol::EXCLUSIVE_MINIMUM => (integer.minimum - 1, integer.maximum - 1),
        symbol::EXCLUSIVE_MAXIMUM => (integer.minimum + 1, integer.maximum + 1),
        // A divisor that is not positive is reported as such.
        symbol::MULTIPLE_OF => (i128::MIN, integer.maximum),
        _ => (integer.minimum, integer.maximum),
    };
    if bound < least {
        Some(format!("below {}", integer.minimum))
    } else if bound > most {
        Some(format!("above {}", integer.maximum))
    } else {
        None
    }
}

fn a(integer: Integer) -> &'static str {
    if integer.name.starts_with('i') { "an" } else { "a" }
}

/// A fraction as the bound of an integer.
fn whole(cx: &Ctxt, subject: &Subject<'_>, integer: Integer) {
    for (key, attr) in subject.constraints.bounds() {
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
fn unknown_kind(cx: &Ctxt, subject: &Subject<'_>) {
    for (key, attr) in subject.constraints.bounds() {
        if matches!(attr.value, Bound::Expression(_)) {
            let ty =
                subject.ty.and_then(last_name).map_or_else(|| subject.called.clone(), |name| format!("a `{name}`"));
            cx.error(&attr.written, format!("`{key}` on {ty} must be written as a number: `{key} = 1`"));
        }
    }
}

/// Nothing is a multiple of zero but zero.
fn positive(cx: &Ctxt, subject: &Subject<'_>) {
    let Some(divisor) = &subject.constraints.multiple_of else { return };
    let is_positive = match divisor.value {
        Bound::Integer(whole) => whole > 0,
        Bound::Number(number) => number > 0.0,
        Bound::Expression(_) => true,
    };
    if !is_positive {
        let written = &divisor.written;
        cx.error(quote!(#written), "`multiple_of` must be greater than 0");
    }
}

/// The type in a message, when it is known.
pub(super) fn is(subject: &Subject<'_>) -> String {
    let ty = subject.ty.map(typed).unwrap_or_default();
    format!("{} is {ty}", subject.called)
}
