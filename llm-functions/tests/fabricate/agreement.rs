//! `testing`: agreement is found where it is, and missed where it is not.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::{NonZeroU8, NonZeroU64};
use std::panic::catch_unwind;
use std::time::Duration;

use llm_functions::arguments::Mismatch;
use llm_functions::format::Format;
use llm_functions::json::Json;
use llm_functions::spec::{Constraints, TypeKind, TypeSpec};
use llm_functions::testing::{assert_agrees, assert_type_agrees};
use llm_functions::{FactKind, Facts, LlmFunction, ParameterType};

use crate::types::{Everything, Mode, Occurrence, Steps, Tree};

#[test]
fn a_derived_function_with_every_type_agrees() {
    assert_agrees::<Everything>();
}

macro_rules! agree {
    ($($name:ident: $($ty:ty),+;)*) => {$(
        #[test]
        fn $name() {
            $(assert_type_agrees::<$ty>();)+
        }
    )*};
}
agree! {
    integers_agree: u8, i8, u16, i16, u32, i32, u64, i64, u128, i128, usize, isize, NonZeroU8, NonZeroU64;
    scalars_agree: bool, f32, f64, char, String, Box<str>, Duration, Ipv4Addr, Ipv6Addr;
    containers_agree: Option<u8>, Vec<Option<i16>>, VecDeque<bool>, [char; 4], HashSet<String>, BTreeSet<u8>, Box<Vec<f64>>;
    maps_agree: HashMap<String, u8>, BTreeMap<String, Vec<Mode>>;
    any_json_agrees: Json, serde_json::Value, serde_json::Map<String, serde_json::Value>;
    derived_types_agree: Mode, Tree, Occurrence, Steps, Vec<Occurrence>;
}

/// Types of other crates, as far as their features are on.
#[test]
fn types_of_other_crates_agree() {
    #[cfg(feature = "uuid")]
    assert_type_agrees::<uuid::Uuid>();
    #[cfg(feature = "url")]
    assert_type_agrees::<url::Url>();
    #[cfg(feature = "rust_decimal")]
    assert_type_agrees::<rust_decimal::Decimal>();
    #[cfg(feature = "chrono")]
    {
        assert_type_agrees::<chrono::NaiveDate>();
        assert_type_agrees::<chrono::DateTime<chrono::Utc>>();
        assert_type_agrees::<chrono::DateTime<chrono::FixedOffset>>();
    }
    #[cfg(feature = "jiff")]
    {
        assert_type_agrees::<jiff::civil::Date>();
        assert_type_agrees::<jiff::Timestamp>();
    }
}

/// An address of either kind brings its own JSON Schema.
#[test]
#[ignore = "a view is not made of a type's own JSON Schema yet"]
fn either_address_agrees() {
    assert_type_agrees::<IpAddr>();
}

/// Types whose schema and decoder were written by hand and say different things.
macro_rules! by_hand {
    ($name:ident, $inner:ty, $constraints:expr, $kind:expr, |$value:ident| $from:expr, |$self:ident| $to:expr) => {
        #[derive(Debug)]
        struct $name($inner);

        impl ParameterType for $name {
            const FACTS: Facts = Facts::new(FactKind::String);

            fn spec() -> &'static TypeSpec {
                const { &TypeSpec::of::<Self>(stringify!($name), $kind).constraints($constraints) }
            }

            fn from_json($value: Json) -> Result<Self, Mismatch> {
                $from
            }

            fn to_json(&$self) -> Json {
                $to
            }
        }
    };
}

const NONE: Constraints = Constraints::NONE;

// The schema takes any date, the decoder knows two-digit days only up to the 28th.
by_hand!(
    Narrow,
    String,
    NONE.format(Format::Date),
    TypeKind::String,
    |value| match value.as_str() {
        Some(text) if text.get(8..).is_some_and(|day| day <= "28") => Ok(Self(text.to_owned())),
        _ => Err(Mismatch::expected("a date before the 29th", &value)),
    },
    |self| self.0.as_str().into()
);

// The decoder takes numbers that the schema does not know.
by_hand!(
    Wide,
    String,
    NONE.min_length(1),
    TypeKind::String,
    |value| match value {
        Json::String(text) => Ok(Self(text)),
        Json::Number(number) => Ok(Self(number.to_string())),
        other => Err(Mismatch::expected("a text", &other)),
    },
    |self| self.0.as_str().into()
);

// What is written is no longer what the schema says.
by_hand!(
    Shouting,
    String,
    NONE.pattern("^[a-z]+$"),
    TypeKind::String,
    |value| value.as_str().map(|text| Self(text.to_owned())).ok_or_else(|| Mismatch::expected("a word", &value)),
    |self| self.0.to_uppercase().into()
);

// Every round trip adds something.
by_hand!(
    Growing,
    String,
    NONE,
    TypeKind::String,
    |value| value.as_str().map(|text| Self(format!("{text}!"))).ok_or_else(|| Mismatch::expected("a text", &value)),
    |self| self.0.as_str().into()
);

// Nothing satisfies the schema.
by_hand!(
    Impossible,
    String,
    NONE.min_length(3).max_length(2),
    TypeKind::String,
    |value| value.as_str().map(|text| Self(text.to_owned())).ok_or_else(|| Mismatch::expected("a text", &value)),
    |self| self.0.as_str().into()
);

fn message(check: fn()) -> String {
    let panic = catch_unwind(check).expect_err("the check found nothing");
    panic.downcast_ref::<String>().expect("a panic with a message").clone()
}

#[test]
fn disagreement_is_found_and_told_with_the_type_the_place_and_the_seed() {
    let cases: [(fn(), &str, &str); 5] = [
        (assert_type_agrees::<Narrow>, "`Narrow`: the decoder refuses what the schema allows (seed ", "`/value`"),
        (
            assert_type_agrees::<Wide>,
            "`Wide`: the decoder takes what the schema refuses (seed ",
            "`type` is broken at `/value`",
        ),
        (assert_type_agrees::<Shouting>, "`Shouting`: the schema refuses what `to_json` writes (seed ", "`/value`"),
        (assert_type_agrees::<Growing>, "`Growing`: a value changes on its way through JSON (seed ", "!!"),
        (assert_type_agrees::<Impossible>, "`Impossible`: no arguments could be fabricated (seed ", "`/value`"),
    ];
    for (check, beginning, details) in cases {
        let message = message(check);
        assert!(message.starts_with(beginning) && message.contains(details), "{message}");
    }
}

/// Book a day.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct Book {
    /// Which days.
    days: Vec<Narrow>,
}

#[test]
fn disagreement_is_found_deep_in_a_function() {
    let message = message(assert_agrees::<Book>);
    assert!(message.starts_with("`book`: the decoder refuses what the schema allows (seed "), "{message}");
    assert!(message.contains("argument `/days/"), "{message}");
}
