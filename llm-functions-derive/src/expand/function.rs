//! `impl LlmFunction`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{constraints, parameter};
use crate::ast::{Container, Parameter};

pub(super) fn expand(container: &Container<'_>, krate: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    let ident = &container.input.ident;
    let name = &container.name;
    let description = &container.description;
    let specs = parameters.iter().map(|parameter| parameter::spec(krate, parameter));
    let behavior = behavior(container, krate);
    let value = parameter::values(krate, parameters);
    let assertions = parameters.iter().map(|parameter| constraints::assertions(krate, parameter));
    quote! {
        #[automatically_derived]
        impl #krate::LlmFunction for #ident {
            const SPEC: #krate::__private::FunctionSpec =
                #krate::__private::FunctionSpec::new(#name, #description, const { &[#(#specs),*] }) #behavior;

            fn from_fields(
                fields: &mut #krate::__private::Fields<'_>,
            ) -> ::core::result::Result<Self, #krate::__private::Mismatch> {
                #value
            }
        }
        #(#assertions)*
    }
}

/// `.behavior(...)`, if anything is known.
fn behavior(container: &Container<'_>, krate: &TokenStream) -> Option<TokenStream> {
    let attrs = &container.attrs;
    let read_only = attrs.read_only.as_ref().map(|_| quote!(.read_only()));
    let exclusive = attrs.exclusive.as_ref().map(|_| quote!(.exclusive()));
    let sensitivity = attrs.sensitivity.as_ref().map(|label| {
        let label = format_ident!("{}", label.value);
        quote!(.sensitivity(#krate::__private::Sensitivity::#label))
    });
    let calls: Vec<_> = [read_only, exclusive, sensitivity].into_iter().flatten().collect();
    (!calls.is_empty()).then(|| quote!(.behavior(#krate::__private::Behavior::UNKNOWN #(#calls)*)))
}
