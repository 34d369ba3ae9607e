//! `Option`.

use super::{Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
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

    fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
        if argument.is_null() { Ok(None) } else { T::from_argument(argument).map(Some) }
    }

    fn to_json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::to_json)
    }
}
