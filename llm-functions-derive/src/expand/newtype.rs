//! `impl ParameterType` for a tuple struct of one field: the JSON of what is in it, under a name and constraints of its
//! own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::parameter::implementation as of;
use super::parameter_type::{Parts, implementation};
use super::{assertions, constraints, parameter};
use crate::ast::{Container, Parameter};
use crate::ty::{Shape, constrained, mentions};

pub(super) fn expand(container: &Container<'_>, krate: &TokenStream, field: &Parameter<'_>) -> TokenStream {
    let (spec, from_argument, to_json) =
        (of(krate, field, "spec"), of(krate, field, "from_argument"), of(krate, field, "to_json"));
    let validate = field.attrs.validate.as_ref().map(|attr| &attr.value);
    let inner = parameter::validated(krate, field.ty, validate, &quote!(#from_argument(__argument)));
    let value = parameter::validated_self(container, krate, &quote!(::core::result::Result::map(#inner, Self)));
    let methods = quote! {
        fn from_json(
            __value: #krate::__private::Json,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            <Self as #krate::ParameterType>::from_argument(::core::convert::Into::into(__value))
        }

        fn from_argument(
            __argument: #krate::__private::Argument<'_>,
        ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
            #value
        }

        fn to_json(&self) -> #krate::__private::Json {
            #to_json(&self.0)
        }
    };
    let mut checks = assertions::checks(krate, field);
    let facts = of(krate, field, "FACTS");
    if matches!(field.shape, Shape::Other | Shape::Boxed(_)) {
        checks.push(assertions::assertion(
            krate,
            &field.ty.to_token_stream(),
            &quote!(!#facts.optional),
            "a newtype cannot hold an `Option`; use an `Option` of the newtype where it is optional",
        ));
    }
    let parts = Parts {
        facts: recursive(container, krate, field).unwrap_or(facts),
        kind: quote!(#krate::__private::TypeKind::Newtype(#spec)),
        constraints: constraints::value(krate, field),
        methods,
        checks,
    };
    implementation(container, krate, &parts)
}

/// The facts of a list of itself, which cannot be those of the list: they would be needed to know themselves.
fn recursive(container: &Container<'_>, krate: &TokenStream, field: &Parameter<'_>) -> Option<TokenStream> {
    let kind = match Shape::of(constrained(field.ty)) {
        _ if !mentions(field.ty, &container.input.ident) => return None,
        Shape::List(_) | Shape::Set(_) | Shape::Array(..) => quote!(Array),
        Shape::Map(_) => quote!(Map),
        _ => return None,
    };
    Some(quote!(#krate::__private::Facts::new(#krate::__private::FactKind::#kind)))
}
