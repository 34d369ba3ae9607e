//! Nothing in a user's scope gets in the way of an expansion, and no lint of theirs looks at it.
#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(missing_docs, unused_qualifications, trivial_casts, trivial_numeric_casts, unreachable_pub, unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(clippy::missing_const_for_fn, clippy::unnecessary_wraps, reason = "validation is seldom constant")]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "validation is passed a reference")]
#![allow(clippy::redundant_pub_crate, reason = "rustc's `unreachable_pub` asks for the opposite")]

/// Every name that an expansion could mean by accident means something else here, and the prelude is gone.
#[allow(dead_code, reason = "the names are there to be in the way")]
#[deny(clippy::as_conversions, clippy::default_numeric_fallback, clippy::pattern_type_mismatch)]
#[deny(clippy::question_mark_used, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)]
mod shadowed {
    #![no_implicit_prelude]

    use ::llm_functions::{LlmFunction, ParameterType, llm_function};

    /// Not core's.
    pub(crate) struct Option;
    /// Not alloc's.
    pub(crate) struct Vec;
    /// Not core's.
    pub(crate) struct Result;
    /// Not core's.
    pub(crate) enum Nothing {
        /// Not core's.
        Ok,
        /// Not core's.
        Err,
        /// Not core's.
        Some,
        /// Not core's.
        None,
    }
    #[allow(unused_imports, reason = "the names are there to be in the way")]
    use Nothing::{Err, None, Ok, Some};
    /// Not ours.
    pub(crate) struct Fields;
    /// Not ours.
    pub(crate) struct Json;
    /// Not core's.
    pub(crate) trait Into {}
    #[allow(non_camel_case_types, reason = "the names are there to be in the way")]
    mod primitives {
        /// Not core's.
        pub(crate) struct str;
        /// Not core's.
        pub(crate) struct i128;
        /// Not core's.
        pub(crate) struct f64;
    }
    #[allow(unused_imports, reason = "the names are there to be in the way")]
    use primitives::{f64, i128, str};
    mod core {}
    mod llm_functions {}
    mod std {}

    const MOST: u8 = 90;
    const NOTE: &::core::primitive::str = "none";

