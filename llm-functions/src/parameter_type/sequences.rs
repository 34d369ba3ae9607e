//! `Vec`, `VecDeque`, boxed slices, and arrays of a fixed length.

use std::collections::VecDeque;

use super::{FactKind, Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
use crate::json::Json;
use crate::spec::{Constraints, TypeKind, TypeSpec};

macro_rules! sequences {
    ($($name:literal $sequence:ty;)*) => {$(
        impl<T: ParameterType> ParameterType for $sequence {
            const FACTS: Facts = Facts::of(FactKind::Array, &T::FACTS);

            fn spec() -> &'static TypeSpec {
                const { &TypeSpec::of::<Self>($name, TypeKind::Array(T::spec)) }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                match value {
                    Json::Array(items) => Mismatch::collect(items.into_iter().map(T::from_json)),
                    other => Err(Mismatch::expected("an array", &other)),
                }
            }

            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                match argument.into_items() {
                    Ok(items) => Mismatch::list(items.map(T::from_argument)).map(Self::from),
                    Err(other) => Self::from_json(other.into_json()),
                }
            }

            fn to_json(&self) -> Json {
                Json::Array(self.iter().map(T::to_json).collect())
            }
        }
    )*};
}
sequences! {
    "Vec" Vec<T>;
    "VecDeque" VecDeque<T>;
    "Box" Box<[T]>;
}

impl<T: ParameterType, const N: usize> ParameterType for [T; N] {
    const FACTS: Facts = Facts::of(FactKind::Array, &T::FACTS);

    fn spec() -> &'static TypeSpec {
        const {
            let exactly = Constraints::NONE.min_items(count(N)).max_items(count(N));
            &TypeSpec::of::<Self>("array", TypeKind::Array(T::spec)).constraints(exactly)
        }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        let expected = |value: &Json| Mismatch::expected(format!("an array of exactly {N} items"), value);
        match value {
            Json::Array(items) if items.len() == N => {
                let items: Vec<T> = Mismatch::collect(items.into_iter().map(T::from_json))?;
                items.try_into().map_err(|_| expected(&Json::Array(Vec::new())))
            }
            other => Err(expected(&other)),
        }
    }

    fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
        match argument.into_items() {
            Ok(items) => {
                let items = Mismatch::list(items.map(T::from_argument))?;
                let expected =
                    |_| Mismatch::expected(format!("an array of exactly {N} items"), &Json::Array(Vec::new()));
                items.try_into().map_err(expected)
            }
            Err(other) => Self::from_json(other.into_json()),
        }
    }

    fn to_json(&self) -> Json {
        Json::Array(self.iter().map(T::to_json).collect())
    }
}

/// Fails to compile for a length that no list of a model has.
#[allow(clippy::cast_possible_truncation, reason = "asserted just before")]
const fn count(length: usize) -> u32 {
    assert!(length as u64 <= u32::MAX as u64, "an array parameter can have at most 4294967295 items");
    length as u32
}
