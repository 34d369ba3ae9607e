//! What the requests of all APIs have in common.

use llm_functions::json::{self, Json};

use super::read::text;
use crate::refused::Refused;

/// The body of a request as an object.
pub(crate) fn parse(body: &[u8]) -> Result<Json, Refused> {
    let body = std::str::from_utf8(body).map_err(|_| Refused::invalid("body", "the body is not UTF-8"))?;
    let body = json::read(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = format!("the body is not JSON, or has a name twice, at line {line} column {column}");
        Refused::invalid("body", message)
    })?;
    match body {
        Json::Object(_) => Ok(body),
        _ => Err(Refused::invalid("body", "the body has to be an object")),
    }
}

/// The model that is asked for.
pub(crate) fn model(body: &Json) -> Result<String, Refused> {
    let model = text(body, "model")?.filter(|model| !model.is_empty());
    Ok(model.ok_or_else(|| Refused::invalid("model", "`model` is missing"))?.to_owned())
}

/// Refuses what the API has and a node has not, with the way out. A member that nobody knows is passed over, as clients send
/// many; but whoever asks for one of these would take the answer for something that it is not.
pub(crate) fn without(body: &Json, members: &[(&str, &str)]) -> Result<(), Refused> {
    let asks = |json: &Json| match json {
        Json::Null | Json::Bool(false) => false,
        Json::Array(items) => !items.is_empty(),
        Json::String(text) => !text.is_empty(),
        _ => true,
    };
    match members.iter().find(|(name, _)| body.get(name).is_some_and(asks)) {
        Some((name, way_out)) => Err(Refused::unsupported(name, format!("`{name}` is not there: {way_out}"))),
        None => Ok(()),
    }
}

/// Whether a streamed answer is to tell what it cost.
pub(crate) fn include_usage(body: &Json) -> Result<bool, Refused> {
    match super::read::member(body, "stream_options") {
        None => Ok(false),
        Some(options @ Json::Object(_)) => Ok(super::read::flag(options, "include_usage")?.unwrap_or(false)),
        Some(_) => Err(Refused::invalid("stream_options", "`stream_options` has to be an object")),
    }
}

/// One answer is generated for a request.
pub(crate) fn one_answer(body: &Json, name: &str) -> Result<(), Refused> {
    if super::read::whole(body, name)?.is_some_and(|answers| answers != 1) {
        let way_out = "one answer is generated for a request; ask again for another";
        return Err(Refused::unsupported(name, format!("`{name}` can only be 1: {way_out}")));
    }
    Ok(())
}