    /// A kind.
    #[derive(ParameterType, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    pub(crate) enum Kind {
        /// One.
        One,
        /// Two.
        #[deprecated]
        Two,
    }

    /// A place.
    #[derive(ParameterType, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    pub(crate) struct Place {
        /// A name that is also one in the expansion.
        pub(crate) fields: ::std::string::String,
        /// A keyword.
        pub(crate) r#type: ::core::option::Option<::core::primitive::f64>,
    }

    /// Fetch.
    #[derive(LlmFunction, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    #[llm_function(read_only, exclusive, sensitivity = "personal")]
    pub(crate) struct Fetch {
        /// Days.
        #[parameter(minimum = 1, maximum = MOST, default = MOST)]
        pub(crate) days: u8,
        /// Kind.
        #[parameter(default = Kind::One)]
        pub(crate) kind: Kind,
        /// A name that is also one in the expansion.
        #[parameter(default = NOTE)]
        pub(crate) value: ::std::string::String,
        /// Places.
        #[parameter(min_items = 1)]
        pub(crate) places: ::std::vec::Vec<Place>,
        /// Deprecated.
        #[deprecated]
        pub(crate) old: ::core::option::Option<bool>,
    }

    /// Nothing to fill in.
    #[derive(LlmFunction)]
    pub(crate) struct Empty;

    const CODE: &::core::primitive::str = "N02";
    const STEP: u32 = 5;
    /// Not the expansion's.
    #[allow(non_upper_case_globals, reason = "the names are there to be in the way")]
    const value: u8 = 0;
    /// Not the expansion's.
    #[allow(non_upper_case_globals, reason = "the names are there to be in the way")]
    const argument: u8 = 0;

    fn is_even(number: &u32) -> ::core::result::Result<(), &'static ::core::primitive::str> {
        if ::core::primitive::u32::is_multiple_of(*number, 2) {
            ::core::result::Result::Ok(())
        } else {
            ::core::result::Result::Err("odd")
        }
    }

    fn is_dose(_: &Dose) -> ::core::result::Result<(), &'static ::core::primitive::str> {
        ::core::result::Result::Ok(())
    }

    /// Every key.
    #[derive(LlmFunction, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    #[llm_function(idempotent, timeout = "5s", max_output = 64, egress = "x", rename_all = "camelCase")]
    #[llm_function(blocking, requires_approval, validate = is_dose)]
    pub(crate) struct Dose {
        /// Code.
        #[parameter(pattern = "^N", max_length = 9, example = "N01", example = CODE, default = CODE)]
        pub(crate) the_code: ::std::string::String,
        /// Amount.
        #[parameter(exclusive_minimum = 0, exclusive_maximum = 10_000, multiple_of = STEP, validate = is_even)]
        pub(crate) amount: ::core::option::Option<u32>,
        /// Route.
        #[parameter(one_of = ["oral", "nasal"], sensitive)]
        pub(crate) route: ::std::string::String,
        /// Version.
        #[parameter(constant = 2, default = 2)]
        pub(crate) version: u8,
        /// Days.
        #[parameter(unique_items, items(format = "date", min_length = 10))]
        pub(crate) days: ::std::vec::Vec<::std::string::String>,
        #[parameter(skip)]
        pub(crate) cache: bool,
    }

    /// Names of the expansion's own variables.
    #[derive(ParameterType, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    #[parameter(tag = "index", content = "content", validate = any)]
    pub(crate) enum Union {
        /// Nothing.
        Nothing,
        /// One.
        One(::std::string::String),
        /// Several.
        Several {
            /// A name that is also one in the expansion.
            #[parameter(maximum = MOST, default = MOST)]
            index: u8,
            /// A name that is also one in the expansion.
            content: ::core::option::Option<bool>,
            /// A name that is also one in the expansion.
            #[parameter(skip)]
            place: u8,
        },
        /// Nothing either.
        Empty {},
    }

    fn any(_: &Union) -> ::core::result::Result<(), ::std::string::String> {
        ::core::result::Result::Ok(())
    }

    /// A newtype.
    #[derive(ParameterType, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    pub(crate) struct Name(#[parameter(max_length = 9, validate = anything)] pub(crate) ::std::string::String);

    fn anything(_: &::core::primitive::str) -> ::core::result::Result<(), ::std::string::String> {
        ::core::result::Result::Ok(())
    }

    /// A generic struct.
    #[derive(ParameterType, ::core::fmt::Debug, ::core::cmp::PartialEq)]
    pub(crate) struct Page<Json> {
        /// Its items.
        #[parameter(max_items = 3)]
        pub(crate) items: ::std::vec::Vec<Json>,
    }

    /// Names of the expansion's own variables.
    #[llm_function(read_only)]
    pub(crate) async fn take_all(
        /// A place.
        #[parameter(default = Union::Nothing)]
        deps: Union,
        /// A call.
        call: Name,
        #[deps] argument0: &bool,
        /// Pages.
        page: Page<u8>,
        control: ::llm_functions::Call<'_, bool>,
    ) -> ::core::result::Result<::std::string::String, ::std::string::String> {
        let _ = (deps, control);
        if *argument0 && page.items.is_empty() {
            ::core::result::Result::Ok(call.0)
        } else {
            ::core::result::Result::Err(call.0)
        }
    }

    /// Cannot fail.
    #[llm_function]
    pub(crate) async fn fine() -> u8 {
        1
    }
}

/// What a user's own macro passes on arrives in invisible groups.
#[deny(clippy::as_conversions, clippy::default_numeric_fallback, clippy::pattern_type_mismatch)]
#[deny(clippy::question_mark_used, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)]
#[deny(clippy::absolute_paths)]
mod from_a_macro {
    use llm_functions::{LlmFunction, ParameterType, llm_function};

    macro_rules! function {
        ($name:ident, $ty:ty, $default:expr, $least:literal) => {
            /// Made by a macro.
            #[derive(LlmFunction, Debug)]
            pub(crate) struct $name {
                /// Made by a macro.
                #[parameter(minimum = $least, default = $default)]
                pub(crate) amount: $ty,
            }
        };
    }
    function!(Made, u8, 7, 1);

    macro_rules! item {
        ($name:ident, $argument:ident, $ty:ty, $deps:ty, $least:expr) => {
            /// Made by a macro.
            #[llm_function]
            pub(crate) async fn $name(
                /// Made by a macro.
                #[parameter(minimum = $least)]
                $argument: $ty,
                #[deps] deps: &$deps,
            ) -> $ty {
                $argument + deps
            }
        };
    }
    item!(add_up, amount, u8, u8, 1);

