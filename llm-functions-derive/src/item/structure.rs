//! `#[llm_function(...)]` that was not read as the derive's own attribute, because it is written with a path. Before the
//! derive it is put behind it; behind the derive, it has been read already.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Attribute, ItemStruct, Path, Token, parse_quote};

use crate::attr::ContainerAttrs;
use crate::ctxt::Ctxt;
use crate::symbol;

pub(super) fn expand(own: &Attribute, structure: &ItemStruct) -> TokenStream {
    if structure.attrs.iter().any(derives) {
        let mut structure = structure.clone();
        structure.attrs.push(own.clone());
        return quote!(#structure);
    }
    let assertion = assertion(own, structure);
    quote!(#structure #assertion)
}

fn derives(attr: &Attribute) -> bool {
    let is_function = |path: &Path| path.segments.last().is_some_and(|last| last.ident == "LlmFunction");
    let traits = || attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    attr.path().is_ident("derive") && traits().is_ok_and(|traits| traits.iter().any(is_function))
}

/// Whether the derive stands before the attribute, where this macro does not see it, is asked of the compiler.
fn assertion(own: &Attribute, structure: &ItemStruct) -> Option<TokenStream> {
    // The derive says what is wrong with generics.
    if !structure.generics.params.is_empty() {
        return None;
    }
    let cx = Ctxt::new();
    let attrs = ContainerAttrs::read(&cx, std::slice::from_ref(own), &symbol::FUNCTION);
    // The derive reports what is wrong with the attribute.
    let _ = cx.finish();
    let krate = attrs.krate.map_or_else(|| parse_quote!(::llm_functions), |krate| krate.value);
    let ident = &structure.ident;
    Some(quote_spanned! {ident.span()=>
        const _: #krate::__private::FunctionSpec = <#ident as #krate::LlmFunction>::SPEC;
    })
}
