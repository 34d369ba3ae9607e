//! Another reading of a response, which shares nothing with ours but the reader of JSON.
//!
//! The index of the recorded exchanges has none for this API, so here is one that is as plain as can be: it looks at the
//! items as the provider wrote them at the end, and at nothing that came before.

use llm_functions::json::{Json, read};

/// What there is of an answer.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reading {
    pub(crate) text: String,
    pub(crate) reasoning: String,
    /// Identity, name, arguments, and whether the provider says that it is complete.
    pub(crate) calls: Vec<(String, String, String, bool)>,
    /// Thoughts that go back.
    pub(crate) encrypted: Vec<String>,
    pub(crate) usage: Option<[u64; 4]>,
    pub(crate) status: String,
    pub(crate) cut_by: Option<String>,
}

/// The events of a stream.
pub(crate) fn events(body: &str) -> Vec<Json> {
    body.lines().filter_map(|line| read(line.strip_prefix("data:")?.trim()).ok()).collect()
}

pub(crate) fn word<'j>(json: &'j Json, path: &str) -> &'j str {
    at(json, path).and_then(Json::as_str).unwrap_or_default()
}

fn at<'j>(json: &'j Json, path: &str) -> Option<&'j Json> {
    path.split('.').try_fold(json, |json, name| json.get(name))
}

pub(crate) fn list<'j>(json: &'j Json, path: &str) -> &'j [Json] {
    match at(json, path) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

fn number(json: &Json, path: &str) -> u64 {
    match at(json, path) {
        Some(Json::Number(number)) => number.as_u64().unwrap_or(0),
        _ => 0,
    }
}

/// The response that ends a stream, and the stream's finished items.
pub(crate) fn of_stream(events: &[Json]) -> (Reading, Json) {
    let last = events.last().cloned().unwrap_or_default();
    let response = last.get("response").cloned().unwrap_or_default();
    let done = events.iter().filter(|event| word(event, "type") == "response.output_item.done");
    let items: Vec<&Json> = done.filter_map(|event| event.get("item")).collect();
    (of_items(&items, &response), response)
}

pub(crate) fn of_response(response: &Json) -> Reading {
    let mut reading = of_items(&list(response, "output").iter().collect::<Vec<_>>(), response);
    if let (true, Some(thoughts)) = (reading.reasoning.is_empty(), response.get("reasoning").and_then(Json::as_str)) {
        reading.reasoning = thoughts.to_owned();
    }
    reading
}

fn of_items(items: &[&Json], response: &Json) -> Reading {
    let mut reading = Reading { status: word(response, "status").to_owned(), ..Reading::default() };
    reading.cut_by = at(response, "incomplete_details.reason").and_then(Json::as_str).map(str::to_owned);
    if let Some(Json::Object(_)) = response.get("usage") {
        reading.usage = Some([
            number(response, "usage.input_tokens"),
            number(response, "usage.input_tokens_details.cached_tokens"),
            number(response, "usage.output_tokens"),
            number(response, "usage.output_tokens_details.reasoning_tokens"),
        ]);
    }
    for item in items {
        match word(item, "type") {
            "message" => {
                for content in list(item, "content") {
                    reading.text.push_str(word(content, "text"));
                    reading.text.push_str(word(content, "refusal"));
                }
            }
            "reasoning" => {
                let thoughts = |name| list(item, name).iter().map(|part| word(part, "text")).collect::<Vec<_>>();
                reading.reasoning.push_str(&thoughts("summary").join("\n\n"));
                reading.reasoning.push_str(&thoughts("content").join("\n\n"));
                let encrypted = word(item, "encrypted_content");
                reading.encrypted.extend((!encrypted.is_empty()).then(|| encrypted.to_owned()));
            }
            "function_call" => {
                let own = |name| word(item, name).to_owned();
                let complete = word(item, "status") == "completed";
                reading.calls.push((own("call_id"), own("name"), own("arguments"), complete));
            }
            other => panic!("the corpus has items of a kind that nobody has looked at: {other}"),
        }
    }
    reading
}
