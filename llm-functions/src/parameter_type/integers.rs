//! The integers, and those that are never zero.

use std::num::NonZero;

use super::{Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
use crate::json::Json;
use crate::spec::{TypeKind, TypeSpec};

/// The least whole number that JSON carries exactly here. Beyond these bounds readers take numbers for floats.
const LEAST: i128 = i64::MIN as i128;
/// The greatest.
const GREATEST: i128 = u64::MAX as i128;

/// A whole number as JSON writes it; `20.0` is not one, and no float is exact enough to be taken for one.
fn whole(value: &Json) -> Option<i128> {
    match value {
        Json::Number(number) => number.as_i128().filter(|whole| (LEAST..=GREATEST).contains(whole)),
        _ => None,
    }
}

/// The number, or the nearest float, which says that JSON has no exact number for it: no reader takes it for an integer.
#[allow(clippy::cast_precision_loss, reason = "what JSON cannot carry exactly is written as the nearest float")]
fn number(whole: i128) -> Json {
    match (i64::try_from(whole), u64::try_from(whole)) {
        (Ok(whole), _) => whole.into(),
        (_, Ok(whole)) => whole.into(),
        _ => (whole as f64).into(),
    }
}

macro_rules! integers {
    ($($integer:ident $minimum:expr, $maximum:expr, $least_nonzero:expr;)*) => {$(
        impl ParameterType for $integer {
            const FACTS: Facts = Facts::integer($minimum, $maximum);

            fn spec() -> &'static TypeSpec {
                const {
                    let kind = TypeKind::Integer { minimum: $minimum, maximum: $maximum };
                    &TypeSpec::of::<Self>(stringify!($integer), kind)
                }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                whole(&value)
                    .and_then(|whole| whole.try_into().ok())
                    .ok_or_else(|| Mismatch::expected(concat!("an integer that fits `", stringify!($integer), "`"), &value))
            }

            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                match argument.as_i64().and_then(|whole| whole.try_into().ok()) {
                    Some(whole) => Ok(whole),
                    None => Self::from_json(argument.into_json()),
                }
            }

            fn to_json(&self) -> Json {
                i128::try_from(*self).map_or_else(|_| number(i128::MAX), number)
            }
        }

        impl ParameterType for NonZero<$integer> {
            const FACTS: Facts = Facts::integer($least_nonzero, $maximum);

            fn spec() -> &'static TypeSpec {
                const {
                    let kind = TypeKind::Integer { minimum: $least_nonzero, maximum: $maximum };
                    &TypeSpec::of::<Self>(concat!("NonZero<", stringify!($integer), ">"), kind)
                }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                Self::from_argument(value.into())
            }

            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                let number = $integer::from_argument(argument)?;
                // No keyword that every provider knows leaves one number out of a range.
                Self::new(number).ok_or_else(|| Mismatch::refused("expected an integer other than 0"))
            }

            fn to_json(&self) -> Json {
                self.get().to_json()
            }
        }
    )*};
}
integers! {
    i8 i8::MIN as i128, i8::MAX as i128, i8::MIN as i128;
    i16 i16::MIN as i128, i16::MAX as i128, i16::MIN as i128;
    i32 i32::MIN as i128, i32::MAX as i128, i32::MIN as i128;
    i64 i64::MIN as i128, i64::MAX as i128, i64::MIN as i128;
    isize isize::MIN as i128, isize::MAX as i128, isize::MIN as i128;
    i128 LEAST, GREATEST, LEAST;
    u8 0, u8::MAX as i128, 1;
    u16 0, u16::MAX as i128, 1;
    u32 0, u32::MAX as i128, 1;
    u64 0, u64::MAX as i128, 1;
    usize 0, usize::MAX as i128, 1;
    u128 0, GREATEST, 1;
}
