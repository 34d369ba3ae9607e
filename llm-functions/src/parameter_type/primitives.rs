//! `bool`, the integers up to 64 bits, the floats, `String`.

use super::{FactKind, Facts, ParameterType};
use crate::arguments::Mismatch;
use crate::json::Json;
use crate::spec::{TypeKind, TypeSpec};

impl ParameterType for bool {
    const FACTS: Facts = Facts::new(FactKind::Boolean);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("bool", TypeKind::Boolean) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            Json::Bool(value) => Ok(value),
            other => Err(Mismatch::expected("a boolean", &other)),
        }
    }

    fn to_json(&self) -> Json {
        (*self).into()
    }
}

impl ParameterType for String {
    const FACTS: Facts = Facts::new(FactKind::String);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("String", TypeKind::String) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            Json::String(text) => Ok(text),
            other => Err(Mismatch::expected("a string", &other)),
        }
    }

    fn to_json(&self) -> Json {
        self.clone().into()
    }
}

/// A whole number as JSON writes it; `20.0` is not one, and no float is exact enough to be taken for one.
fn whole(value: &Json) -> Option<i128> {
    match value {
        Json::Number(number) => number.as_i128(),
        _ => None,
    }
}

macro_rules! integers {
    ($($integer:ident),*) => {$(
        impl ParameterType for $integer {
            const FACTS: Facts = Facts::integer($integer::MIN as i128, $integer::MAX as i128);

            fn spec() -> &'static TypeSpec {
                const {
                    &TypeSpec::of::<Self>(stringify!($integer), TypeKind::Integer {
                        minimum: $integer::MIN as i128,
                        maximum: $integer::MAX as i128,
                    })
                }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                whole(&value)
                    .and_then(|whole| whole.try_into().ok())
                    .ok_or_else(|| Mismatch::expected(concat!("an integer that fits `", stringify!($integer), "`"), &value))
            }

            fn to_json(&self) -> Json {
                (*self).into()
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

macro_rules! floats {
    ($($float:ident),*) => {$(
        impl ParameterType for $float {
            const FACTS: Facts = Facts::new(FactKind::Number);

            fn spec() -> &'static TypeSpec {
                const { &TypeSpec::of::<Self>(stringify!($float), TypeKind::Number { limit: $float::MAX as f64 }) }
            }

            #[allow(clippy::cast_possible_truncation, reason = "the nearest f32 is what an f32 parameter asks for")]
            #[allow(trivial_numeric_casts, reason = "f64 is one of the types of this macro")]
            fn from_json(value: Json) -> Result<Self, Mismatch> {
                match &value {
                    Json::Number(number) => number
                        .as_f64()
                        .map(|number| number as $float)
                        .filter(|number| number.is_finite())
                        .ok_or_else(|| Mismatch::expected("a finite number", &value)),
                    _ => Err(Mismatch::expected("a number", &value)),
                }
            }

            fn to_json(&self) -> Json {
                f64::from(*self).into()
            }
        }
    )*};
}
floats!(f32, f64);
