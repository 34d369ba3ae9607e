//! The derives of `llm-functions`, which re-exports them; use them from there.
//!
//! An item is read completely, every mistake in it is collected, and only then something is written: constant data when
//! there was no mistake, else the mistakes and empty impls, so that the rest of the program gives no errors of its own.
//!
//! | module | does |
//! | --- | --- |
//! | `attr` | attributes → values with their tokens |
//! | `ast` | the model, with everything filled in that has a default |
//! | `check` | the rules, one function each |
//! | `expand` | the model → constant data |
//! | `fallback` | the impls of an item with mistakes |

mod ast;
mod attr;
mod check;
mod ctxt;
mod doc;
mod expand;
mod fallback;
mod name;
mod suggest;
mod symbol;
mod ty;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::ast::{Container, Derive};
use crate::ctxt::Ctxt;

/// Turns a struct into a function that a model can call: its fields are the parameters.
#[proc_macro_derive(LlmFunction, attributes(llm_function, parameter))]
pub fn derive_llm_function(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::Function).into()
}

/// Makes a struct or an enum without data usable as the type of a parameter.
#[proc_macro_derive(ParameterType, attributes(parameter))]
pub fn derive_parameter_type(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Derive::ParameterType).into()
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
