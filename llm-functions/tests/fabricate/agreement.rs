//! `testing`: agreement is found where it is, and missed where it is not.

use std::panic::catch_unwind;

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

#[test]
fn derived_types_agree() {
    assert_type_agrees::<Mode>();
    assert_type_agrees::<Tree>();
    assert_type_agrees::<Steps>();
    assert_type_agrees::<Vec<Occurrence>>();
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
