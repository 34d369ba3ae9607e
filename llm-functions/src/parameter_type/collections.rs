//! `Option` and `Vec`.

use super::{FactKind, Facts, ParameterType};
use crate::arguments::Mismatch;
use crate::json::Json;
use crate::spec::{TypeKind, TypeSpec};

impl<T: ParameterType> ParameterType for Option<T> {
    const FACTS: Facts = Facts { optional: true, ..T::FACTS };

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("Option", TypeKind::Optional(T::spec)) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            Json::Null => Ok(None),
            value => T::from_json(value).map(Some),
        }
    }

    fn to_json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::to_json)
    }
}

impl<T: ParameterType> ParameterType for Vec<T> {
    const FACTS: Facts = Facts::of(FactKind::Array, &T::FACTS);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("Vec", TypeKind::Array(T::spec)) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            Json::Array(items) => Mismatch::collect(items.into_iter().map(T::from_json)),
            other => Err(Mismatch::expected("an array", &other)),
        }
    }

    fn to_json(&self) -> Json {
        Json::Array(self.iter().map(T::to_json).collect())
    }
}
