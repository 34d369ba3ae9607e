//! One field: its constant spec, and how it is taken out of the arguments.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident, Type};

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

/// The specs of all of them.
pub(super) fn specs(krate: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    let specs = parameters.iter().map(|parameter| spec(krate, parameter));
    quote!(const { &[#(#specs),*] })
}

/// The JSON object of the values at `places`.
pub(super) fn members(
    krate: &TokenStream,
    parameters: &[Parameter<'_>],
    places: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let members = parameters.iter().zip(places).map(|(parameter, place)| {
        let name = &parameter.name;
        let to_json = implementation(krate, parameter, "to_json");
        quote!((#name, #to_json(#place)))
    });
    quote!(#krate::__private::Json::object::<&::core::primitive::str>([#(#members),*]))
}

/// Takes every field out of `fields`, then builds the struct or variant: the problems of all fields come back at once.
pub(super) fn values(krate: &TokenStream, constructor: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    if parameters.is_empty() {
        return quote!(::core::result::Result::Ok(#constructor {}));
    }
    let idents: Vec<_> = parameters.iter().map(|parameter| parameter.ident).collect();
    let locals = locals(parameters.len());
    let takes = parameters.iter().map(|parameter| {
        let name = &parameter.name;
        let from_json = implementation(krate, parameter, "from_json");
        quote!(fields.take(#name, #from_json))
    });
    quote! {
        #(let #locals = #takes;)*
        if let (#(::core::option::Option::Some(#locals),)*) = (#(#locals,)*) {
            ::core::result::Result::Ok(#constructor { #(#idents: #locals),* })
        } else {
            ::core::result::Result::Err(fields.mismatch())
        }
    }
}

/// A name for each of so many fields.
pub(super) fn locals(count: usize) -> Vec<Ident> {
    (0..count).map(|index| format_ident!("field{index}", span = Span::mixed_site())).collect()
}

/// A function of the type's `ParameterType`. It is always named in the same way and at the same place, so that the
/// compiler says once that a type is none.
pub(super) fn implementation(krate: &TokenStream, parameter: &Parameter<'_>, function: &str) -> TokenStream {
    of_type(krate, parameter.ty, function)
}

/// The same, of any type.
pub(super) fn of_type(krate: &TokenStream, ty: &Type, function: &str) -> TokenStream {
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
