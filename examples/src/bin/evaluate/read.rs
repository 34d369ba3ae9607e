//! Questions and functions from their files.

mod leaderboard;

use std::path::Path;

use examples::assistant;
use llm_functions::json::{self, Json};
use llm_functions::{Registry, ToolCall};

use crate::Result;
use crate::args::Args;
use crate::case::{Case, Comparison, Function, Right, Set, Wanted};

/// The questions of a set, and the functions to choose from; `None` where the files are not here.
pub(crate) fn set(args: &Args, set: Set) -> Result<Option<(Vec<Case>, Vec<Function>)>> {
    match set {
        Set::Health => health(args.dev).map(|cases| Some((cases, Vec::new()))),
        set if set.brings_functions() => Ok(leaderboard::cases(set)?.map(|cases| (cases, Vec::new()))),
        set => own(args, set),
    }
}

fn own(args: &Args, set: Set) -> Result<Option<(Vec<Case>, Vec<Function>)>> {
    let folder = args.folder();
    let path = folder.join(format!("{set}.jsonl"));
    if !path.is_file() {
        eprintln!("{set}: skipped, there is no {}", path.display());
        return Ok(None);
    }
    let functions = lines(&folder.join("functions.jsonl"), function)?;
    Ok(Some((lines(&path, |line| case(set, line))?, functions)))
}

/// Every line of a file, read.
fn lines<T>(path: &Path, read: impl Fn(&Json) -> std::result::Result<T, String>) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let line = json::read(line).map_err(|error| error.to_string()).and_then(|line| read(&line));
            line.map_err(|error| format!("{} line {}: {error}", path.display(), number + 1).into())
        })
        .collect()
}

fn text(line: &Json, name: &str) -> std::result::Result<String, String> {
    line.get(name).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| format!("`{name}` is missing"))
}

fn list<'a>(line: &'a Json, name: &str) -> &'a [Json] {
    match line.get(name) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

fn function(line: &Json) -> std::result::Result<Function, String> {
    Ok(Function {
        name: text(line, "name")?,
        domain: text(line, "domain").unwrap_or_default(),
        set: text(line, "set").unwrap_or_default(),
        description: text(line, "description")?,
        parameters: line.get("parameters").cloned().ok_or("`parameters` is missing")?,
    })
}

fn case(set: Set, line: &Json) -> std::result::Result<Case, String> {
    let accept = line.get("accept");
    let calls: Vec<Wanted> =
        list(line, "calls").iter().map(|call| wanted(call, accept)).collect::<std::result::Result<_, _>>()?;
    let result = list(line, "calls").first().filter(|_| set == Set::Answers).map(|call| {
        let part = |json: Option<&Json>| json.map(Json::to_string).unwrap_or_default();
        (calls[0].name.clone(), part(call.get("arguments")), part(line.get("result")))
    });
    let mut about: Vec<String> = calls.iter().map(|call| call.name.clone()).collect();
    about.extend(text(line, "about").ok());
    Ok(Case {
        id: text(line, "id")?,
        set,
        question: text(line, "question")?,
        right: match set {
            Set::Missing => Right::Asks,
            Set::Answers => Right::Says(list(line, "facts").iter().map(ways).collect()),
            _ => Right::Calls,
        },
        calls,
        comparison: Comparison::Exact,
        about,
        domain: text(line, "domain").ok(),
        result,
        functions: Vec::new(),
    })
}

/// The ways in which one fact may be said.
fn ways(fact: &Json) -> Vec<String> {
    match fact {
        Json::Array(ways) => ways.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        Json::String(way) => vec![way.clone()],
        other => vec![other.to_string()],
    }
}

fn wanted(call: &Json, accept: Option<&Json>) -> std::result::Result<Wanted, String> {
    let Some(Json::Object(members)) = call.get("arguments") else { return Err("`arguments` is missing".into()) };
    let accepted = |(name, value): &(String, Json)| {
        let more = accept.map(|accept| list(accept, name)).unwrap_or_default();
        (name.clone(), std::iter::once(value).chain(more).cloned().collect())
    };
    Ok(Wanted { name: text(call, "name")?, arguments: members.iter().map(accepted).collect(), optional: Vec::new() })
}

/// The questions of the examples, about their functions.
fn health(dev: bool) -> Result<Vec<Case>> {
    let name = if dev { "health-dev" } else { "health" };
    let path = format!("{}/questions/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let schema = assistant::schema("any", assistant::synthetic_store()?)?;
    let mut cases = lines(Path::new(&path), |line| health_case(line, schema.functions()))?;
    for (number, case) in cases.iter_mut().enumerate() {
        case.id = format!("{name}-{number}");
    }
    Ok(cases)
}

/// Defaults are filled in, as they are in what is made.
fn health_case(line: &Json, functions: &Registry) -> std::result::Result<Case, String> {
    let arguments = line.get("arguments").map_or_else(|| "{}".to_owned(), Json::to_string);
    let call = match line.get("function") {
        Some(Json::String(name)) => Some(ToolCall::new("right", name, arguments)),
        Some(Json::Null) => None,
        _ => return Err("`function` must be a name or null".to_owned()),
    };
    let filled = |call: ToolCall| {
        let arguments = functions.prepare(&call).map_err(|error| error.to_string())?.arguments().clone();
        wanted(&Json::object([("name", Json::from(&*call.name)), ("arguments", arguments)]), None)
    };
    Ok(Case {
        id: String::new(),
        set: Set::Health,
        question: text(line, "question")?,
        calls: call.into_iter().map(filled).collect::<std::result::Result<_, _>>()?,
        right: Right::Calls,
        comparison: Comparison::Containing,
        about: Vec::new(),
        domain: None,
        result: None,
        functions: Vec::new(),
    })
}
