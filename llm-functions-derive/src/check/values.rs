//! Values that are written out, in a default, an example or a list of values: within the constraints beside them. Their
//! type is for the compiler to check.

use std::cmp::Ordering;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Expr;

use super::constraints;
use super::literals::{items, plain};
use crate::attr::{Attr, Bound, Count, Scalar};
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::suggest;
use crate::ty::Shape;

/// A value of which at least a part may be a literal. Anything else is compared by the compiler where it is a named
/// constant, and when the function is registered.
pub(super) fn expression(cx: &Ctxt, what: &str, value: &Expr, subject: &Subject<'_>) {
    let value = plain(value);
    if let Some(literal) = Scalar::of(value) {
        return scalar(cx, what, &value.to_token_stream(), &literal, subject);
    }
    let Some(items) = items(value) else { return };
    let constraints = subject.constraints;
    let limits = (constraints.min_items.as_ref(), constraints.max_items.as_ref());
    count(cx, what, &value.to_token_stream(), items.len(), limits, "item");
    if constraints.unique_items.is_some() {
        repeated(cx, what, &items);
    }
    if let Some(subject) = subject.items() {
        for item in &items {
            let what = if what.ends_with(" item") { what.to_owned() } else { format!("{what} item") };
            expression(cx, &what, item, &subject);
        }
    }
}

/// A literal against every constraint.
pub(super) fn scalar(cx: &Ctxt, what: &str, at: &TokenStream, value: &Scalar, subject: &Subject<'_>) {
    if constraints::is_empty_range(subject) {
        return within_type(cx, what, at, value, subject);
    }
    match value {
        Scalar::Number(number) if outside_range(cx, what, at, number, subject) => {}
        Scalar::Number(_) => within_type(cx, what, at, value, subject),
        Scalar::Text(text) => self::text(cx, what, at, text, subject),
        Scalar::Boolean(_) => {}
    }
    if !what.starts_with("`one_of`") {
        listed(cx, what, at, value, subject);
    }
}

/// A literal that the integer type cannot hold.
pub(super) fn within_type(cx: &Ctxt, what: &str, at: &TokenStream, value: &Scalar, subject: &Subject<'_>) {
    if let (Shape::Integer(integer), Scalar::Number(Bound::Integer(value))) = (subject.shape(), value)
        && !(integer.minimum..=integer.maximum).contains(value)
    {
        let (least, most, name) = (integer.minimum, integer.maximum, integer.name);
        cx.error(at, format!("{what} {value} is outside {least}..={most}, which is all a `{name}` can hold"));
    }
}

/// Whether a number is outside the bounds, which is then reported.
fn outside_range(cx: &Ctxt, what: &str, at: &TokenStream, value: &Bound, subject: &Subject<'_>) -> bool {
    let all = subject.constraints;
    let (low, high) = (known(all.minimum.as_ref()), known(all.maximum.as_ref()));
    let above = |limit: Option<&Bound>| limit.and_then(|limit| value.compare(limit));
    let message = match (low, high) {
        (Some(low), Some(high)) if outside(above(Some(low)), above(Some(high))) => {
            Some(format!("is outside {low}..={high}"))
        }
        (Some(low), _) if above(Some(low)) == Some(Ordering::Less) => Some(format!("is below the minimum {low}")),
        (_, Some(high)) if above(Some(high)) == Some(Ordering::Greater) => Some(format!("is above the maximum {high}")),
        _ => exclusive(subject, value),
    };
    let message = message.or_else(|| not_a_multiple(subject, value));
    if let Some(message) = &message {
        cx.error(at, format!("{what} {value} {message}"));
    }
    message.is_some()
}

fn outside(low: Option<Ordering>, high: Option<Ordering>) -> bool {
    low == Some(Ordering::Less) || high == Some(Ordering::Greater)
}

