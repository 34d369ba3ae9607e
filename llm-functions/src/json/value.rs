//! [`Json`] ⇄ `serde_json::Value`, without loss but for the order of members, which `serde_json` sorts by name unless
//! its feature `preserve_order` is on.

use serde_json::Value;

use super::Json;

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text),
            Value::Array(items) => Self::array(items),
            Value::Object(members) => Self::object(members.into_iter().map(|(name, value)| (name, value.into()))),
        }
    }
}

impl From<Json> for Value {
    fn from(value: Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => Self::Number(number),
            Json::String(text) => Self::String(text),
            Json::Array(items) => items.into_iter().map(Self::from).collect(),
            Json::Object(members) => members.into_iter().collect(),
        }
    }
}
