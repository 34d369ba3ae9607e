//! `#[llm_function]` as an attribute of its own: on an `async fn`, which becomes the struct that somebody would have
//! written, and on a struct, where it is only the derive's attribute under its full name.

mod argument;
mod execute;
mod returned;
mod signature;
mod structure;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemFn, parse_quote};

use crate::ast::{Container, Derive};
use crate::ctxt::Ctxt;
use crate::symbol::{LLM_FUNCTION, PARAMETER};
use crate::{attr, check, expand, fallback, name};
use signature::Signature;

/// What the attribute makes of the item that it stands on.
pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let own: Attribute = parse_quote!(#[llm_function(#arguments)]);
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Fn(function)) => of_function(own, function),
        Ok(Item::Struct(structure)) => structure::expand(&own, &structure),
        Ok(other) => {
            let message =
                "#[llm_function] can only be used on an `async fn`, or on a struct with #[derive(LlmFunction)]";
            let error = syn::Error::new_spanned(first(&other), message).into_compile_error();
            quote!(#error #item)
        }
        // What is no item is for the compiler to report.
        Err(_) => item,
    }
}

fn of_function(own: Attribute, mut function: ItemFn) -> TokenStream {
    let cx = Ctxt::new();
    let attrs = attributes(&cx, own, &mut function);
    let signature = Signature::read(&cx, &mut function.sig);
    let input = signature.arguments(&function.vis, attrs);
    let mut container = Container::read(&cx, &input, Derive::Function);
    if container.attrs.name.is_none() {
        container.name = name::of(&function.sig.ident);
    }
    check::check(&cx, &container);
    let krate = container.krate();
    let structure = signature.structure(&input);
    let (errors, implementation) = match cx.finish() {
        None => {
            let execute = execute::expand(&krate, &function.sig, &signature);
            let derived = expand::expand(&container);
            (None, quote!(#derived #execute))
        }
        Some(errors) => {
            // What the author did not get to use is the second thing to look at.
            function.attrs.push(parse_quote!(#[allow(unused)]));
            let derived = fallback::expand(&container);
            // A type that nothing can be made of has no impl to build on.
            let execute = (!derived.is_empty()).then(|| execute::fallback(&krate, &signature));
            (Some(errors.into_compile_error()), quote!(#derived #execute))
        }
    };
    // A function with `self` stands where no function can.
    let function = (!signature.is_method).then_some(function);
    quote!(#errors #function #structure #implementation)
}

/// The attributes of the struct. Those of ours are taken off the function, which would be expanded again; the lints that
/// look at how a function takes its arguments look at what its author cannot change.
fn attributes(cx: &Ctxt, own: Attribute, function: &mut ItemFn) -> Vec<Attribute> {
    attr::misplaced(cx, &function.attrs, PARAMETER, "an argument");
    function.attrs.retain(|attr| !attr.path().is_ident(PARAMETER));
    let docs = function.attrs.iter().filter(|attr| attr.path().is_ident("doc")).cloned().collect::<Vec<_>>();
    let again = function.attrs.extract_if(.., |attr| is_ours(attr));
    let attrs = docs.into_iter().chain([own]).chain(again).collect();
    function.attrs.push(parse_quote! {
        #[allow(clippy::needless_pass_by_value, clippy::too_many_arguments, clippy::unused_async)]
    });
    attrs
}

/// Whether it is this attribute, which may be written with a path.
fn is_ours(attr: &Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == LLM_FUNCTION)
}

/// The first word of an item, to point at.
fn first(item: &Item) -> TokenStream {
    item.to_token_stream().into_iter().take(1).collect()
}