    macro_rules! types {
        ($union:ident, $newtype:ident, $ty:ty, $most:expr) => {
            /// Made by a macro.
            #[derive(ParameterType, Debug)]
            pub(crate) enum $union {
                /// Made by a macro.
                One($newtype),
                /// Made by a macro.
                Two {
                    /// Made by a macro.
                    #[parameter(maximum = $most)]
                    amount: $ty,
                },
            }

            /// Made by a macro.
            #[derive(ParameterType, Debug)]
            pub(crate) struct $newtype(#[parameter(maximum = $most)] pub(crate) $ty);
        };
    }
    types!(MadeUnion, MadeNewtype, u8, 9);
}

/// Public items too, whose lints look at other things.
#[deny(clippy::as_conversions, clippy::default_numeric_fallback, clippy::pattern_type_mismatch)]
#[deny(clippy::question_mark_used, clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)]
#[deny(clippy::absolute_paths, clippy::exhaustive_structs)]
pub mod public {
    use llm_functions::{LlmFunction, ParameterType, llm_function};

    /// A pair.
    #[derive(ParameterType, Debug)]
    #[non_exhaustive]
    pub struct Pair {
        /// One.
        pub one: i64,
    }

    /// One of two.
    #[derive(ParameterType, Debug)]
    #[non_exhaustive]
    pub enum Either {
        /// A pair.
        Pair(Pair),
        /// A number.
        Number {
            /// The number.
            number: i64,
        },
    }

    /// A name.
    #[derive(ParameterType, Debug)]
    #[non_exhaustive]
    pub struct Name(pub String);

    /// Say a name.
    #[llm_function(read_only)]
    pub async fn say(
        /// The name.
        name: Name,
        /// Which.
        either: Either,
    ) -> String {
        format!("{name:?} {either:?}")
    }

    /// Add.
    #[derive(LlmFunction, Debug)]
    #[non_exhaustive]
    pub struct Add {
        /// The pair.
        pub pair: Pair,
        /// The weight.
        #[parameter(minimum = 0.5, maximum = 2, default = 1.0)]
        pub weight: f32,
    }
}

#[test]
#[allow(deprecated, reason = "a deprecated parameter can still be filled in")]
fn expansions_mean_what_they_say_anywhere() {
    let text = r#"{"places": [{"fields": "here", "type": 2.5}]}"#;
    let fetch: shadowed::Fetch = llm_functions::arguments::decode(text).unwrap();
    let place = shadowed::Place { fields: "here".to_owned(), r#type: Some(2.5) };
    let expected = shadowed::Fetch {
        days: 90,
        kind: shadowed::Kind::One,
        value: "none".to_owned(),
        places: vec![place],
        old: None,
    };
    assert_eq!(fetch, expected);
    let text = r#"{"amount": 10, "route": "oral", "days": []}"#;
    let dose: shadowed::Dose = llm_functions::arguments::decode(text).unwrap();
    let (the_code, route) = ("N02".to_owned(), "oral".to_owned());
    let expected = shadowed::Dose { the_code, amount: Some(10), route, version: 2, days: Vec::new(), cache: false };
    assert_eq!(dose, expected);
    let made: from_a_macro::Made = llm_functions::arguments::decode("{}").unwrap();
    assert_eq!(made.amount, 7);
    let add: public::Add = llm_functions::arguments::decode(r#"{"pair": {"one": 1}}"#).unwrap();
    assert_eq!((add.pair.one, add.weight.to_string()), (1, "1".to_owned()));
    let text = r#"{"deps": {"index": "several", "content": {}}, "call": "x", "page": {"items": [1]}}"#;
    assert!(llm_functions::arguments::decode::<shadowed::TakeAll>(text).is_ok());
    let text = r#"{"index": "several", "content": {"index": 3, "content": true}}"#;
    let several =
        <shadowed::Union as llm_functions::ParameterType>::from_json(llm_functions::json::read(text).unwrap());
    assert_eq!(several.unwrap(), shadowed::Union::Several { index: 3, content: Some(true), place: 0 });
    let registry =
        llm_functions::functions![shadowed::TakeAll: true, shadowed::Fine, from_a_macro::AddUp: 2, public::Say];
    assert_eq!(registry.len(), 4);
    let text = r#"{"one": 7}"#;
    let made =
        <from_a_macro::MadeUnion as llm_functions::ParameterType>::from_json(llm_functions::json::read(text).unwrap());
    assert!(matches!(made.unwrap(), from_a_macro::MadeUnion::One(from_a_macro::MadeNewtype(7))));
}
