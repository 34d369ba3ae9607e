//! `bool` and the floats.

use super::{FactKind, Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
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

    fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
        argument.as_bool().map_or_else(|| Self::from_json(argument.into_json()), Ok)
    }

    fn to_json(&self) -> Json {
        (*self).into()
    }
}

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

            #[allow(clippy::cast_possible_truncation, reason = "the nearest f32 is what an f32 parameter asks for")]
            #[allow(trivial_numeric_casts, reason = "f64 is one of the types of this macro")]
            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                match argument.as_f64().map(|number| number as $float).filter(|number| number.is_finite()) {
                    Some(number) => Ok(number),
                    None => Self::from_json(argument.into_json()),
                }
            }

            fn to_json(&self) -> Json {
                f64::from(*self).into()
            }
        }
    )*};
}
floats!(f32, f64);
