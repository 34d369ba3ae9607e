//! The rules, one function each. A rule reports what breaks it and goes on; none depends on another having passed.

mod behavior;
pub(crate) mod constraints;
mod defaults;
mod descriptions;
mod formats;
mod literals;
mod names;
mod shape;
mod skip;
mod tagging;
pub(crate) mod types;
mod values;

use crate::ast::{Container, Parameter};
use crate::ctxt::Ctxt;
use crate::subject::Subject;

/// Applies every rule.
pub(crate) fn check(cx: &Ctxt, container: &Container<'_>) {
    shape::check(cx, container);
    names::check(cx, container);
    descriptions::check(cx, container);
    behavior::check(cx, container);
    tagging::check(cx, container);
    for field in container.parameters() {
        parameter(cx, field);
    }
}

/// Applies every rule for one field.
fn parameter(cx: &Ctxt, field: &Parameter<'_>) {
    if field.is_skipped() {
        return skip::check(cx, field);
    }
    types::check(cx, field.ty);
    constraints::check(cx, &Subject::of(field));
    defaults::check(cx, field);
}
