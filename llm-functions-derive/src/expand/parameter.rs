//! One field: its constant spec, and how it is taken out of the arguments.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use super::constraints;
use crate::ast::Parameter;
use crate::attr::{string, ungrouped};
use crate::ty::Shape;

/// `ParameterSpec::new(...)`.
pub(super) fn spec(krate: &TokenStream, parameter: &Parameter<'_>) -> TokenStream {
    let name = &parameter.name;
    let description = parameter.description.as_ref().map_or_else(|| quote!(""), |text| quote!(#text));
    let ty = implementation(krate, parameter, "spec");
    let constraints = constraints::value(krate, parameter).map(|value| quote!(.constraints(#value)));
    let default = default(krate, parameter);
    quote!(#krate::__private::ParameterSpec::new(#name, #description, #ty) #constraints #default)
}

/// Takes every field out of `fields`, then builds the struct: the problems of all fields come back at once.
pub(super) fn values(krate: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    if parameters.is_empty() {
        return quote!(::core::result::Result::Ok(Self {}));
    }
    let idents: Vec<_> = parameters.iter().map(|parameter| parameter.ident).collect();
    let locals: Vec<_> =
        (0..parameters.len()).map(|index| format_ident!("field{index}", span = Span::mixed_site())).collect();
    let takes = parameters.iter().map(|parameter| {
        let name = &parameter.name;
        let from_argument = implementation(krate, parameter, "from_argument");
        quote!(fields.read(#name, #from_argument))
    });
    quote! {
        #(let #locals = #takes;)*
        if let (#(::core::option::Option::Some(#locals),)*) = (#(#locals,)*) {
            ::core::result::Result::Ok(Self { #(#idents: #locals),* })
        } else {
            ::core::result::Result::Err(fields.mismatch())
        }
    }
}

/// A function of the type's `ParameterType`. It is always named in the same way and at the same place, so that the
/// compiler says once that a type is none.
pub(super) fn implementation(krate: &TokenStream, parameter: &Parameter<'_>, function: &str) -> TokenStream {
    let ty = parameter.ty;
    let function = Ident::new(function, ty.span());
    quote_spanned!(ty.span()=> <#ty as #krate::__private::ParameterType>::#function)
}

fn default(krate: &TokenStream, parameter: &Parameter<'_>) -> Option<TokenStream> {
    let default = parameter.attrs.default.as_ref()?;
    let ty = parameter.ty;
    let value = text(parameter, &default.value).unwrap_or_else(|| {
        let value = &default.value;
        quote!(#value)
    });
    let to_json = implementation(krate, parameter, "to_json");
    let local = Ident::new("value", Span::mixed_site());
    Some(quote! {
        .default(|| {
            let #local: #ty = #value;
            #to_json(&#local)
        })
    })
}

/// A text where a `String` is asked for, which nobody wants to write `.to_owned()` behind.
fn text(parameter: &Parameter<'_>, value: &Expr) -> Option<TokenStream> {
    let ty = parameter.ty;
    let is_text = string(ungrouped(value)).is_some() || matches!(ungrouped(value), Expr::Path(_));
    (is_text && matches!(parameter.shape, Shape::Text)).then(|| quote!(::core::convert::Into::<#ty>::into(#value)))
}
