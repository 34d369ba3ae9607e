//! Values as Gemma writes them: a mark around strings instead of quotes and escapes, keys bare.

use llm_functions::json::Json;

/// The members of an object without the braces around them.
pub(super) fn members(object: &Json, quote: &str) -> String {
    let Json::Object(members) = object else { return value(object, quote) };
    let member = |(key, of): &(String, Json)| format!("{key}:{}", value(of, quote));
    members.iter().map(member).collect::<Vec<_>>().join(",")
}

fn value(json: &Json, quote: &str) -> String {
    match json {
        Json::String(text) => format!("{quote}{text}{quote}"),
        Json::Array(items) => {
            format!("[{}]", items.iter().map(|item| value(item, quote)).collect::<Vec<_>>().join(","))
        }
        Json::Object(_) => format!("{{{}}}", members(json, quote)),
        scalar => scalar.to_string(),
    }
}
