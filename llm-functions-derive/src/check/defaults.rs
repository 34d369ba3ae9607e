//! Defaults and examples: useful, and within the parameter's own constraints.

use syn::Expr;

use super::values;
use crate::ast::Parameter;
use crate::attr::Attr;
use crate::ctxt::Ctxt;
use crate::subject::Subject;
use crate::ty::Shape;

pub(super) fn check(cx: &Ctxt, parameter: &Parameter<'_>) {
    let subject = Subject::of(parameter);
    if let Some(default) = &parameter.attrs.default {
        optional(cx, parameter, default);
        values::expression(cx, "default", &default.value, &subject);
    }
    for example in &parameter.attrs.examples {
        values::expression(cx, "example", &example.value, &subject);
    }
}

fn optional(cx: &Ctxt, parameter: &Parameter<'_>, default: &Attr<Expr>) {
    if !matches!(parameter.shape, Shape::Optional(_)) {
        return;
    }
    let is_none = matches!(&default.value, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "None"));
    let message = if is_none {
        "`default` on an `Option` is redundant; an absent value is already `None`"
    } else {
        "`default` cannot be used on an `Option`, whose absent value is `None`; drop the `Option` or the default"
    };
    cx.error(&default.whole, message);
}
