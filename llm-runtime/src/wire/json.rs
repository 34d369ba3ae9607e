//! Small helpers to read and write [`Json`].

use llm_functions::json::{self, Json};

/// The JSON of some bytes; characters that are none are replaced, as browsers do.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<Json> {
    json::read(&String::from_utf8_lossy(bytes)).ok()
}

/// A member that is there and not `null`.
pub(super) fn member<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    json.get(name).filter(|value| **value != Json::Null)
}

/// The text of a member.
pub(super) fn text<'j>(json: &'j Json, name: &str) -> Option<&'j str> {
    json.get(name).and_then(Json::as_str)
}

/// The text of a member, unless it is empty.
pub(super) fn filled<'j>(json: &'j Json, name: &str) -> Option<&'j str> {
    text(json, name).filter(|text| !text.is_empty())
}

/// The items of a member that is an array; none otherwise.
pub(super) fn items<'j>(json: &'j Json, name: &str) -> &'j [Json] {
    match json.get(name) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

/// A whole number of a member; what is larger than the type is as large as it can be.
pub(super) fn count(json: &Json, name: &str) -> Option<u32> {
    match json.get(name) {
        Some(Json::Number(number)) => number.as_u64().map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
        _ => None,
    }
}

/// A number of a member.
#[allow(clippy::cast_possible_truncation, reason = "probabilities and temperatures have no more digits than that")]
pub(super) fn float(json: &Json, name: &str) -> Option<f32> {
    match json.get(name) {
        Some(Json::Number(number)) => number.as_f64().map(|number| number as f32),
        _ => None,
    }
}

/// A number with the digits that a person wrote: 0.7 stays 0.7 and does not become 0.699999988.
pub(super) fn decimal(number: f32) -> Json {
    number.to_string().parse::<f64>().map_or(Json::Null, Json::from)
}

/// The members of an object that is being written.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<(String, Json)>);

impl Members {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<Json>) -> &mut Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn set_if_some(&mut self, name: &str, value: Option<impl Into<Json>>) -> &mut Self {
        if let Some(value) = value {
            self.set(name, value);
        }
        self
    }
}

impl From<Members> for Json {
    fn from(members: Members) -> Self {
        Self::Object(members.0)
    }
}
