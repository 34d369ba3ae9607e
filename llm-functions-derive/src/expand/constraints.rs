//! Constraints as constant data, and the constant assertions for what the macro cannot know.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use super::parameter::implementation;
use crate::ast::Parameter;
use crate::attr::{Attr, Bound, Count};
use crate::symbol;
use crate::ty::{Shape, constrained};

/// `Constraints::NONE.minimum(...)`, if there are any.
pub(super) fn value(krate: &TokenStream, parameter: &Parameter<'_>) -> Option<TokenStream> {
    let calls: Vec<TokenStream> = bounds(parameter)
        .map(|(key, attr)| call(key, &bound(krate, parameter, &attr.value)))
        .chain(counts(parameter).map(|(key, attr)| call(key, &count(&attr.value))))
        .collect();
    (!calls.is_empty()).then(|| quote!(#krate::__private::Constraints::NONE #(#calls)*))
}

/// What is left for the compiler to check.
pub(super) fn assertions(krate: &TokenStream, parameter: &Parameter<'_>) -> TokenStream {
    let checks = checks(krate, parameter);
    quote!(#(const _: () = #checks;)*)
}

/// The same as expressions, for where there can be no items.
pub(super) fn checks(krate: &TokenStream, parameter: &Parameter<'_>) -> Vec<TokenStream> {
    type_checks(krate, parameter).into_iter().chain(value_checks(krate, parameter)).collect()
}

/// On a type whose name says nothing: does the constraint fit the type at all?
fn type_checks(krate: &TokenStream, parameter: &Parameter<'_>) -> Vec<TokenStream> {
    if !matches!(parameter.shape.inner(), Shape::Other) {
        return Vec::new();
    }
    let facts = implementation(krate, parameter, "FACTS");
    let bounds = bounds(parameter).flat_map(|(_, attr)| {
        let bound = bound(krate, parameter, &attr.value);
        [
            assertion(krate, &attr.whole, "assert_number", &facts),
            assertion(krate, &attr.written, "assert_bound_fits", &quote!(#facts, #bound)),
        ]
    });
    let counts = counts(parameter).map(|(key, attr)| {
        let check = if is_length(key) { "assert_string" } else { "assert_array" };
        assertion(krate, &attr.whole, check, &facts)
    });
    let default = parameter.attrs.default.as_ref();
    let default = default.map(|attr| assertion(krate, &attr.whole, "assert_not_optional", &facts));
    bounds.chain(counts).chain(default).collect()
}

/// With a named constant: can anything satisfy the constraints, and does the default?
fn value_checks(krate: &TokenStream, parameter: &Parameter<'_>) -> Vec<TokenStream> {
    let Some(constraints) = value(krate, parameter) else { return Vec::new() };
    let bound_by_name = bounds(parameter).find(|(_, attr)| matches!(attr.value, Bound::Expression(_)));
    let counted_by_name = counts(parameter).find(|(_, attr)| attr.value.literal().is_none());
    let named = bound_by_name.map(|(_, attr)| &attr.whole).or(counted_by_name.map(|(_, attr)| &attr.whole));
    let satisfiable = named.map(|at| assertion(krate, at, "assert_satisfiable", &quote!(&#constraints)));
    let default = parameter.attrs.default.as_ref().filter(|_| is_number(parameter)).and_then(|attr| {
        let constant = constant(&attr.value, bound_by_name.is_some())?;
        let value = bound(krate, parameter, &constant);
        Some(assertion(krate, &attr.written, "assert_default_fits", &quote!(#value, &#constraints)))
    });
    satisfiable.into_iter().chain(default).collect()
}

/// The default as a bound, if it is a constant that was not compared yet.
fn constant(default: &Expr, bounds_are_named: bool) -> Option<Bound> {
    match Bound::literal(default) {
        Some(literal) => bounds_are_named.then_some(literal),
        None => matches!(default, Expr::Path(_)).then(|| Bound::Expression(default.clone())),
    }
}

fn is_number(parameter: &Parameter<'_>) -> bool {
    matches!(parameter.shape, Shape::Integer(_) | Shape::Float)
}

pub(crate) fn bounds<'a>(parameter: &'a Parameter<'_>) -> impl Iterator<Item = (&'static str, &'a Attr<Bound>)> {
    let attrs = &parameter.attrs;
    let all = [(symbol::MINIMUM, &attrs.minimum), (symbol::MAXIMUM, &attrs.maximum)];
    all.into_iter().filter_map(|(key, attr)| Some((key, attr.as_ref()?)))
}

pub(crate) fn counts<'a>(parameter: &'a Parameter<'_>) -> impl Iterator<Item = (&'static str, &'a Attr<Count>)> {
    let attrs = &parameter.attrs;
    let all = [
        (symbol::MIN_LENGTH, &attrs.min_length),
        (symbol::MAX_LENGTH, &attrs.max_length),
        (symbol::MIN_ITEMS, &attrs.min_items),
        (symbol::MAX_ITEMS, &attrs.max_items),
    ];
    all.into_iter().filter_map(|(key, attr)| Some((key, attr.as_ref()?)))
}

pub(crate) fn is_length(key: &str) -> bool {
    matches!(key, symbol::MIN_LENGTH | symbol::MAX_LENGTH)
}

fn call(key: &str, value: &TokenStream) -> TokenStream {
    let key = Ident::new(key, Span::call_site());
    quote!(.#key(#value))
}

fn bound(krate: &TokenStream, parameter: &Parameter<'_>, bound: &Bound) -> TokenStream {
    let ty = constrained(parameter.ty);
    let local = Ident::new("value", Span::mixed_site());
    match bound {
        Bound::Integer(whole) => quote!(#krate::__private::Bound::Integer(#whole)),
        Bound::Number(number) => quote!(#krate::__private::Bound::Number(#number)),
        Bound::Expression(expr) if matches!(parameter.shape.inner(), Shape::Integer(_)) => {
            quote!(#krate::__private::Bound::Integer({ let #local: #ty = #expr; #local as ::core::primitive::i128 }))
        }
        Bound::Expression(expr) => {
            quote!(#krate::__private::Bound::Number({ let #local: #ty = #expr; #local as ::core::primitive::f64 }))
        }
    }
}

fn count(count: &Count) -> TokenStream {
    match count {
        Count::Literal(count) => quote!(#count),
        Count::Expression(expr) => quote!(#expr),
    }
}

/// A call of one of the runtime crate's assertions, all of it at the place of `written`: one token of another place, and
/// rustc would point at the derive.
pub(super) fn assertion(
    krate: &TokenStream,
    written: &TokenStream,
    name: &str,
    arguments: &TokenStream,
) -> TokenStream {
    let at = written.span();
    let name = Ident::new(name, at);
    let krate: TokenStream = krate
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(at);
            token
        })
        .collect();
    quote_spanned!(at=> #krate::__private::#name(#arguments))
}
