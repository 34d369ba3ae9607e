//! Keys of serde stand beside ours: each says what its own reader sees.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use llm_functions::ParameterType;

#[derive(ParameterType, serde::Serialize, Debug, PartialEq)]
#[parameter(rename_all = "kebab-case")]
#[serde(rename_all = "camelCase")]
struct Place {
    #[parameter(name = "called")]
    #[serde(rename = "label")]
    name: String,
    #[parameter(default = 2)]
    #[serde(default)]
    floor_number: u8,
}

#[test]
fn each_reader_sees_its_own_names() {
    let place = Place { name: "here".to_owned(), floor_number: 1 };
    assert_eq!(place.to_json().to_string(), r#"{"called":"here","floor-number":1}"#);
    assert_eq!(serde_json::to_string(&place).unwrap(), r#"{"label":"here","floorNumber":1}"#);
}
