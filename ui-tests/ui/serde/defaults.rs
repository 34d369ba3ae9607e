use llm_functions::ParameterType;
use serde::Deserialize;

#[derive(ParameterType, Deserialize)]
struct Place {
    #[parameter(minimum = 1)]
    #[serde(default)]
    level: u8,
    #[parameter(min_length = 1)]
    #[serde(default)]
    name: String,
    #[serde(default = "some")]
    note: Option<String>,
    #[parameter(maximum = 9)]
    #[serde(skip)]
    seen: u8,
}

fn some() -> Option<String> {
    Some("none".to_owned())
}

fn main() {}
