//! `impl ParameterType` for a tuple struct of one field: the JSON of what is in it, under a name and constraints of its
//! own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::parameter::{implementation as of, validated, validation};
use super::parameter_type::{Parts, implementation};
use super::{assertions, constraints};
use crate::ast::{Container, Parameter};
use crate::ty::{Shape, mentions};

pub(super) fn expand(container: &Container<'_>, krate: &TokenStream, field: &Parameter<'_>) -> TokenStream {
    let (spec, from_json, to_json) =
        (of(krate, field, "spec"), of(krate, field, "from_json"), of(krate, field, "to_json"));
    let own = field.attrs.validate.as_ref().map(|attr| validation(field, &attr.value));
    let inner = match own {
        Some(validate) => quote!(#krate::__private::validated(#from_json(value), #validate)),
        None => quote!(#from_json(value)),
    };
    let whole = container.attrs.validate.as_ref().map(|attr| &attr.value);
    let value = validated(krate, whole, &quote!(::core::result::Result::map(#inner, Self)));
    let methods = quote! {
        fn from_json(
            value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            #value
        }

        fn to_json(&self) -> #krate::__private::Json {
            #to_json(&self.0)
        }
    };
    let parts = Parts {
        facts: recursive(container, krate, field).unwrap_or_else(|| of(krate, field, "FACTS")),
        kind: quote!(#krate::__private::TypeKind::Newtype(#spec)),
        constraints: constraints::value(krate, field),
        methods,
        checks: checks(krate, field),
    };
    implementation(container, krate, &parts)
}

fn checks(krate: &TokenStream, field: &Parameter<'_>) -> Vec<TokenStream> {
    let mut checks = assertions::checks(krate, field);
    if matches!(field.shape, Shape::Other | Shape::Boxed(_)) {
        let facts = of(krate, field, "FACTS");
        let message = "a newtype cannot hold an `Option`; use an `Option` of the newtype where it is optional";
        checks.push(assertions::one(krate, &field.ty.to_token_stream(), &quote!(!#facts.optional), message));
    }
    checks
}

/// The facts of a list of itself, which cannot be those of the list: they would be needed to know themselves.
fn recursive(container: &Container<'_>, krate: &TokenStream, field: &Parameter<'_>) -> Option<TokenStream> {
    let kind = match field.shape {
        Shape::List(_) | Shape::Set(_) | Shape::Array(..) => quote!(Array),
        Shape::Map(_) => quote!(Map),
        _ => return None,
    };
    if !mentions(field.ty, &container.input.ident) {
        return None;
    }
    Some(quote!(#krate::__private::Facts::new(#krate::__private::FactKind::#kind)))
}
