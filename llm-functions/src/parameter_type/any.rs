//! Any JSON: [`Json`], which keeps the order of an object's members, and `serde_json`'s value and map, which need not.

use super::{FactKind, Facts, ParameterType};
use crate::arguments::Mismatch;
use crate::json::Json;
use crate::spec::{TypeKind, TypeSpec};

/// What is only known to be JSON.
type Value = serde_json::Value;

impl ParameterType for Json {
    const FACTS: Facts = Facts::new(FactKind::Any);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("Json", TypeKind::Any) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        Ok(value)
    }

    fn to_json(&self) -> Json {
        self.clone()
    }
}

impl ParameterType for Value {
    const FACTS: Facts = Json::FACTS;

    fn spec() -> &'static TypeSpec {
        Json::spec()
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        Ok(value.into())
    }

    fn to_json(&self) -> Json {
        self.clone().into()
    }
}

impl ParameterType for serde_json::Map<String, Value> {
    const FACTS: Facts = Facts::of(FactKind::Map, &Json::FACTS);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("Map", TypeKind::Map(Json::spec)) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            Json::Object(members) => Ok(members.into_iter().map(|(name, value)| (name, value.into())).collect()),
            other => Err(Mismatch::expected("an object", &other)),
        }
    }

    fn to_json(&self) -> Json {
        Json::object(self.iter().map(|(name, value)| (name.clone(), value.clone().into())))
    }
}
