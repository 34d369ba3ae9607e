//! Keys of serde on our types mean what they mean to serde, and those that cannot are refused (`ui/serde`).
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use llm_functions::spec::TypeKind;
use llm_functions::{LlmFunction, ParameterType, arguments, json};
use serde::{Deserialize, Serialize};

/// Only serde's keys.
#[derive(ParameterType, Serialize, Deserialize, Debug, PartialEq)]
#[serde(rename_all = "camelCase", deny_unknown_fields, rename = "A place", bound = "")]
struct Place {
    #[serde(rename = "label")]
    name: String,
    #[serde(default)]
    floor_number: u8,
    #[serde(default = "ground")]
    #[parameter(maximum = 9)]
    level_number: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    open_rooms: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip)]
    seen: bool,
    #[serde(skip_deserializing, default = "ground")]
    visits: u8,
    #[serde(rename(serialize = "open", deserialize = "open"))]
    is_open: bool,
}

fn ground() -> u8 {
    3
}

/// Both, in agreement.
#[derive(ParameterType, Serialize, Deserialize, Debug, PartialEq)]
#[parameter(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Event {
    #[parameter(name = "gone")]
    #[serde(rename = "gone")]
    WentAway,
    CameBack {
        #[parameter(default = 0)]
        #[serde(default)]
        minutes_late: u8,
    },
}

/// Only serde's.
#[derive(ParameterType, Serialize, Deserialize, Debug, PartialEq)]
#[serde(tag = "t", content = "c", rename_all = "SCREAMING_SNAKE_CASE")]
enum Step {
    #[serde(rename_all = "kebab-case")]
    GoTo { floor_number: u8 },
    #[serde(skip_serializing)]
    Wait,
    #[serde(rename = "say")]
    Say(#[serde(bound = "")] String),
}

/// The default of a whole struct.
#[derive(ParameterType, Serialize, Deserialize, Debug, PartialEq)]
#[serde(default)]
struct Settings {
    volume: u8,
    #[parameter(default = 7)]
    #[serde(default = "seven")]
    brightness: u8,
    title: Option<String>,
    #[serde(skip)]
    changes: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { volume: 5, brightness: 1, title: Some("none".to_owned()), changes: 2 }
    }
}

fn seven() -> u8 {
    7
}

#[derive(ParameterType, Serialize, Deserialize, Debug, PartialEq)]
#[serde(transparent)]
struct Name(#[parameter(max_length = 9)] String);

/// Apply settings.
#[derive(LlmFunction, Deserialize, Debug, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Apply {
    /// Which.
    #[serde(default)]
    new_settings: Vec<Settings>,
    /// For whom.
    user_name: Name,
    /// How often.
    #[serde(default)]
    #[parameter(maximum = 4)]
    how_often: u8,
}

/// Our decoder and serde's make the same of a text.
fn same<T: ParameterType + for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug>(text: &str) -> T {
    let ours = T::from_json(filled::<T>(text)).unwrap();
    assert_eq!(ours, serde_json::from_str::<T>(text).unwrap(), "{text}");
    ours
}

/// The text's object with the defaults of the spec where a field is absent, as a call's arguments have them.
fn filled<T: ParameterType>(text: &str) -> json::Json {
    let json::Json::Object(mut members) = json::read(text).unwrap() else { return json::read(text).unwrap() };
    if let TypeKind::Object(fields) = T::spec().kind {
        for field in fields.iter().filter(|field| !text.contains(&format!("\"{}\"", field.name))) {
            members.extend(field.default.map(|default| (field.name.to_owned(), default())));
        }
    }
    json::Json::Object(members)
}

#[test]
fn keys_of_serde_mean_what_they_mean_to_serde() {
    let place = same::<Place>(r#"{"label": "here", "open": true}"#);
    assert_eq!((place.floor_number, place.level_number, place.visits), (0, 3, 3));
    let full =
        r#"{"label": "here", "open": true, "floorNumber": 1, "levelNumber": 2, "openRooms": ["a"], "note": "b"}"#;
    assert_eq!(same::<Place>(full).note.as_deref(), Some("b"));
    for text in [r#"{"kind": "gone"}"#, r#"{"kind": "came_back", "minutesLate": 2}"#] {
        let event = same::<Event>(text);
        assert_eq!(event.to_json().to_string(), serde_json::to_string(&event).unwrap());
    }
    for text in [r#"{"t": "GO_TO", "c": {"floor-number": 1}}"#, r#"{"t": "WAIT"}"#, r#"{"t": "say", "c": "x"}"#] {
        same::<Step>(text);
    }
    same::<Name>(r#""Ada""#);
}

#[test]
fn the_default_of_a_struct_is_that_of_its_fields() {
    let settings = same::<Settings>("{}");
    let expected = Settings { volume: 5, brightness: 7, title: Some("none".to_owned()), changes: 2 };
    assert_eq!(settings, expected);
    assert_eq!(same::<Settings>(r#"{"volume": 1, "brightness": 2, "title": "x"}"#).volume, 1);
}

#[test]
fn arguments_of_a_function_are_read_with_them() {
    let text = r#"{"newSettings": [{}], "userName": "Ada"}"#;
    let apply: Apply = arguments::decode(text).unwrap();
    assert_eq!(apply, serde_json::from_str(text).unwrap());
    assert!(arguments::decode::<Apply>(r#"{"new_settings": [], "userName": "Ada"}"#).is_err());
    assert!(arguments::decode::<Apply>(r#"{"userName": "Ada", "howOften": 5}"#).is_err());
}
