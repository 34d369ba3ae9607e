//! Ranges that nothing lies in.

use std::cmp::Ordering;

use super::{both, bounds};
use crate::attr::{Attr, Bound, Count};
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::ty::Shape;

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    let constraints = subject.constraints;
    empty(cx, subject);
    no_multiple(cx, subject);
    empty_count(cx, constraints.min_length.as_ref(), constraints.max_length.as_ref(), "characters");
    empty_count(cx, constraints.min_items.as_ref(), constraints.max_items.as_ref(), "items");
    too_few_values(cx, subject);
}

/// One end of a range.
struct End<'a> {
    attr: &'a Attr<Bound>,
    exclusive: bool,
}

/// The ends that are written; where a bound and its exclusive twin both are, that is a mistake of its own.
fn ends<'a>(subject: &Subject<'a>) -> (Option<End<'a>>, Option<End<'a>>) {
    let end = |inclusive: &'a Option<Attr<Bound>>, exclusive: &'a Option<Attr<Bound>>| match (inclusive, exclusive) {
        (Some(attr), None) => Some(End { attr, exclusive: false }),
        (None, Some(attr)) => Some(End { attr, exclusive: true }),
        _ => None,
    };
    let constraints = subject.constraints;
    (
        end(&constraints.minimum, &constraints.exclusive_minimum),
        end(&constraints.maximum, &constraints.exclusive_maximum),
    )
}

/// Whether no number is between the bounds, so that nothing else need be said about them.
pub(crate) fn is_empty(subject: &Subject<'_>) -> bool {
    let (Some(low), Some(high)) = ends(subject) else { return false };
    if let (Shape::Integer(_), Bound::Integer(least), Bound::Integer(most)) =
        (subject.shape(), &low.attr.value, &high.attr.value)
    {
        return least + i128::from(low.exclusive) > most - i128::from(high.exclusive);
    }
    match low.attr.value.compare(&high.attr.value) {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => low.exclusive || high.exclusive,
        _ => false,
    }
}

fn empty(cx: &Ctxt, subject: &Subject<'_>) {
    let (Some(low), Some(high)) = ends(subject) else { return };
    if is_empty(subject) && !bounds::reports(subject) {
        let from = if low.exclusive { "greater than" } else { "at least" };
        let to = if high.exclusive { "less than" } else { "at most" };
        let what = if low.attr.value.compare(&high.attr.value) == Some(Ordering::Less) { "integer" } else { "value" };
        let message = format!("no {what} can be {from} {} and {to} {}", low.attr.value, high.attr.value);
        both(cx, low.attr, high.attr, &message);
    }
}

/// No multiple lies between the bounds, or between those of the type.
fn no_multiple(cx: &Ctxt, subject: &Subject<'_>) {
    let Some(divisor) = &subject.constraints.multiple_of else { return };
    let (Some(least), Some(most)) = whole_range(subject) else { return };
    let Bound::Integer(step @ 1..) = divisor.value else { return };
    if least <= most && most.div_euclid(step) < least.div_euclid(step) + i128::from(least.rem_euclid(step) != 0) {
        cx.error(&divisor.whole, format!("no multiple of {step} is from {least} to {most}"));
    }
}

/// The least and greatest whole number that the bounds and the type leave.
fn whole_range(subject: &Subject<'_>) -> (Option<i128>, Option<i128>) {
    let (low, high) = ends(subject);
    let own = |bound: fn(crate::ty::Integer) -> i128| match subject.shape() {
        Shape::Integer(integer) => Some(bound(integer)),
        _ => None,
    };
    let end = |end: Option<End<'_>>, inward: i128, own: Option<i128>| match end {
        None => own,
        Some(End { attr: Attr { value: Bound::Integer(bound), .. }, exclusive: false }) => Some(*bound),
        Some(End { attr: Attr { value: Bound::Integer(bound), .. }, exclusive: true }) if own.is_some() => {
            Some(bound + inward)
        }
        Some(_) => None,
    };
    (end(low, 1, own(|integer| integer.minimum)), end(high, -1, own(|integer| integer.maximum)))
}

/// No length is between the bounds.
fn empty_count(cx: &Ctxt, least: Option<&Attr<Count>>, most: Option<&Attr<Count>>, what: &str) {
    let (Some(least), Some(most)) = (least, most) else { return };
    if let (Some(fewest), Some(greatest)) = (least.value.literal(), most.value.literal())
        && fewest > greatest
    {
        let message = format!("no value can have at least {fewest} and at most {greatest} {what}");
        both(cx, least, most, &message);
    }
}

/// More different items than there are values.
fn too_few_values(cx: &Ctxt, subject: &Subject<'_>) {
    let different = subject.constraints.unique_items.is_some() || matches!(subject.shape(), Shape::Set(_));
    let Some(least) = &subject.constraints.min_items else { return };
    let listed = subject.items().and_then(|items| items.constraints.listed().map(|values| values.len()));
    let is_boolean = subject.shape().item().is_some_and(|item| matches!(Shape::of(item), Shape::Boolean));
    let Some(values) = listed.or(is_boolean.then_some(2)).filter(|_| different) else { return };
    if least.value.literal().is_some_and(|least| least as usize > values) {
        let message = format!("at least {} different items are asked for, and there are only {values}", least.written);
        cx.error(&least.whole, message);
    }
}
