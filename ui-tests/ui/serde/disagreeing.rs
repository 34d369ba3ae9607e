use llm_functions::ParameterType;
use serde::Deserialize;

#[derive(ParameterType, Deserialize)]
#[parameter(rename_all = "camelCase")]
#[serde(rename_all = "kebab-case")]
struct Place {
    #[parameter(name = "called")]
    #[serde(rename = "label")]
    name: String,
    #[parameter(default = 3)]
    #[serde(default)]
    level: u8,
    #[parameter(default = "home")]
    #[serde(default)]
    kind: String,
}

#[derive(ParameterType, Deserialize)]
#[parameter(tag = "kind")]
#[serde(tag = "type", rename_all = "lowercase")]
enum Event {
    #[parameter(name = "came")]
    #[serde(rename = "arrived")]
    Came { late: bool },
}

#[derive(ParameterType, Deserialize)]
#[parameter(tag = "kind")]
#[serde(tag = "kind", content = "of")]
enum Step {
    #[parameter(rename_all = "camelCase")]
    #[serde(rename_all = "UPPERCASE")]
    Go { far_away: bool },
}

fn main() {}
