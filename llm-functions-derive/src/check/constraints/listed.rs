//! `one_of` and `constant`: values of the right type, each once, each possible.

use crate::attr::{Attr, Bound, Scalar};
use crate::check::values;
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::ty::Shape;

use super::applicable;
use super::bounds::is;

pub(super) fn check(cx: &Ctxt, subject: &Subject<'_>) {
    let constraints = subject.constraints;
    if !applicable::can_be_listed(subject.shape()) {
        return;
    }
    if let Some(values) = &constraints.one_of {
        if values.value.is_empty() {
            cx.error(&values.whole, "`one_of` is empty; nothing could be given");
        }
        for (index, value) in values.value.iter().enumerate() {
            if values.value.iter().take(index).any(|earlier| earlier.value.same(&value.value)) {
                cx.error(&value.written, format!("`one_of` lists {} twice", value.value));
            }
            one(cx, "`one_of` value", value, subject);
        }
    }
    if let Some(constant) = &constraints.constant {
        one(cx, "constant", constant, subject);
    }
}

fn one(cx: &Ctxt, what: &str, value: &Attr<Scalar>, subject: &Subject<'_>) {
    if !is_of_type(&value.value, subject.shape()) {
        cx.error(&value.written, format!("{what} {} cannot be given, since {}", value.value, is(subject)));
    } else if subject.constraints.constant.is_none() {
        values::scalar(cx, what, &value.written, &value.value, subject);
    } else {
        values::within_type(cx, what, &value.written, &value.value, subject);
    }
}

/// Types that can have no such list are reported at the key.
fn is_of_type(value: &Scalar, shape: Shape<'_>) -> bool {
    match (value, shape) {
        (Scalar::Text(text), Shape::Character) => text.chars().count() == 1,
        (_, Shape::Integer(_)) => matches!(value, Scalar::Number(Bound::Integer(_))),
        (_, Shape::Float) => matches!(value, Scalar::Number(_)),
        (_, Shape::Text | Shape::Character) => matches!(value, Scalar::Text(_)),
        (_, Shape::Boolean) => matches!(value, Scalar::Boolean(_)),
        _ => true,
    }
}
