//! `impl LlmFunction`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{assertions, constraints::count, parameter};
use crate::ast::{Container, Parameter};
use crate::symbol;

pub(super) fn expand(container: &Container<'_>, krate: &TokenStream, parameters: &[Parameter<'_>]) -> TokenStream {
    let ident = &container.input.ident;
    let name = &container.name;
    let description = &container.description;
    let specs = parameter::specs(krate, parameters);
    let behavior = behavior(container, krate);
    let egress = container.attrs.egress.as_ref().map(|attr| {
        let destination = &attr.value;
        quote!(.egress(#destination))
    });
    let value = parameter::validated_self(container, krate, &parameter::values(krate, &quote!(Self), parameters));
    let assertions = parameters.iter().map(|parameter| assertions::of(krate, parameter));
    quote! {
        #[automatically_derived]
        impl #krate::LlmFunction for #ident {
            const SPEC: #krate::__private::FunctionSpec =
                #krate::__private::FunctionSpec::new(#name, #description, #specs) #behavior #egress;

            fn from_fields(
                __fields: &mut #krate::__private::Fields<'_>,
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
    let flags = [
        (symbol::READ_ONLY, &attrs.read_only),
        (symbol::IDEMPOTENT, &attrs.idempotent),
        (symbol::DESTRUCTIVE, &attrs.destructive),
        (symbol::EXCLUSIVE, &attrs.exclusive),
        (symbol::BLOCKING, &attrs.blocking),
        (symbol::REQUIRES_APPROVAL, &attrs.requires_approval),
    ];
    let flags = flags.into_iter().filter(|(_, flag)| flag.is_some()).map(|(key, _)| {
        let key = format_ident!("{key}");
        quote!(.#key())
    });
    let timeout = attrs.timeout.as_ref().map(|timeout| {
        let (seconds, nanoseconds) = (timeout.value.as_secs(), timeout.value.subsec_nanos());
        quote!(.timeout(::core::time::Duration::new(#seconds, #nanoseconds)))
    });
    let max_output = attrs.max_output.as_ref().map(|bytes| {
        let bytes = count(&bytes.value);
        quote!(.max_output(#bytes))
    });
    let retries = attrs.retries.as_ref().map(|retries| {
        let retries = count(&retries.value);
        quote!(.retries(#retries))
    });
    let sensitivity = attrs.sensitivity.as_ref().map(|label| {
        let label = format_ident!("{}", label.value);
        quote!(.sensitivity(#krate::__private::Sensitivity::#label))
    });
    let calls: Vec<_> = flags.chain([timeout, max_output, retries, sensitivity].into_iter().flatten()).collect();
    (!calls.is_empty()).then(|| quote!(.behavior(#krate::__private::Behavior::UNKNOWN #(#calls)*)))
}
