//! What users compile, as a reviewer can read it: expansions beside `ui-tests/expected/`.
//!
//! `BLESS=1 cargo test -p llm-functions-derive` writes them anew; read the difference before committing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::path::Path;

use proc_macro2::TokenStream;
use syn::{DeriveInput, parse_quote};

use crate::ast::Derive;

/// The expansion as formatted source text.
fn expanded(input: &DeriveInput, derive: Derive) -> String {
    let tokens: TokenStream = super::derive(input, derive);
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

fn golden(name: &str, input: &DeriveInput, derive: Derive) {
    same(name, &expanded(input, derive));
}

fn same(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/expected").join(name);
    if std::env::var_os("BLESS").is_some() {
        return std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{} differs; if that is meant, run again with BLESS=1", path.display());
}

#[test]
fn a_function_becomes_constant_data() {
    let input = parse_quote! {
        /// Fetch the patient's health data for the given categories.
        #[llm_function(read_only, sensitivity = "personal")]
        struct GetHealthData {
            /// Which categories to fetch.
            #[parameter(min_items = 1)]
            categories: Vec<Category>,
            /// How many days back from today.
            #[parameter(minimum = 1, maximum = MOST_DAYS, default = 14)]
            days: u8,
            /// For whom.
            #[parameter(name = "for", max_length = 40, default = "me")]
            whom: String,
        }
    };
    golden("function.rs", &input, Derive::Function);
}

#[test]
fn every_constraint_is_constant_data() {
    let input = parse_quote! {
        /// Write down a dose.
        #[llm_function(
            idempotent,
            requires_approval,
            timeout = "1m 30s",
            max_output = 4096,
            retries = 2,
            egress = "pharmacy",
            rename_all = "camelCase",
            validate = plausible
        )]
        struct LogDose {
            /// The medication's code.
            #[parameter(pattern = "^[A-Z][0-9]+$", format = "hostname", example = "N02", example = CODE)]
            code: String,
            /// How many milligrams.
            #[parameter(exclusive_minimum = 0, multiple_of = STEP, validate = is_even)]
            milli_grams: Option<u32>,
            /// How it was taken.
            #[parameter(one_of = ["oral", "nasal"], default = ROUTE, sensitive)]
            route: String,
            /// The version.
            #[parameter(constant = 2)]
            version: u8,
            /// Several days.
            #[parameter(unique_items, items(max_items = 2, items(minimum = 40)))]
            pressure: Vec<Levels>,
            #[parameter(skip)]
            received: Cache,
        }
    };
    golden("constraints.rs", &input, Derive::Function);
}

#[test]
fn an_async_fn_becomes_the_same_function() {
    let arguments: TokenStream = parse_quote!(read_only, name = "weather");
    let item: syn::ItemFn = parse_quote! {
        /// Fetch the weather.
        pub(crate) async fn get_weather(
            /// The city.
            #[parameter(max_length = 80)]
            city: String,
            #[deps] store: &WeatherStore,
            call: Call<'_, WeatherStore>,
        ) -> Result<Report, WeatherError> {
            store.fetch(city, call).await
        }
    };
    let found = crate::item::expand(&arguments, quote::ToTokens::to_token_stream(&item));
    same("item.rs", &prettyplease::unparse(&syn::parse2(found.clone()).unwrap()));
    let input = parse_quote! {
        /// Fetch the weather.
        #[llm_function(read_only, name = "weather")]
        pub(crate) struct GetWeather {
            /// The city.
            #[parameter(max_length = 80)]
            city: String,
        }
    };
    let by_hand = super::derive(&input, Derive::Function).to_string();
    assert!(found.to_string().contains(&by_hand), "the impl is not that of the struct");
}

#[test]
fn a_struct_becomes_an_object() {
    let input = parse_quote! {
        /// A place.
        #[parameter(rename_all = "camelCase")]
        struct Place {
            /// How it is called.
            full_name: String,
            #[parameter(minimum = -90, maximum = 90.0)]
            latitude: Option<f64>,
            inside: Vec<Place>,
            #[parameter(maximum = 3)]
            level: Level,
        }
    };
    golden("object.rs", &input, Derive::ParameterType);
}

#[test]
fn an_enum_becomes_choices() {
    let input = parse_quote! {
        /// A unit.
        #[parameter(crate = renamed, rename_all = "lowercase")]
        enum Unit {
            /// Degrees.
            Celsius,
            #[parameter(name = "K")]
            Kelvin,
        }
    };
    golden("choices.rs", &input, Derive::ParameterType);
}

