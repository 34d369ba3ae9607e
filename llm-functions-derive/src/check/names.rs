//! Names: what providers accept, and none twice.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::ast::{Body, Container, Content, Derive, Parameter, Tagging, Variant};
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
        Body::Fields(fields) => parameters(cx, fields),
        Body::Variants(variants) => {
            let external = matches!(container.tagging(), Tagging::External);
            for variant in variants {
                let is_member = external && !matches!(variant.content, Content::Unit);
                variant_name(cx, &Named::of_variant(variant), is_member);
                parameters(cx, variant.fields());
            }
            let named: Vec<Named<'_>> = variants.iter().map(Named::of_variant).collect();
            duplicates(cx, &named, "variants");
        }
        Body::Newtype(_) | Body::Unusable => {}
    }
}

impl<'a> Named<'a> {
    fn of_parameter(parameter: &'a Parameter<'_>) -> Self {
        let written = parameter.attrs.name.as_ref().map(|name| &name.written);
        Self { name: &parameter.name, written, ident: parameter.ident.to_token_stream() }
    }

    fn of_variant(variant: &'a Variant<'_>) -> Self {
        let written = variant.attrs.name.as_ref().map(|name| &name.written);
        Self { name: &variant.name, written, ident: variant.item.ident.to_token_stream() }
    }
}

fn parameters(cx: &Ctxt, fields: &[Parameter<'_>]) {
    let named: Vec<Named<'_>> = fields.iter().filter(|field| !field.is_skipped()).map(Named::of_parameter).collect();
    for parameter in &named {
        accepted(cx, parameter, "parameter", "parameter");
    }
    duplicates(cx, &named, "parameters");
}

fn function(cx: &Ctxt, container: &Container<'_>) {
    let named = Named {
        name: &container.name,
        written: container.attrs.name.as_ref().map(|name| &name.written),
        ident: container.input.ident.to_token_stream(),
    };
    accepted(cx, &named, "function", "llm_function");
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

/// A choice is a JSON string, which may hold anything that can be seen, unless it is the name of what the variant holds.
fn variant_name(cx: &Ctxt, variant: &Named<'_>, is_member: bool) {
    if is_member {
        accepted(cx, variant, "variant", "parameter");
    } else if variant.name.trim().is_empty() {
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
