//! The accepted calls of the Berkeley Function-Calling Leaderboard in every syntax: written, read back, and accepted by the
//! grammar of the entry's functions.

use std::collections::BTreeMap;
use std::path::Path;

use llm_functions::json::{Json, read};
use llm_functions::json_schema::{self, python_types};

use super::support::{accepts, forms, matcher, said, text};
use crate::edge::functions::Functions;
use crate::edge::profile::CallLimits;
use crate::edge::syntax::{Used, corpora};

/// An entry: its functions and the calls that answer it.
struct Entry {
    functions: Functions,
    calls: Vec<(String, Json)>,
}

fn items(json: &Json) -> &[Json] {
    let Json::Array(items) = json else { panic!("a list is expected, not {}", json.kind_name()) };
    items
}

fn lines(path: &Path) -> Vec<Json> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| read(line).unwrap()).collect()
}

fn entries(folder: &Path, file: &str) -> Vec<Entry> {
    let questions = lines(&folder.join(format!("bfcl/BFCL_v4_{file}.json")));
    let answers = lines(&folder.join(format!("bfcl/possible_answer/BFCL_v4_{file}.json")));
    questions
        .iter()
        .zip(&answers)
        .map(|(question, answer)| {
            assert_eq!(question.get("id"), answer.get("id"));
            let mut views = Vec::new();
            let mut schemas = BTreeMap::new();
            for function in items(question.get("function").unwrap()) {
                let name = function.get("name").and_then(Json::as_str).unwrap().to_owned();
                let schema = python_types(function.get("parameters").unwrap().clone());
                views.push(json_schema::parse(name.clone(), "", &schema).unwrap());
                schemas.insert(name, schema);
            }
            let calls = items(answer.get("ground_truth").unwrap()).iter().filter_map(|call| {
                let Json::Object(members) = call else { panic!("a call is an object") };
                let (name, given) = &members[0];
                Some((name.clone(), first(schemas.get(name)?, given)))
            });
            let calls: Vec<_> = calls.collect();
            let fits = |name: &str, value: &Json| {
                views.iter().any(|view| view.name == name && view.accepts(llm_functions::view::NodeId::ROOT, value))
            };
            let calls = calls.into_iter().filter(|(name, value)| fits(name, value)).collect();
            // Long lists and texts of the answers, so that the bounds of a small model do not stand in the way.
            let limits = CallLimits { max_items: 64, max_string: 2_000, ..CallLimits::default() };
            Entry { functions: Functions::of_views(&views, limits), calls }
        })
        .collect()
}

/// The first accepted value of each parameter; `""` stands for a parameter that is left out.
fn first(schema: &Json, given: &Json) -> Json {
    let Json::Object(members) = given else { return given.clone() };
    let required = |name: &str| {
        schema.get("required").is_some_and(|names| items(names).iter().any(|one| one.as_str() == Some(name)))
    };
    let value = |(name, accepted): &(String, Json)| {
        let property = schema.get("properties").and_then(|all| all.get(name));
        let chosen = items(accepted).iter().find(|value| value.as_str() != Some("") || required(name))?;
        Some((name.clone(), plain(property, chosen)))
    };
    Json::Object(members.iter().filter_map(value).collect())
}

fn plain(schema: Option<&Json>, value: &Json) -> Json {
    match (schema, value) {
        (Some(schema), Json::Object(members)) if members.iter().all(|(_, of)| matches!(of, Json::Array(_))) => {
            first(schema, value)
        }
        (Some(schema), Json::Array(all)) => Json::array(all.iter().map(|one| plain(schema.get("items"), one))),
        _ => value.clone(),
    }
}

#[derive(Default)]
struct Count {
    calls: usize,
    read_back: usize,
    accepted: usize,
    refused: usize,
}

#[test]
fn every_accepted_call_of_the_leaderboard_round_trips_through_every_syntax() {
    let Some(folder) = corpora::folder() else { return };
    let files = ["parallel_multiple", "parallel", "multiple", "simple_python"];
    let all = files.into_iter().flat_map(|file| entries(&folder, file));
    let all: Vec<Entry> = all.filter(|entry| !entry.calls.is_empty()).collect();
    assert!(all.iter().map(|entry| entry.calls.len()).sum::<usize>() > 1_500, "the corpus is not whole");
    let mut failures = Vec::new();
    for used in forms() {
        let mut count = Count::default();
        // The other forms of a syntax differ in what stands around a call.
        let part = if used.form == 0 { all.len() } else { all.len() / 10 };
        for entry in &all[..part] {
            one(used, entry, &mut count, &mut failures);
        }
        eprintln!(
            "bfcl in {} (form {}): {} calls, {} read back, {} accepted by the grammar, {} that no decoder writes: undeclared or unordered members, exponents, numbers above 1e9",
            used.syntax.name, used.form, count.calls, count.read_back, count.accepted, count.refused
        );
    }
    assert!(
        failures.is_empty(),
        "{} failures, the first:\n{}",
        failures.len(),
        failures[..failures.len().min(12)].join("\n")
    );
}

fn one(used: Used, entry: &Entry, count: &mut Count, failures: &mut Vec<String>) {
    let functions = &entry.functions;
    count.calls += entry.calls.len();
    let written: Vec<(&str, Json)> = entry
        .calls
        .iter()
        .map(|(name, value)| (&**name, functions.as_written(name, &value.to_string()).unwrap()))
        .collect();
    let whole = text(used, functions, &written);
    let said = said(used, functions, &[&whole]);
    let same = said.text.is_empty()
        && said.calls.len() == entry.calls.len()
        && said.calls.iter().zip(&entry.calls).all(|((name, arguments, ended), (expected, value))| {
            *ended && name == expected && read(arguments).as_ref() == Ok(value)
        });
    if same {
        count.read_back += entry.calls.len();
    } else {
        failures.push(format!("{} reads {said:?}\nfrom {whole}", used.syntax.name));
    }
    let mut names: Vec<&str> = entry.calls.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    names.dedup();
    let matcher = match matcher(used, functions, &names, entry.calls.len()) {
        Ok(matcher) => matcher,
        Err(error) => return failures.push(format!("{}: {error}", used.syntax.name)),
    };
    let (taken, ends) = accepts(&matcher, &whole);
    if (taken, ends) == (whole.len(), true) {
        count.accepted += entry.calls.len();
    } else if written.iter().any(|(name, value)| !writable(functions.written_schema(name), value)) {
        count.refused += entry.calls.len();
    } else {
        failures.push(format!("{} accepts {taken} of {} ({ends}): {whole}", used.syntax.name, whole.len()));
    }
}

/// Whether a decoder may write it at all: members that are declared, in the order of the declaration, and numbers of a
/// bounded size without exponents.
fn writable(schema: Option<&Json>, value: &Json) -> bool {
    match (schema, value) {
        (Some(schema), Json::Object(members)) => {
            let Some(Json::Object(properties)) = schema.get("properties") else { return members.is_empty() };
            let places: Vec<_> =
                members.iter().map(|(name, _)| properties.iter().position(|(known, _)| known == name)).collect();
            places.is_sorted()
                && places
                    .iter()
                    .zip(members)
                    .all(|(place, (_, value))| place.is_some_and(|place| writable(Some(&properties[place].1), value)))
        }
        (Some(schema), Json::Array(all)) => all.iter().all(|one| writable(schema.get("items"), one)),
        (_, Json::Number(number)) => !number.to_string().contains('e') && number.as_f64().unwrap().abs() <= 1e9,
        _ => true,
    }
}
