//! Defaults: useful, and within the parameter's own constraints. Their type is for the compiler to check.

use std::cmp::Ordering;

use syn::Expr;

use crate::ast::Parameter;
use crate::attr::{Attr, Bound, Count, string, ungrouped};
use crate::ctxt::Ctxt;
use crate::ty::Shape;

pub(super) fn check(cx: &Ctxt, parameter: &Parameter<'_>) {
    let Some(default) = &parameter.attrs.default else { return };
    optional(cx, parameter, default);
    outside_type(cx, parameter, default);
    outside_range(cx, parameter, default);
    length(cx, parameter, default);
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

/// A literal that the integer type cannot hold. A range of its own is reported instead.
fn outside_type(cx: &Ctxt, parameter: &Parameter<'_>, default: &Attr<Expr>) {
    let (Shape::Integer(integer), Some(Bound::Integer(value))) = (parameter.shape, Bound::literal(&default.value))
    else {
        return;
    };
    let held = (integer.minimum..=integer.maximum).contains(&value);
    if !held && within_range(parameter, &Bound::Integer(value)) {
        let range = format!("{}..={}", integer.minimum, integer.maximum);
        cx.error(
            &default.written,
            format!("default {value} is outside {range}, which is all a `{}` can hold", integer.name),
        );
    }
}

fn outside_range(cx: &Ctxt, parameter: &Parameter<'_>, default: &Attr<Expr>) {
    let Some(value) = Bound::literal(&default.value) else { return };
    if within_range(parameter, &value) {
        return;
    }
    let bound = |attr: &Option<Attr<Bound>>| attr.as_ref().map(|attr| attr.value.to_string());
    let message = match (bound(&parameter.attrs.minimum), bound(&parameter.attrs.maximum)) {
        (Some(minimum), Some(maximum)) => format!("default {value} is outside {minimum}..={maximum}"),
        (Some(minimum), None) => format!("default {value} is below the minimum {minimum}"),
        (_, maximum) => format!("default {value} is above the maximum {}", maximum.unwrap_or_default()),
    };
    cx.error(&default.written, message);
}

fn within_range(parameter: &Parameter<'_>, value: &Bound) -> bool {
    let is = |attr: &Option<Attr<Bound>>, refused: Ordering| {
        attr.as_ref().is_some_and(|attr| value.compare(&attr.value) == Some(refused))
    };
    !is(&parameter.attrs.minimum, Ordering::Less) && !is(&parameter.attrs.maximum, Ordering::Greater)
}

/// The length of a text, or of a list that is written out.
fn length(cx: &Ctxt, parameter: &Parameter<'_>, default: &Attr<Expr>) {
    let attrs = &parameter.attrs;
    if let Some(text) = string(ungrouped(&default.value)) {
        count(cx, default, text.chars().count(), (&attrs.min_length, &attrs.max_length), "character");
    }
    if let Some(items) = items(&default.value) {
        count(cx, default, items, (&attrs.min_items, &attrs.max_items), "item");
    }
}

type Limits<'a> = (&'a Option<Attr<Count>>, &'a Option<Attr<Count>>);

fn count(cx: &Ctxt, default: &Attr<Expr>, count: usize, (least, most): Limits<'_>, unit: &str) {
    let limit = |attr: &Option<Attr<Count>>| attr.as_ref().and_then(|attr| attr.value.literal());
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let has = format!("default has {count} {unit}{}", plural(count));
    if let Some(least) = limit(least).filter(|least| count < *least as usize) {
        cx.error(&default.written, format!("{has}, and at least {least} must be given"));
    }
    if let Some(most) = limit(most).filter(|most| count > *most as usize) {
        cx.error(&default.written, format!("{has}, and at most {most} can be given"));
    }
}

/// How many items `vec![...]` or `Vec::new()` makes.
fn items(value: &Expr) -> Option<usize> {
    match ungrouped(value) {
        Expr::Macro(call) if call.mac.path.is_ident("vec") => {
            let items = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
            call.mac.parse_body_with(items).ok().map(|items| items.len())
        }
        Expr::Call(call) if call.args.is_empty() => match &*call.func {
            Expr::Path(path) => {
                let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                (names == ["Vec", "new"]).then_some(0)
            }
            _ => None,
        },
        _ => None,
    }
}
