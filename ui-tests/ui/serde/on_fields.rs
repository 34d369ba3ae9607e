use llm_functions::{LlmFunction, ParameterType};
use serde::{Deserialize, Serialize};

#[derive(Default, ParameterType, Serialize, Deserialize)]
struct Room {
    number: u8,
}

mod as_text {
    pub fn serialize<S: serde::Serializer>(_: &u8, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("one")
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(_: D) -> Result<u8, D::Error> {
        Ok(1)
    }
}

#[derive(ParameterType, Serialize, Deserialize)]
struct Place {
    #[serde(flatten)]
    room: Room,
    #[serde(alias = "storey")]
    level: u8,
    #[serde(with = "as_text")]
    height: u8,
    #[serde(deserialize_with = "as_text::deserialize")]
    width: u8,
    #[serde(serialize_with = "as_text::serialize")]
    depth: u8,
    #[serde(rename(serialize = "a", deserialize = "b"))]
    area: u8,
    #[serde(rename(serialize = "x"))]
    x_axis: u8,
    #[serde(borrow)]
    name: std::borrow::Cow<'static, str>,
}

/// Find a place.
#[derive(LlmFunction, Deserialize)]
struct FindPlace {
    /// Which room.
    #[serde(flatten)]
    room: Room,
}

#[derive(ParameterType, Deserialize)]
struct Level(#[serde(alias = "storey")] u8);

fn main() {}
