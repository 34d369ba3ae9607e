//! The impls of an item with mistakes: empty, but there, so that the uses of the type compile and a mistake gives one
//! error and no others.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::ast::{Body, Container, Content, Derive};
use crate::check;
use crate::expand::scoped;

/// An impl that compiles and is never run, and what the compiler can still check.
pub(crate) fn expand(container: &Container<'_>) -> TokenStream {
    let krate = container.krate();
    let types = types(container);
    // A pointer is not `Send`, which would be a second error for the same type.
    if types.iter().any(|ty| check::types::is_alien(ty)) {
        return TokenStream::new();
    }
    let implementation = implementation(container, &krate);
    let assertions = if container.input.generics.params.is_empty() { assertions(&krate, &types) } else { Vec::new() };
    scoped(&quote!(#implementation #(#assertions)*))
}

/// The types of everything inside.
fn types<'a>(container: &'a Container<'_>) -> Vec<&'a Type> {
    let seen = container.parameters().into_iter().filter(|field| !field.is_skipped());
    let mut types: Vec<&Type> = seen.map(|field| field.ty).collect();
    if let Body::Variants(variants) = &container.body {
        types.extend(variants.iter().filter_map(|variant| match variant.content {
            Content::Value(field) => Some(&field.ty),
            _ => None,
        }));
    }
    types
}

/// Whether each type is a parameter type; those that the macro refused are left out.
fn assertions(krate: &TokenStream, types: &[&Type]) -> Vec<TokenStream> {
    let usable = types.iter().filter(|ty| check::types::refusals(ty).is_empty());
    usable
        .map(|ty| {
            quote_spanned! {ty.span()=>
                const _: #krate::__private::TypeRef = <#ty as #krate::__private::ParameterType>::spec;
            }
        })
        .collect()
}

fn implementation(container: &Container<'_>, krate: &TokenStream) -> TokenStream {
    let ident = &container.input.ident;
    let (generics, arguments, bounds) = container.input.generics.split_for_impl();
    let bounds = match bounds {
        _ if container.input.generics.params.is_empty() => quote!(),
        Some(bounds) => quote!(#bounds, Self: ::core::marker::Send + 'static),
        None => quote!(where Self: ::core::marker::Send + 'static),
    };
    let (name, methods) = match container.derive {
        Derive::Function => (quote!(LlmFunction), function(krate, &container.name)),
        Derive::ParameterType => (quote!(ParameterType), parameter_type(krate)),
    };
    quote! {
        #[automatically_derived]
        impl #generics #krate::#name for #ident #arguments #bounds { #methods }
    }
}

/// With its name, since two without one would be two of one name.
fn function(krate: &TokenStream, name: &str) -> TokenStream {
    quote! {
        const SPEC: #krate::__private::FunctionSpec = #krate::__private::FunctionSpec::new(#name, "", &[]);

        fn from_fields(
            _: &mut #krate::__private::Fields<'_>,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            ::core::unreachable!()
        }
    }
}

fn parameter_type(krate: &TokenStream) -> TokenStream {
    quote! {
        const FACTS: #krate::__private::Facts = #krate::__private::Facts::new(#krate::__private::FactKind::Object);

        fn spec() -> &'static #krate::__private::TypeSpec {
            ::core::unreachable!()
        }

        fn from_json(
            _: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            ::core::unreachable!()
        }

        fn to_json(&self) -> #krate::__private::Json {
            ::core::unreachable!()
        }
    }
}
