//! The Berkeley Function-Calling Leaderboard: every function converts, and every accepted answer is a call that fits.
//!
//! An answer lists for each parameter the values that count as right; `""` among them says that the parameter may be left
//! out. Inside objects the same is said of each member.

use std::collections::HashMap;
use std::path::Path;

use llm_functions::arguments;
use llm_functions::json::Json;
use llm_functions::json_schema::{self, python_types};
use llm_functions::view::FunctionView;

use crate::harness::{Tally, accepts, corpus, items, lines, members, text};
use crate::tools::becomes_a_tool;

const FILES: [&str; 5] = ["simple_python", "multiple", "parallel", "parallel_multiple", "irrelevance"];

#[test]
fn every_function_becomes_a_tool() {
    let Some(folder) = corpus("bfcl") else { return };
    let mut tally = Tally::new("bfcl, functions");
    for file in FILES {
        for entry in lines(&folder.join(format!("BFCL_v4_{file}.json"))) {
            for function in items(entry.get("function").unwrap()) {
                let schema = python_types(function.get("parameters").unwrap().clone());
                let name = text(function, "name");
                let made = becomes_a_tool(name, text(function, "description"), &schema);
                tally.check(made.is_ok(), || format!("{} {name}: {made:?}", text(&entry, "id")));
            }
        }
    }
    tally.finish();
}

#[test]
fn accepted_answers_of_simple_python_fit() {
    answers("simple_python", "bfcl, accepted calls of simple_python");
}

#[test]
fn accepted_answers_of_multiple_fit() {
    answers("multiple", "bfcl, accepted calls of multiple");
}

#[test]
fn accepted_answers_of_parallel_fit() {
    answers("parallel", "bfcl, accepted calls of parallel");
}

#[test]
fn accepted_answers_of_parallel_multiple_fit() {
    answers("parallel_multiple", "bfcl, accepted calls of parallel_multiple");
}

fn answers(file: &str, suite: &'static str) {
    let Some(folder) = corpus("bfcl") else { return };
    let mut tally = Tally::new(suite);
    let truths = ground_truths(&folder.join(format!("possible_answer/BFCL_v4_{file}.json")));
    for entry in lines(&folder.join(format!("BFCL_v4_{file}.json"))) {
        let id = text(&entry, "id");
        let functions = items(entry.get("function").unwrap());
        for call in &truths[id] {
            let (name, answer) = &members(call)[0];
            let function = functions.iter().find(|function| text(function, "name") == name);
            let Some(function) = function else {
                tally.not_applicable("the answer calls a function that is not offered", 1);
                continue;
            };
            let schema = python_types(function.get("parameters").unwrap().clone());
            let view = json_schema::parse(name.clone(), "", &schema).unwrap();
            for arguments in calls(&schema, answer) {
                if accepts(&view, &arguments) {
                    tally.check(round_trips(&view, &arguments), || format!("{id}: {arguments} changes"));
                } else if let Some(reason) = breaks_its_schema(&schema, &arguments) {
                    tally.not_applicable(reason, 1);
                } else {
                    tally.check(false, || format!("{id} {name}: {arguments}"));
                }
            }
        }
    }
    tally.finish();
}

fn ground_truths(path: &Path) -> HashMap<String, Vec<Json>> {
    let entry = |entry: Json| (text(&entry, "id").to_owned(), items(entry.get("ground_truth").unwrap()).to_vec());
    lines(path).into_iter().map(entry).collect()
}

/// What the checks made of the arguments is what was given: nothing in these schemas is filled in.
fn round_trips(view: &FunctionView, arguments: &Json) -> bool {
    arguments::canonical(view, &arguments.to_string()).is_ok_and(|tree| tree == *arguments)
}

/// A call for each value that is accepted of any parameter, beside the first of every other.
fn calls(schema: &Json, answer: &Json) -> Vec<Json> {
    let accepted = |(name, values): &(String, Json)| {
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        let values: Vec<Json> =
            items(values).iter().filter(|value| !is_left_out(value, schema, name)).cloned().collect();
        let values: Vec<Json> = values.iter().flat_map(|value| plain(property, value)).collect();
        (name.clone(), values)
    };
    let accepted: Vec<(String, Vec<Json>)> = members(answer).iter().map(accepted).collect();
    let firsts = || accepted.iter().filter_map(|(name, values)| Some((name.clone(), values.first()?.clone())));
    let mut calls = vec![Json::object(firsts())];
    for (varied, values) in &accepted {
        for value in values.iter().skip(1) {
            let instead = |(name, first): (String, Json)| {
                let chosen = if name == *varied { value.clone() } else { first };
                (name, chosen)
            };
            calls.push(Json::object(firsts().map(instead)));
        }
    }
    calls
}

/// `""` stands for no value at all where the parameter need not be there.
fn is_left_out(value: &Json, schema: &Json, name: &str) -> bool {
    let required = schema.get("required").is_some_and(|names| items(names).contains(&name.into()));
    value.as_str() == Some("") && !required
}

/// The values that an accepted one stands for: in an object, each member is a list of what is accepted of it.
fn plain(schema: Option<&Json>, value: &Json) -> Vec<Json> {
    match (schema, value) {
        (Some(schema), Json::Object(members)) if members.iter().all(|(_, of)| matches!(of, Json::Array(_))) => {
            calls(schema, value)
        }
        (Some(schema), Json::Array(list)) => {
            let each: Vec<Vec<Json>> = list.iter().map(|item| plain(schema.get("items"), item)).collect();
            let longest = each.iter().map(Vec::len).max().unwrap_or(1);
            let nth = |index: usize| Json::array(each.iter().map(|item| item[index.min(item.len() - 1)].clone()));
            (0..longest).map(nth).collect()
        }
        _ => vec![value.clone()],
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// How the answer itself contradicts the schema that it is the answer to, if it does, seen without our checks.
fn breaks_its_schema(schema: &Json, value: &Json) -> Option<String> {
    let kind = value.kind_name();
    if let Some(allowed) = schema.get("enum")
        && !items(allowed).contains(value)
    {
        return Some("the answer is none of its `enum`".to_owned());
    }
    if schema.get("format").and_then(Json::as_str) == Some("date") && !value.as_str().is_some_and(is_date) {
        return Some("the answer is not of its `format`".to_owned());
    }
    let expected = schema.get("type").and_then(Json::as_str);
    let fits = match expected {
        None => true,
        Some("object") => matches!(value, Json::Object(_)),
        Some("array") => matches!(value, Json::Array(_)),
        Some("string") => matches!(value, Json::String(_)),
        Some("boolean") => matches!(value, Json::Bool(_)),
        Some("integer") => matches!(value, Json::Number(number) if !number.is_f64()),
        Some(_) => matches!(value, Json::Number(_)),
    };
    if !fits {
        return Some(format!("the answer has {kind} for `{}`", expected.unwrap_or_default()));
    }
    match value {
        Json::Object(given) => {
            let required = schema.get("required").map(items).unwrap_or_default();
            if required.iter().any(|name| value.get(name.as_str().unwrap()).is_none()) {
                return Some("the answer lacks a required parameter".to_owned());
            }
            let properties = schema.get("properties")?;
            given.iter().find_map(|(name, value)| breaks_its_schema(properties.get(name)?, value))
        }
        Json::Array(list) => list.iter().find_map(|item| breaks_its_schema(schema.get("items")?, item)),
        _ => None,
    }
}
