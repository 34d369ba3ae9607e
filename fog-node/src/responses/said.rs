//! What a response repeats of its request.

use llm_functions::json::Json;

use super::object;
use crate::chat::Ask;
use crate::chat::read::{flag, items, member, text};
use crate::refused::Refused;

/// What a response repeats of its request, in the order of the API's own documentation.
pub(super) type Said = Vec<(&'static str, Json)>;

pub(super) fn of(body: &Json, ask: &Ask) -> Result<Said, Refused> {
    let or_null = |name: &str| member(body, name).cloned().unwrap_or(Json::Null);
    let plain = Json::object([("type", Json::from("text"))]);
    let format = object(body, "text")?.and_then(|form| member(form, "format")).cloned().unwrap_or(plain);
    let effort = ask.options.reasoning_effort.map_or(Json::Null, |effort| effort.name().into());
    let most = ask.options.max_output_tokens.map_or(Json::Null, Json::from);
    Ok(vec![
        ("background", false.into()),
        ("instructions", text(body, "instructions")?.map_or(Json::Null, Json::from)),
        ("max_output_tokens", most),
        ("metadata", object(body, "metadata")?.cloned().unwrap_or_else(|| Json::Object(Vec::new()))),
        ("parallel_tool_calls", flag(body, "parallel_tool_calls")?.unwrap_or(true).into()),
        ("previous_response_id", Json::Null),
        ("reasoning", Json::object([("effort", effort), ("summary", Json::Null)])),
        ("store", false.into()),
        ("temperature", or_null("temperature")),
        ("text", Json::object([("format", format)])),
        ("tool_choice", member(body, "tool_choice").cloned().unwrap_or_else(|| "auto".into())),
        ("tools", Json::Array(items(body, "tools")?.to_vec())),
        ("top_logprobs", ask.options.logprobs.unwrap_or(0).into()),
        ("top_p", or_null("top_p")),
        ("truncation", "disabled".into()),
        ("user", text(body, "user")?.map_or(Json::Null, Json::from)),
    ])
}
