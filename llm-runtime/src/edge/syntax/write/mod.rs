//! Calls → text, as a model of the family writes them.

mod quoted;

use llm_functions::json::Json;

use super::{Arguments, Body, Form, IdKind, Members, Parameters};

/// A call to be written.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) name: &'a str,
    /// The arguments in the shape that the model writes.
    pub(crate) arguments: &'a Json,
    /// The schema of that shape, where the function is known: whether an argument is a text decides how it is written.
    pub(crate) schema: Option<&'a Json>,
}

/// The text of a message's calls.
pub(crate) fn calls(form: &Form, calls: &[Call<'_>]) -> String {
    let each = calls.iter().enumerate().map(|(number, one)| call(form, one, number));
    format!("{}{}{}", form.open, each.collect::<Vec<_>>().join(form.between), form.close)
}

/// The text of a message with this call, and where the name of the function ends in it.
pub(crate) fn begun(form: &Form, call: &Call<'_>) -> (String, usize) {
    let text = calls(form, std::slice::from_ref(call));
    let start = form.open.len() + form.before.len();
    // In an object the name is a member's value.
    let quote = if matches!(form.body, Body::Object(_)) { ": \"" } else { "" };
    let named = format!("{quote}{}", call.name);
    let end = text.get(start..).and_then(|rest| rest.find(&named)).map(|at| start + at + named.len());
    let end = end.unwrap_or(text.len());
    (text, end)
}

/// One call, without what stands around all of them.
pub(crate) fn call(form: &Form, call: &Call<'_>, number: usize) -> String {
    let body = match &form.body {
        Body::Object(members) => object(*members, call, number),
        Body::Named { id, then, arguments } => {
            let id = id.map(|id| format!("{}{}", id.before, identity(id.kind, number))).unwrap_or_default();
            format!("{}{id}{then}{}", call.name, written(*arguments, call))
        }
    };
    format!("{}{body}{}", form.before, form.after)
}

fn object(members: Members, call: &Call<'_>, number: usize) -> String {
    let count = members.number.map(|member| format!("\"{member}\": \"{number}\", ")).unwrap_or_default();
    let id = members.id.map(|member| format!(", \"{member}\": \"{}\"", identity(IdKind::Nine, number)));
    let Members { name, arguments, .. } = members;
    let values = spaced(call.arguments);
    format!("{{{count}\"{name}\": \"{}\", \"{arguments}\": {values}{}}}", call.name, id.unwrap_or_default())
}

/// The identity of a call by its number: nine letters and digits, which every template takes.
pub(crate) fn identity(kind: IdKind, number: usize) -> String {
    match kind {
        IdKind::Nine => format!("call{:05}", number % 100_000),
        IdKind::Number => number.to_string(),
    }
}

fn written(arguments: Arguments, call: &Call<'_>) -> String {
    match arguments {
        Arguments::Json => spaced(call.arguments),
        Arguments::Quoted { quote } => quoted::members(call.arguments, quote),
        Arguments::Parameters(parts) => parameters(parts, call),
        Arguments::Keywords => keywords(call.arguments),
    }
}

fn parameters(parts: Parameters, call: &Call<'_>) -> String {
    let Json::Object(members) = call.arguments else { return spaced(call.arguments) };
    let Parameters { before, then, pad, end, after } = parts;
    let one = |(key, value): &(String, Json)| {
        let text = is_text(property(call.schema, key), value);
        let written = match value {
            Json::String(raw) if text => raw.clone(),
            value => spaced(value),
        };
        format!("{before}{key}{}{pad}{written}{pad}{end}{after}", then[usize::from(!text)])
    };
    members.iter().map(one).collect()
}

fn keywords(arguments: &Json) -> String {
    let Json::Object(members) = arguments else { return spaced(arguments) };
    members.iter().map(|(key, value)| format!("{key}={}", spaced(value))).collect::<Vec<_>>().join(", ")
}

/// The schema of one argument.
pub(crate) fn property<'a>(schema: Option<&'a Json>, key: &str) -> Option<&'a Json> {
    schema?.get("properties")?.get(key)
}

/// Whether an argument is written as it is: its schema has nothing but texts, or there is none and it is one.
fn is_text(schema: Option<&Json>, value: &Json) -> bool {
    schema.map_or(matches!(value, Json::String(_)), only_texts)
}

/// Whether nothing but a text fits.
pub(crate) fn only_texts(schema: &Json) -> bool {
    let strings = |list: &Json| matches!(list, Json::Array(all) if all.iter().all(|one| one.as_str().is_some()));
    if let Some(Json::Array(all)) = schema.get("anyOf") {
        return all.iter().all(only_texts);
    }
    if let Some(value) = schema.get("const") {
        return value.as_str().is_some();
    }
    schema.get("enum").map_or_else(|| schema.get("type").and_then(Json::as_str) == Some("string"), strings)
}

/// JSON text with a space after each comma and colon, as Python writes it and models have read most.
pub(crate) fn spaced(json: &Json) -> String {
    match json {
        Json::Array(items) => format!("[{}]", items.iter().map(spaced).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let member = |(name, value): &(String, Json)| format!("{}: {}", Json::from(name.as_str()), spaced(value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}
