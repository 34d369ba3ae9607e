use llm_functions::{LlmFunction, ParameterType};
use serde::{Deserialize, Serialize};

#[derive(ParameterType, Serialize, Deserialize)]
#[serde(transparent)]
struct Name {
    text: String,
}

#[derive(ParameterType, Serialize)]
#[serde(tag = "kind")]
struct Place {
    name: String,
}

#[derive(Clone, ParameterType, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Mrn(String);

impl TryFrom<String> for Mrn {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Ok(Self(text))
    }
}

impl From<Mrn> for String {
    fn from(mrn: Mrn) -> Self {
        mrn.0
    }
}

#[derive(ParameterType, Deserialize)]
#[serde(from = "u8")]
enum Level {
    Low,
    High,
}

impl From<u8> for Level {
    fn from(level: u8) -> Self {
        if level == 0 { Self::Low } else { Self::High }
    }
}

#[derive(ParameterType, Deserialize)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Name(String),
}

/// Look something up.
#[derive(LlmFunction, Deserialize)]
#[serde(rename = "lookup")]
struct LookUp {
    /// What.
    id: u8,
}

fn main() {}
