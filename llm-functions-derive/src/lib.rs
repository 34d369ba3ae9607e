//! The derives of `llm-functions`, which re-exports them; use them from there.
//!
//! ```
//! use llm_functions::{LlmFunction, ParameterType};
//!
//! /// A kind of health data.
//! #[derive(ParameterType)]
//! enum Category { Steps, Sleep }
//!
//! /// Fetch the patient's health data for the given categories.
//! #[derive(LlmFunction)]
//! #[llm_function(read_only, timeout = "30s")]
//! struct GetHealthData {
//!     /// Which categories to fetch.
//!     #[parameter(min_items = 1, unique_items)]
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
//! | `rename_all = "..."` | how the parameters' names are written: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE`; as the fields' without it |
//! | `read_only` | calling it changes nothing, so it may start while the model still writes |
//! | `idempotent` | calling it again with the same arguments changes nothing more, so it may be retried |
//! | `retries = count` | how often a call that failed or did not end in time is made again, after a pause; needs `idempotent` or `read_only` |
//! | `destructive` | it may delete or overwrite something |
//! | `exclusive` | no other call may run beside it |
//! | `blocking` | it occupies its thread, so it runs where that stalls nobody; a thread cannot be stopped, so it looks at `Call::is_cancelled` now and then |
//! | `requires_approval` | somebody has to agree before it runs |
//! | `timeout = "30s"` | how long a call may take: whole numbers with `ms`, `s`, `m`, `h`, as in `"1m 30s"` |
//! | `max_output = bytes` | how many bytes of a result the model is given |
//! | `egress = "..."` | where it sends data, if it does: a name that policies know |
//! | `sensitivity = "..."` | how private its results are: `public`, `personal`, or `sensitive`, which is the default |
//! | `validate = path` | a `fn(&Self) -> Result<(), E>` that is asked about the whole value, see [below](#validation) |
//! | `crate = path` | where `llm_functions` is, if it goes by another name |
//!
//! Which errors are worth another attempt is said by `Execute::is_retryable`: all of them, unless the author says otherwise.
//! `timeout` then limits each attempt; how long all of them may take together is for whoever executes the call to say.
//!
//! `read_only` and `destructive` contradict each other. A `read_only` function may well ask for approval: reading can be
//! what somebody has to agree to.
//!
//! # `#[llm_function(...)]` on an `async fn`
//!
//! The same function without writing the struct: the arguments are the parameters, with doc comments and
//! `#[parameter(...)]` on each. What the application injects is a reference marked with `#[deps]`, at most one; a
//! `Call<'_, Deps>` may be taken as well. A `Result<T, E>` says what can go wrong; anything else cannot fail.
//!
//! ```
//! use llm_functions::{functions, llm_function};
//!
//! struct Store;
//! impl Store {
//!     async fn today(&self, city: &str) -> Result<String, std::fmt::Error> { Ok(format!("rain in {city}")) }
//! }
//!
//! /// Fetch the weather.
//! #[llm_function(read_only)]
//! async fn get_weather(
//!     /// The city.
//!     #[parameter(max_length = 80)]
//!     city: String,
//!     #[deps] store: &Store,
//! ) -> Result<String, std::fmt::Error> {
//!     store.today(&city).await
//! }
//!
//! let functions = functions![GetWeather: Store];
//! assert_eq!(functions.definitions()[0].name, "get_weather");
//! ```
//!
//! It expands to what the struct would: `get_weather` becomes `struct GetWeather { city: String }` with the derive's impl
//! and `impl Execute`, as visible as the function, and `functions![GetWeather: store]` registers it. The model calls it by
//! the function's own name. The function stays what it was, to be called and tested.
//!
//! On a struct the same attribute is the derive's: write it behind `#[derive(LlmFunction)]`. With a path
//! (`#[llm_functions::llm_function(...)]`) it may stand before the derive too.
//!
//! # `#[parameter(...)]` on a field
//!
//! | key | means | on |
//! | --- | --- | --- |
//! | `name = "..."` | what the model sees instead of the field's name | any |
//! | `description = "..."` | instead of the doc comment | any |
//! | `default = expression` | the value of an absent or null argument; an expression of the field's type | all but `Option` |
//! | `example = expression` | a value that the model is shown; may be there several times; a `T` for an `Option<T>` | any |
//! | `minimum = number` | the least number | numbers |
//! | `maximum = number` | the greatest number | numbers |
//! | `exclusive_minimum = number` | a number that every value is greater than | numbers |
//! | `exclusive_maximum = number` | a number that every value is less than | numbers |
//! | `multiple_of = number` | a number that every value is a whole multiple of | numbers |
//! | `min_length = count` | the least number of characters | `String` |
//! | `max_length = count` | the greatest number of characters | `String` |
//! | `pattern = "..."` | a regular expression that the text contains a match of | `String`, `char` |
//! | `format = "..."` | what the text stands for: `date-time`, `date`, `time`, `duration`, `email`, `hostname`, `ipv4`, `ipv6`, `uri`, `uri-reference`, `uri-template`, `json-pointer`, `relative-json-pointer`, `uuid`, `byte` | `String` |
//! | `min_items = count` | the least number of items or entries | lists, sets, maps |
//! | `max_items = count` | the greatest number of items or entries | lists, sets, maps |
//! | `unique_items` | no item may be there twice | lists |
//! | `items(...)` | the constraints of this table that hold for every item of a list or set, or every value of a map; `items(items(...))` for lists of lists | lists, sets, arrays, maps |
//! | `one_of = [literals]` | the only values there are | strings, numbers |
//! | `constant = literal` | the only value there is | strings, numbers, `bool` |
//! | `sensitive` | the value stays out of logs and spans, even where an option shows arguments | any |
//! | `validate = path` | a `fn(&T) -> Result<(), E>` that is asked about the value, see [below](#validation) | any |
//! | `skip` | the model never sees the field; it is always `Default::default()` | any with `Default` |
//!
//! The constraints of an `Option<T>` and a `Box<T>` are those of the `T` in it. Numbers and counts are literals or named
//! constants; patterns, formats and listed values are literals, because they are checked while the program is compiled.
//!
//! ```
//! use std::collections::BTreeMap;
//! use llm_functions::LlmFunction;
//!
//! const MOST: u32 = 500;
//!
//! /// Write down a dose.
//! #[derive(LlmFunction)]
//! #[llm_function(idempotent, sensitivity = "personal")]
//! struct LogDose {
//!     /// The medication's code.
//!     #[parameter(pattern = "^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$", example = "N02BE01")]
//!     code: String,
//!     /// How many milligrams.
//!     #[parameter(exclusive_minimum = 0, maximum = MOST, multiple_of = 5, example = 250, example = MOST)]
//!     milligrams: u32,
//!     /// The day it was taken.
//!     #[parameter(format = "date")]
//!     day: Option<String>,
//!     /// How it was taken.
//!     #[parameter(one_of = ["oral", "nasal"], default = "oral")]
//!     route: String,
//!     /// Blood pressure before, systolic and diastolic, for several days.
//!     #[parameter(max_items = 7, items(items(minimum = 40, maximum = 300)))]
//!     pressure: BTreeMap<String, Vec<u16>>,
//!     /// Remarks.
//!     #[parameter(sensitive, default = "")]
//!     remarks: String,
//!     #[parameter(skip)]
//!     received: Option<std::time::Instant>,
//! }
//! ```
//!
//! A value that is written out and breaks the constraints beside it does not compile, and neither does a range that
//! nothing lies in; that goes for named constants too. What only running it can tell — a default that calls a function, a
//! named text and its pattern — is checked when the function is registered.
//!
//! ```compile_fail
//! # use llm_functions::LlmFunction;
//! /// Wait.
//! #[derive(LlmFunction)]
//! struct Wait {
//!     /// How many minutes.
//!     #[parameter(maximum = 60, default = 90)] // error: default 90 is above the maximum 60
//!     minutes: u8,
//! }
//! ```
//!
//! ## Validation
//!
//! What no constraint can say is said by a function, which is asked when everything else is right. For an `Option<T>` it
//! takes the `&T` of a value that is there; for a `String` it may take a `&str`. Its error is any type with `Display`, and
//! the model reads it: say what to do differently. A rule about several fields stands on the struct.
//!
//! ```
//! use llm_functions::{LlmFunction, arguments};
//!
//! fn in_order(booking: &Book) -> Result<(), &'static str> {
//!     if booking.from < booking.to { Ok(()) } else { Err("`from` must be before `to`") }
//! }
//!
//! fn has_no_digits(name: &str) -> Result<(), String> {
//!     if name.contains(|letter: char| letter.is_ascii_digit()) { Err(format!("{name} has digits")) } else { Ok(()) }
//! }
//!
//! /// Book a room.
//! #[derive(LlmFunction, Debug)]
//! #[llm_function(validate = in_order)]
//! struct Book {
//!     /// From which hour.
//!     from: u8,
//!     /// To which hour.
//!     to: u8,
//!     /// For whom.
//!     #[parameter(validate = has_no_digits)]
//!     name: String,
//! }
//!
//! let error = arguments::decode::<Book>(r#"{"from": 1, "to": 2, "name": "R2D2"}"#).unwrap_err();
//! assert_eq!(error.for_model(), "argument `/name`: R2D2 has digits");
//! let error = arguments::decode::<Book>(r#"{"from": 2, "to": 1, "name": "Ada"}"#).unwrap_err();
//! assert_eq!(error.for_model(), "`from` must be before `to`");
//! ```
//!
//! # `#[parameter(...)]` on a struct, an enum or a variant with `#[derive(ParameterType)]`
//!
//! Structs with named fields are JSON objects, whose fields take the keys above and need no description. Enums without
//! data are strings.
//!
//! | key | means | on |
//! | --- | --- | --- |
//! | `description = "..."` | instead of the doc comment | all three |
//! | `rename_all = "..."` | how names are written, exactly as serde writes them: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE`; variants are in `snake_case` without it | struct (its fields), enum (its variants), variant (its fields) |
//! | `rename_all_fields = "..."` | the same for the fields of every variant | enum |
//! | `tag = "..."` | the member that says which variant a value is | enum |
//! | `content = "..."` | beside `tag`: the member that holds what is in the variant | enum |
//! | `validate = path` | a `fn(&Self) -> Result<(), E>` that is asked about the whole value | struct, enum with data |
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
//! # `#[serde(...)]` beside the derives
//!
//! A type that also derives `Serialize` or `Deserialize` carries keys of serde. None is ignored:
//!
//! | keys of serde | here |
//! | --- | --- |
//! | `rename`, `rename_all`, `rename_all_fields`, `tag`, `content`, `default`, `skip`, `skip_deserializing` | honoured: they mean what they mean to serde, as if our own key stood there. A key of ours that says something else is an error at both |
//! | `skip_serializing`, `skip_serializing_if` | accepted: what serde leaves out when it writes is the model's to send all the same |
//! | `deny_unknown_fields`, `crate`, `bound`, `expecting`, `rename` on the type itself, `transparent` on a newtype | accepted: nothing that the model sees or sends changes. Unknown fields are refused anyway |
//! | `rename(serialize = "...", deserialize = "...")` with two names, `alias`, `flatten`, `untagged`, `other`, `with`, `from`, … | refused, with what to do instead |
//!
//! `#[schemars(...)]`, `#[validate(...)]` and `#[garde(...)]` are not read. A key of theirs that constrains or renames what
//! the model sends is refused, unless the key of ours that does the same stands beside it.
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
//! | `subject` | the values that constraints are about: a parameter's, or the items of it |
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
