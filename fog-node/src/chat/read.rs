//! Members of a request, or why they are not what they should be.

use llm_functions::json::Json;

use crate::refused::Refused;

/// A member that is there and not `null`.
pub(crate) fn member<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    json.get(name).filter(|value| **value != Json::Null)
}

/// The text of a member.
pub(crate) fn text<'j>(json: &'j Json, name: &str) -> Result<Option<&'j str>, Refused> {
    match member(json, name) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::invalid(name, format!("`{name}` has to be a string"))),
    }
}

/// Whether something is so.
pub(crate) fn flag(json: &Json, name: &str) -> Result<Option<bool>, Refused> {
    match member(json, name) {
        None => Ok(None),
        Some(Json::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(Refused::invalid(name, format!("`{name}` has to be true or false"))),
    }
}

/// The items of a member.
pub(crate) fn items<'j>(json: &'j Json, name: &str) -> Result<&'j [Json], Refused> {
    match member(json, name) {
        None => Ok(&[]),
        Some(Json::Array(items)) => Ok(items),
        Some(_) => Err(Refused::invalid(name, format!("`{name}` has to be an array"))),
    }
}

/// A whole number of a member.
pub(crate) fn whole(json: &Json, name: &str) -> Result<Option<u32>, Refused> {
    let wrong = || Refused::invalid(name, format!("`{name}` has to be a whole number from 0 to {}", u32::MAX));
    match member(json, name) {
        None => Ok(None),
        Some(Json::Number(number)) => {
            number.as_u64().and_then(|number| u32::try_from(number).ok()).map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

/// A number of a member, within these bounds.
#[allow(clippy::cast_possible_truncation, reason = "temperatures and penalties have no more digits than that")]
pub(crate) fn number(json: &Json, name: &str, least: f32, most: f32) -> Result<Option<f32>, Refused> {
    let wrong = || Refused::invalid(name, format!("`{name}` has to be a number from {least} to {most}"));
    match member(json, name) {
        None => Ok(None),
        Some(Json::Number(number)) => {
            let number = number.as_f64().map(|number| number as f32);
            number.filter(|number| (least..=most).contains(number)).map(Some).ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

/// The numbers of tokens in a member.
pub(crate) fn tokens(json: &Json, name: &str) -> Result<Vec<u32>, Refused> {
    let id = |json: &Json| match json {
        Json::Number(number) => number.as_u64().and_then(|id| u32::try_from(id).ok()),
        _ => None,
    };
    let ids = items(json, name)?.iter().map(id).collect::<Option<_>>();
    ids.ok_or_else(|| Refused::invalid(name, format!("`{name}` has to be an array of the numbers of tokens")))
}
