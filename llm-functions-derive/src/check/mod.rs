//! The rules, one function each. A rule reports what breaks it and goes on; none depends on another having passed.

mod constraints;
mod defaults;
mod descriptions;
mod names;
mod shape;
mod tagging;
pub(crate) mod types;

use crate::ast::Container;
use crate::ctxt::Ctxt;

/// Applies every rule.
pub(crate) fn check(cx: &Ctxt, container: &Container<'_>) {
    shape::check(cx, container);
    names::check(cx, container);
    descriptions::check(cx, container);
    tagging::check(cx, container);
    for field in container.parameters() {
        types::check(cx, field.ty);
        constraints::check(cx, field);
        defaults::check(cx, field);
    }
}
