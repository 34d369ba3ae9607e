//! Names: what providers accept, and none twice.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::ast::{Body, Container, Derive};
use crate::ctxt::Ctxt;
use crate::name;

/// A name, and what to point at when it is wrong.
struct Named<'a> {
    name: &'a str,
    /// The attribute's value, if it was set by one.
    written: Option<&'a TokenStream>,
    ident: TokenStream,
}

pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    if container.derive == Derive::Function {
        function(cx, container);
    }
    match &container.body {
        Body::Fields(fields) => {
            let named: Vec<Named<'_>> = fields
                .iter()
                .filter(|field| !field.is_skipped())
                .map(|field| Named {
                    name: &field.name,
                    written: field.attrs.name.as_ref().map(|name| &name.written),
                    ident: field.ident.to_token_stream(),
                })
                .collect();
            for parameter in &named {
                parameter_name(cx, parameter);
            }
            duplicates(cx, &named, "parameters");
        }
        Body::Variants(variants) => {
            let named: Vec<Named<'_>> = variants
                .iter()
                .map(|variant| Named {
                    name: &variant.name,
                    written: variant.attrs.name.as_ref().map(|name| &name.written),
                    ident: variant.item.ident.to_token_stream(),
                })
                .collect();
            for variant in &named {
                variant_name(cx, variant);
            }
            duplicates(cx, &named, "variants");
        }
        Body::Unusable => {}
    }
}

fn function(cx: &Ctxt, container: &Container<'_>) {
    let named = Named {
        name: &container.name,
        written: container.attrs.name.as_ref().map(|name| &name.written),
        ident: container.input.ident.to_token_stream(),
    };
    accepted(cx, &named, "function", "llm_function");
}

fn parameter_name(cx: &Ctxt, parameter: &Named<'_>) {
    accepted(cx, parameter, "parameter", "parameter");
}

/// Whether providers accept the name.
fn accepted(cx: &Ctxt, named: &Named<'_>, what: &str, owner: &str) {
    let Some(refusal) = name::refusal(named.name) else { return };
    if let Some(written) = named.written {
        return cx.error(written, format!("{what} name {refusal}"));
    }
    let ident = &named.ident;
    let message = format!("cannot make a {what} name from `{ident}`; set one with #[{owner}(name = \"...\")]");
    cx.error(ident, message);
}

/// A choice is a JSON string, which may hold anything that can be seen.
fn variant_name(cx: &Ctxt, variant: &Named<'_>) {
    if variant.name.trim().is_empty() {
        let at = variant.written.unwrap_or(&variant.ident);
        cx.error(at, "variant name is empty; the model chooses a variant by its name");
    }
}

fn duplicates(cx: &Ctxt, named: &[Named<'_>], what: &str) {
    for (index, one) in named.iter().enumerate() {
        let again = named.iter().enumerate().any(|(other, named)| other != index && named.name == one.name);
        if again {
            cx.error(&one.ident, format!("two {what} are named `{}`", one.name));
        }
    }
}
