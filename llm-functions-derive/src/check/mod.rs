//! The rules, one function each. A rule reports what breaks it and goes on; none depends on another having passed.

mod constraints;
mod defaults;
mod descriptions;
mod names;
mod shape;
pub(crate) mod types;

use crate::ast::{Body, Container};
use crate::ctxt::Ctxt;

/// Applies every rule.
pub(crate) fn check(cx: &Ctxt, container: &Container<'_>) {
    shape::check(cx, container);
    names::check(cx, container);
    descriptions::check(cx, container);
    let Body::Fields(fields) = &container.body else { return };
    for field in fields {
        types::check(cx, field.ty);
        constraints::check(cx, field);
        defaults::check(cx, field);
    }
}
