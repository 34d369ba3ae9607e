//! `#[serde(default)]`: what an absent value stands for.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ExprPath, Meta, Type, parse_quote, parse_quote_spanned};

use super::disagree;
use crate::attr::{Attr, Bound, MemberAttrs, string, ungrouped};
use crate::ctxt::Ctxt;
use crate::ty::Shape;

/// The value of the whole struct.
pub(super) fn of_container(meta: &Meta) -> Option<Expr> {
    match meta {
        Meta::Path(_) => Some(parse_quote!(<Self as ::core::default::Default>::default())),
        _ => call(meta),
    }
}

/// The value of one field: `T::default()`, or what a function returns.
pub(super) fn on_field(cx: &Ctxt, meta: &Meta, ty: &Type, read: &mut MemberAttrs) {
    if read.skip.is_some() {
        // What the application starts from.
        read.inherited = call(meta);
        return;
    }
    match (meta, &read.default) {
        // An absent `Option` is `None` anyway.
        (Meta::Path(_), None) if matches!(Shape::of(ty), Shape::Optional(_)) => {}
        (Meta::Path(_), None) => match literal(ty, meta) {
            Some(value) => read.default = Some(attr(value, meta)),
            None => read.inherited = Some(parse_quote!(::core::default::Default::default())),
        },
        (Meta::Path(_), Some(ours)) => {
            if is_default(&ours.value, ty) == Some(false) {
                disagree(cx, meta, "parameter(default)", &ours.whole);
            }
        }
        // What a function returns is not known here.
        (_, Some(_)) => {}
        (_, None) => read.default = call(meta).map(|value| attr(value, meta)),
    }
}

fn attr(value: Expr, meta: &Meta) -> Attr<Expr> {
    Attr { value, whole: meta.to_token_stream(), written: meta.to_token_stream() }
}

/// `path()` of `default = "path"`. What is no path is for serde to report.
fn call(meta: &Meta) -> Option<Expr> {
    let path: ExprPath = super::literal(&meta.require_name_value().ok()?.value)?.parse().ok()?;
    Some(parse_quote!(#path()))
}

/// The default of a type whose default is known, so that it can be compared with the constraints.
fn literal(ty: &Type, meta: &Meta) -> Option<Expr> {
    let at = meta.span();
    match Shape::of(ty) {
        Shape::Boolean => Some(parse_quote_spanned!(at=> false)),
        Shape::Integer(_) => Some(parse_quote_spanned!(at=> 0)),
        Shape::Float => Some(parse_quote_spanned!(at=> 0.0)),
        Shape::Text => Some(parse_quote_spanned!(at=> "")),
        _ => None,
    }
}

/// Whether a literal is the default of its type, if that is known.
fn is_default(value: &Expr, ty: &Type) -> Option<bool> {
    let value = ungrouped(value);
    match Shape::of(ty) {
        Shape::Boolean => match value {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(value), .. }) => Some(!value.value),
            _ => None,
        },
        Shape::Integer(_) | Shape::Float => match Bound::literal(value)? {
            Bound::Integer(value) => Some(value == 0),
            Bound::Number(value) => Some(value == 0.0),
            Bound::Expression(_) => None,
        },
        Shape::Text => string(value).map(|text| text.is_empty()),
        _ => None,
    }
}
