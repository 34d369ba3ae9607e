use llm_functions::{LlmFunction, ParameterType};

/// Which place.
#[derive(ParameterType, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(rename = "called")]
    name: String,
    #[serde(skip)]
    level: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rooms: Vec<String>,
}

/// Find a place.
#[derive(LlmFunction, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct FindPlace {
    /// Which place.
    #[serde(flatten)]
    place: Name,
}

#[derive(ParameterType, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Name {
    #[serde(rename = "1")]
    One,
}

fn main() {}
