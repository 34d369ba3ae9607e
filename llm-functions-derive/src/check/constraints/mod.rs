//! Constraints: on types that can have them, within the type, and such that something satisfies them.

mod applicable;
mod bounds;
mod combinations;
mod listed;
mod pattern;
mod ranges;

use quote::ToTokens;

use crate::attr::Attr;
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::ty::Shape;

pub(crate) use applicable::{named_type, wanted};
pub(super) use pattern::matches;
pub(super) use ranges::is_empty as is_empty_range;

/// Applies every rule to a parameter's constraints, then to those of its items.
pub(crate) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    applicable::check(cx, subject);
    bounds::check(cx, subject);
    ranges::check(cx, subject);
    combinations::check(cx, subject);
    pattern::check(cx, subject);
    listed::check(cx, subject);
    let may_have_items = subject.shape().item().is_some() || matches!(subject.shape(), Shape::Other);
    if let Some(items) = subject.items().filter(|_| may_have_items) {
        check(cx, &items);
    }
}

fn both<T, U>(cx: &Ctxt, one: &Attr<T>, other: &Attr<U>, message: &str) {
    for whole in [&one.whole, &other.whole] {
        cx.error(whole.to_token_stream(), message);
    }
}