fn exclusive(subject: &Subject<'_>, value: &Bound) -> Option<String> {
    let compared = |limit: Option<&Bound>| limit.and_then(|limit| value.compare(limit));
    let (low, high) =
        (known(subject.constraints.exclusive_minimum.as_ref()), known(subject.constraints.exclusive_maximum.as_ref()));
    if let (Some(low), Some(Ordering::Less | Ordering::Equal)) = (low, compared(low)) {
        return Some(format!("is not greater than {low}"));
    }
    match (high, compared(high)) {
        (Some(high), Some(Ordering::Greater | Ordering::Equal)) => Some(format!("is not less than {high}")),
        _ => None,
    }
}

fn not_a_multiple(subject: &Subject<'_>, value: &Bound) -> Option<String> {
    let step = known(subject.constraints.multiple_of.as_ref())?;
    (value.is_multiple_of(step) == Some(false)).then(|| format!("is not a multiple of {step}"))
}

fn known(attr: Option<&Attr<Bound>>) -> Option<&Bound> {
    attr.map(|attr| &attr.value).filter(|bound| !matches!(bound, Bound::Expression(_)))
}

fn text(cx: &Ctxt, what: &str, at: &TokenStream, text: &str, subject: &Subject<'_>) {
    let constraints = subject.constraints;
    let limits = (constraints.min_length.as_ref(), constraints.max_length.as_ref());
    count(cx, what, at, text.chars().count(), limits, "character");
    if let Some(pattern) = &constraints.pattern
        && constraints::matches(&pattern.value, text) == Some(false)
    {
        cx.error(at, format!("{what} {text:?} does not match the pattern {:?}", pattern.value));
    }
    if let Some(format) = &constraints.format
        && super::formats::fits(format.value.name, text) == Some(false)
    {
        cx.error(at, format!("{what} {text:?} is not of the format `{}`", format.value.name));
    }
}

/// A value that is none of those there are.
fn listed(cx: &Ctxt, what: &str, at: &TokenStream, value: &Scalar, subject: &Subject<'_>) {
    let Some(listed) = subject.constraints.listed() else { return };
    if listed.iter().any(|one| one.value.same(value)) {
        return;
    }
    let message = match &subject.constraints.constant {
        Some(constant) => format!("{what} {value} is not the constant {}", constant.value),
        None => format!("{what} {value} is none of the values of `one_of`{}", meant(value, &listed)),
    };
    cx.error(at, message);
}

fn meant(value: &Scalar, listed: &[&Attr<Scalar>]) -> String {
    let Scalar::Text(typed) = value else { return String::new() };
    let texts = listed.iter().filter_map(|one| if let Scalar::Text(text) = &one.value { Some(&**text) } else { None });
    let texts: Vec<&str> = texts.collect();
    suggest::nearest(typed, &texts).map_or_else(String::new, |word| format!("; did you mean {word:?}?"))
}

type Limits<'a> = (Option<&'a Attr<Count>>, Option<&'a Attr<Count>>);

fn count(cx: &Ctxt, what: &str, at: &TokenStream, count: usize, (least, most): Limits<'_>, unit: &str) {
    let limit = |attr: Option<&Attr<Count>>| attr.and_then(|attr| attr.value.literal());
    let plural = if count == 1 { "" } else { "s" };
    let has = format!("{what} has {count} {unit}{plural}");
    if let Some(least) = limit(least).filter(|least| count < *least as usize) {
        cx.error(at, format!("{has}, and at least {least} must be given"));
    }
    if let Some(most) = limit(most).filter(|most| count > *most as usize) {
        cx.error(at, format!("{has}, and at most {most} can be given"));
    }
}

/// Literal items that are there twice.
fn repeated(cx: &Ctxt, what: &str, items: &[Expr]) {
    for (index, item) in items.iter().enumerate() {
        let Some(value) = Scalar::of(plain(item)) else { continue };
        let earlier = items.iter().take(index).filter_map(|earlier| Scalar::of(plain(earlier)));
        if earlier.into_iter().any(|earlier| earlier.same(&value)) {
            cx.error(item, format!("{what} has {value} twice, and `unique_items` is asked for"));
        }
    }
}
