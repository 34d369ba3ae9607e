//! Constraints as constant data.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use crate::ast::Parameter;
use crate::attr::{Bound, Count, Scalar};
use crate::subject::Subject;
use crate::ty::Shape;

/// `Constraints::NONE.minimum(...)`, if there are any.
pub(super) fn value(krate: &TokenStream, parameter: &Parameter<'_>) -> Option<TokenStream> {
    of(krate, &Subject::of(parameter))
}

/// The same of anything that can have constraints.
pub(super) fn of(krate: &TokenStream, subject: &Subject<'_>) -> Option<TokenStream> {
    let constraints = subject.constraints;
    let bounds = constraints.bounds().map(|(key, attr)| call(key, &bound(krate, subject, &attr.value)));
    let counts = constraints.lengths().chain(constraints.counts()).map(|(key, attr)| call(key, &count(&attr.value)));
    let pattern = constraints.pattern.as_ref().map(|attr| {
        let pattern = &attr.value;
        quote!(.pattern(#pattern))
    });
    let format = constraints.format.as_ref().map(|attr| {
        let variant = format_ident!("{}", attr.value.variant);
        quote!(.format(#krate::__private::Format::#variant))
    });
    let unique = constraints.unique_items.as_ref().map(|_| quote!(.unique_items()));
    let listed = listed(krate, subject).map(|values| quote!(.one_of(#values)));
    let items = subject.items().and_then(|items| of(krate, &items));
    let items = items.map(|items| quote!(.items(const { &#items })));
    let calls: Vec<TokenStream> =
        bounds.chain(counts).chain([pattern, format, unique, listed, items].into_iter().flatten()).collect();
    (!calls.is_empty()).then(|| quote!(#krate::__private::Constraints::NONE #(#calls)*))
}

/// The values there are, as a slice.
pub(super) fn listed(krate: &TokenStream, subject: &Subject<'_>) -> Option<TokenStream> {
    let values = subject.constraints.listed()?;
    let values = values.iter().map(|value| scalar(krate, subject, &value.value));
    Some(quote!(const { &[#(#values),*] }))
}

pub(super) fn scalar(krate: &TokenStream, subject: &Subject<'_>, value: &Scalar) -> TokenStream {
    match value {
        Scalar::Boolean(value) => quote!(#krate::__private::Scalar::Boolean(#value)),
        Scalar::Text(text) => quote!(#krate::__private::Scalar::String(#text)),
        Scalar::Number(number) => {
            let number = bound(krate, subject, number);
            quote!(#krate::__private::Scalar::Number(#number))
        }
    }
}

fn call(key: &str, value: &TokenStream) -> TokenStream {
    let key = Ident::new(key, Span::call_site());
    quote!(.#key(#value))
}

pub(super) fn bound(krate: &TokenStream, subject: &Subject<'_>, bound: &Bound) -> TokenStream {
    let ty = subject.ty;
    let local = Ident::new("__value", Span::mixed_site());
    match bound {
        Bound::Integer(whole) => quote!(#krate::__private::Bound::Integer(#whole)),
        Bound::Number(number) => quote!(#krate::__private::Bound::Number(#number)),
        Bound::Expression(expr) if matches!(subject.shape(), Shape::Integer(_)) => {
            quote!(#krate::__private::Bound::Integer({ let #local: #ty = #expr; #local as ::core::primitive::i128 }))
        }
        Bound::Expression(expr) => {
            quote!(#krate::__private::Bound::Number({ let #local: #ty = #expr; #local as ::core::primitive::f64 }))
        }
    }
}

pub(super) fn count(count: &Count) -> TokenStream {
    match count {
        Count::Literal(count) => quote!(#count),
        Count::Expression(expr) => quote!(#expr),
    }
}