#[test]
fn an_enum_with_data_becomes_a_union() {
    let input = parse_quote! {
        /// Where.
        #[parameter(tag = "kind", content = "of", rename_all_fields = "camelCase")]
        enum Place {
            Here,
            /// Known by a name.
            Named(String),
            At {
                #[parameter(minimum = -90, maximum = 90)]
                north_south: f64,
                level: Option<Level>,
            },
        }
    };
    golden("union.rs", &input, Derive::ParameterType);
}

#[test]
fn a_tuple_struct_becomes_a_newtype() {
    let input = parse_quote! {
        /// A medical record number.
        struct Mrn(#[parameter(min_length = 8, max_length = MOST)] String);
    };
    golden("newtype.rs", &input, Derive::ParameterType);
}

#[test]
fn a_generic_struct_is_checked_where_it_is_used() {
    let input = parse_quote! {
        struct Page<T: Clone, const N: usize> where T: Send {
            #[parameter(max_items = 9)]
            items: List<T>,
        }
    };
    golden("generic.rs", &input, Derive::ParameterType);
}

#[test]
fn an_item_with_mistakes_still_has_its_impl() {
    let input = parse_quote! {
        struct GetTime {
            /// Where.
            #[parameter(minimun = 1)]
            zone: Zone,
        }
    };
    golden("mistakes.rs", &input, Derive::Function);
}

#[test]
fn every_key_is_either_known_or_comes_later() {
    for keys in [
        &crate::symbol::FUNCTION,
        &crate::symbol::ON_ITEMS,
        &crate::symbol::FIELD,
        &crate::symbol::TYPE,
        &crate::symbol::VARIANT,
    ] {
        for key in keys.later.iter().chain(keys.elsewhere.iter().map(|(key, _)| key)) {
            assert!(!keys.known.contains(key), "{key}");
        }
    }
}

#[test]
fn every_known_key_is_in_the_reference() {
    let reference = include_str!("lib.md");
    for keys in [
        &crate::symbol::FUNCTION,
        &crate::symbol::ON_ITEMS,
        &crate::symbol::FIELD,
        &crate::symbol::TYPE,
        &crate::symbol::VARIANT,
    ] {
        for key in keys.known {
            assert!(reference.contains(&format!("| `{key}")), "{key} is not described");
        }
    }
}

/// What the mistakes in an item are called.
fn mistakes(input: &DeriveInput, derive: Derive) -> Vec<String> {
    let file: syn::File = syn::parse2(super::derive(input, derive)).unwrap();
    let errors = file.items.iter().filter_map(|item| match item {
        syn::Item::Macro(call) if call.mac.path.segments.last()?.ident == "compile_error" => {
            Some(call.mac.parse_body::<syn::LitStr>().unwrap().value())
        }
        _ => None,
    });
    errors.collect()
}

#[test]
fn constraints_of_other_crates_are_not_ignored() {
    let input: DeriveInput = parse_quote! {
        #[schemars(rename_all = "camelCase", title = "Place", inline)]
        struct Place {
            #[validate(length(min = 1, max = 9))]
            name: String,
            #[schemars(range(min = 1), extend("x" = 1))]
            level: u8,
            #[garde(skip)]
            #[validate(nested)]
            room: Room,
            #[schemars(skip)]
            seen: bool,
        }
    };
    let refused =
        |what: &str, way_out: &str| format!("#[{what}] has no effect on what the model sees or may send; {way_out}");
    let expected = [
        refused("schemars(rename_all)", "use `rename_all` in #[parameter(...)]"),
        refused("validate(length)", "use `min_length`, `max_length`, `min_items`, `max_items` in #[parameter(...)]"),
        refused(
            "schemars(range)",
            "use `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum` in #[parameter(...)]",
        ),
        refused("schemars(extend)", "use `validate` in #[parameter(...)]"),
        refused("schemars(skip)", "use `skip` in #[parameter(...)]"),
    ];
    assert_eq!(mistakes(&input, Derive::ParameterType), expected);
}

#[test]
fn constraints_of_other_crates_may_stand_beside_ours() {
    let input: DeriveInput = parse_quote! {
        #[parameter(rename_all = "camelCase")]
        #[schemars(rename_all = "camelCase")]
        struct Place {
            #[validate(length(min = 1, max = 9))]
            #[parameter(min_length = 1, max_length = 9)]
            name: String,
            #[garde(range(min = 1), custom(check))]
            #[parameter(minimum = 1, validate = check)]
            level: u8,
        }
    };
    assert_eq!(mistakes(&input, Derive::ParameterType), [""; 0]);
}
