//! The derives of `llm-functions`, which re-exports them; use them from there.
//!
//! ```text
//! /// Fetch the patient's health data for the given categories.
//! #[derive(LlmFunction)]
//! #[llm_function(read_only)]
//! struct GetHealthData {
//!     /// Which categories to fetch.
//!     #[parameter(min_items = 1)]
//!     categories: Vec<Category>,
//!     /// How many days back from today.
//!     #[parameter(minimum = 1, maximum = 90, default = 14)]
//!     days: u8,
//! }
//! ```
//!
//! # `#[llm_function(...)]` on a struct with `#[derive(LlmFunction)]`
//!
//! Every field is a parameter. The function and each parameter need a description: a doc comment, or the key.
//!
//! | key | means |
//! | --- | --- |
//! | `name = "..."` | what the model calls it; else the struct's name in `snake_case` |
//! | `description = "..."` | instead of the doc comment |
//! | `read_only` | calling it changes nothing, so it may start while the model still writes |
//! | `exclusive` | no other call may run beside it |
//! | `sensitivity = "..."` | how private its results are: `public`, `personal`, or `sensitive`, which is the default |
//! | `crate = path` | where `llm_functions` is, if it goes by another name |
//!
//! # `#[parameter(...)]` on a field
//!
//! | key | means | on |
//! | --- | --- | --- |
//! | `name = "..."` | what the model sees instead of the field's name | any |
//! | `description = "..."` | instead of the doc comment | any |
//! | `default = expression` | the value of an absent or null argument; an expression of the field's type | all but `Option` |
//! | `minimum = number` | the least number | numbers |
//! | `maximum = number` | the greatest number | numbers |
//! | `min_length = count` | the least number of characters | `String` |
//! | `max_length = count` | the greatest number of characters | `String` |
//! | `min_items = count` | the least number of items | `Vec` |
//! | `max_items = count` | the greatest number of items | `Vec` |
//!
//! The constraints of an `Option<T>` are those of the `T` in it. Numbers and counts are literals or named constants.
//!
//! # `#[parameter(...)]` on a struct, an enum or a variant with `#[derive(ParameterType)]`
//!
//! | key | means | on |
//! | --- | --- | --- |
//! | `description = "..."` | instead of the doc comment | all three |
//! | `rename_all = "..."` | how names are written, exactly as serde writes them: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE`; variants are in `snake_case` without it | struct (its fields), enum (its variants), variant (its fields) |
//! | `rename_all_fields = "..."` | the same for the fields of every variant | enum |
//! | `tag = "..."` | the member that says which variant a value is | enum |
//! | `content = "..."` | beside `tag`: the member that holds what is in the variant | enum |
//! | `crate = path` | where `llm_functions` is, if it goes by another name | struct, enum |
//! | `name = "..."` | what the model sees | variant |
//!
//! What JSON stands for the type follows from its shape, and is what serde's derives make of the same type:
//!
//! | shape | JSON |
//! | --- | --- |
//! | `struct Place { name: String }` | an object; its fields take the keys above and need no description |
//! | `struct Mrn(#[parameter(max_length = 8)] String);` | a newtype: what is in it, under a name and with constraints of its own |
//! | `struct Page<T> { items: Vec<T> }` | an object, for every `T` that is a parameter type |
//! | `enum Unit { Celsius, Kelvin }` | one of the names, as a string |
//! | `enum Place { Here, Named(String), At { x: f64, y: f64 } }` | `"here"`, `{"named": "..."}` or `{"at": {"x": 1, "y": 2}}` |
//! | … with `tag = "kind"` | `{"kind": "here"}` or `{"kind": "at", "x": 1, "y": 2}`; what an unnamed field holds must be a struct |
//! | … with `tag = "kind", content = "of"` | `{"kind": "here"}`, `{"kind": "named", "of": "..."}` or `{"kind": "at", "of": {"x": 1, "y": 2}}` |
//!
//! There are no untagged enums: a value that does not say which variant it is must be guessed at, and a model guesses
//! too. Structs and variants with several unnamed fields are refused, because a model passes values by name, and unit
//! structs, because there is nothing to pass; an empty object is `struct Nothing {}`.
//!
//! `#[serde(...)]` keys that rename, skip, flatten or default are refused, unless the key here that does the same stands
//! beside them: nothing that looks as if it changed what the model sees is ignored.
//!
//! # How it is built
//!
//! An item is read completely, every mistake in it is collected, and only then something is written: constant data when
//! there was no mistake, else the mistakes and empty impls, so that the rest of the program gives no errors of its own.
//!
//! | module | does |
//! | --- | --- |
//! | `symbol` | every key of every attribute, once |
//! | `attr` | attributes → values with their tokens |
//! | `ast` | the model, with everything filled in that has a default |
//! | `ty` | what a type's name says about it |
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
