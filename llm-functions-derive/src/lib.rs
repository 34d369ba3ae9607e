// Apart, so that `llm-functions` can compile the examples: this crate cannot, without depending on the one that needs it.
#![doc = include_str!("lib.md")]

mod ast;
mod attr;
mod check;
mod ctxt;
mod doc;
mod expand;
mod fallback;
mod item;
mod name;
mod subject;
mod suggest;
mod symbol;
#[cfg(test)]
mod tests;
mod ty;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::ast::{Container, Derive};
use crate::ctxt::Ctxt;

/// Turns a struct into a function that a model can call: its fields are the parameters. The keys of
/// `#[llm_function(...)]` and `#[parameter(...)]` are in the [reference](crate).
#[proc_macro_derive(LlmFunction, attributes(llm_function, parameter))]
pub fn derive_llm_function(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Function).into()
}

/// Makes a struct or an enum usable as the type of a parameter. The keys of `#[parameter(...)]` are in the
/// [reference](crate).
#[proc_macro_derive(ParameterType, attributes(parameter))]
pub fn derive_parameter_type(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::ParameterType).into()
}

/// Turns an `async fn` into a function that a model can call. The keys of `#[llm_function(...)]` and what may be an
/// argument are in the [reference](crate).
#[proc_macro_attribute]
pub fn llm_function(arguments: TokenStream, item: TokenStream) -> TokenStream {
    item::expand(&arguments.into(), item.into()).into()
}

fn derive(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {
    let cx = Ctxt::new();
    let container = Container::read(&cx, input, derive);
    check::check(&cx, &container);
    match cx.finish() {
        None => expand::expand(&container),
        Some(errors) => {
            let errors = errors.into_compile_error();
            let fallback = fallback::expand(&container);
            quote::quote!(#errors #fallback)
        }
    }
}
