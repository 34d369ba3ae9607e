use llm_functions::ParameterType;
use serde::Deserialize;

#[derive(ParameterType, Deserialize)]
enum Level {
    #[serde(alias = "ground")]
    Low,
    #[serde(skip)]
    Middle,
    #[serde(skip_deserializing)]
    High,
    #[serde(other)]
    Unknown,
}

#[derive(ParameterType, Deserialize)]
enum Id {
    Number(u64),
    #[serde(untagged)]
    Name(String),
}

#[derive(ParameterType, Deserialize)]
enum Size {
    Small(#[serde(alias = "tiny")] u8),
    Large {
        #[serde(flatten)]
        id: Number,
    },
}

#[derive(ParameterType, Deserialize)]
struct Number {
    number: u8,
}

fn main() {}
