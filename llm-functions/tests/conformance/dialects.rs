//! Functions that others wrote in the forms of the providers: every one converts or says why, its name is legal and comes
//! back, what fits it fits its schema and comes back, and the requests are as published.

use std::collections::BTreeMap;

use llm_functions::dialect::{Dialect, EnforcedBy, Fitness, FunctionReport, Lowered};
use llm_functions::fabricate::{self, Fabricator};
use llm_functions::json::Json;
use llm_functions::json_schema::{self, python_types};
use llm_functions::view::FunctionView;

use crate::harness::{Tally, accepts, corpus, items, json, lines, published, text, valid, validator};
use crate::provider_rules;

const BFCL: [&str; 5] = ["simple_python", "multiple", "parallel", "parallel_multiple", "irrelevance"];

fn bfcl() -> Option<Vec<FunctionView>> {
    let folder = corpus("bfcl")?;
    let mut views = Vec::new();
    for file in BFCL {
        for entry in lines(&folder.join(format!("BFCL_v4_{file}.json"))) {
            for function in items(entry.get("function").unwrap()) {
                let schema = python_types(function.get("parameters").unwrap().clone());
                let (name, description) = (text(function, "name"), text(function, "description"));
                views.push(json_schema::parse(name.to_owned(), description.to_owned(), &schema).unwrap());
            }
        }
    }
    Some(views)
}

fn narrower(report: &FunctionReport) -> bool {
    let narrower = |fitness: &Fitness| match fitness {
        Fitness::Approximated(changes) => changes.iter().any(|change| change.enforced_by == EnforcedBy::Schema),
        _ => false,
    };
    report.places.iter().any(|place| narrower(&place.fitness))
}

/// Arguments that fit are written in the dialect, fit its schema where that is not narrower, and come back as they were.
fn comes_back(
    view: &FunctionView,
    lowered: &Lowered,
    schema: &jsonschema::Validator,
    value: &Json,
) -> Result<(), String> {
    let report = &lowered.report.functions[0];
    let (name, there) = lowered.lower(&view.name, value).ok_or("no tool")?;
    if !narrower(report) && !valid(schema, &there) {
        return Err(format!("{value} became {there}, which {} refuses", lowered.functions[0].parameters));
    }
    let (own, back) = lowered.raise(&name, there.clone()).map_err(|error| error.to_string())?;
    let same = own == view.name && sorted(&back) == sorted(value);
    if same { Ok(()) } else { Err(format!("{value} became {there} and came back as {back}")) }
}

/// Members by name, and without those that are `null`, which say the same as if they were left out; the names of a set
/// by name.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let kept = members.iter().filter(|(_, value)| *value != Json::Null);
            let mut members: Vec<(String, Json)> = kept.map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Json::Object(members)
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(sorted).collect();
            if items.iter().all(|item| item.as_str().is_some()) {
                items.sort_by_key(ToString::to_string);
            }
            Json::Array(items)
        }
        other => other.clone(),
    }
}

#[test]
fn every_function_of_bfcl_has_a_legal_name_in_every_dialect_and_comes_back() {
    let Some(views) = bfcl() else { return };
    let mut tally = Tally::new("bfcl, functions in every dialect");
    for dialect in Dialect::ALL {
        for view in &views {
            let lowered = dialect.lower([view]);
            if !lowered.report.functions[0].available {
                tally.not_applicable(format!("{dialect} has no form for it"), 1);
                continue;
            }
            let name = lowered.names.lowered(&view.name).unwrap();
            let legal = matches!(dialect, Dialect::JsonSchema202012 | Dialect::Ollama | Dialect::ConstrainedDecoder(_))
                || name.len() <= 64
                    && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter))
                    && (dialect == Dialect::Mcp || !name.contains('.'));
            let back = lowered.raise(name, Json::Object(Vec::new()));
            let round = matches!(&back, Ok((own, _)) if *own == view.name);
            tally.check(legal && round, || format!("{dialect}: {} became {name}", view.name));
        }
    }
    tally.finish();
}

#[test]
fn schemas_of_bfcl_keep_the_rules_of_the_providers() {
    let Some(views) = bfcl() else { return };
    let mut tally = Tally::new("bfcl, schemas by the rules of OpenAI strict, Anthropic strict, Gemini");
    for view in &views {
        let strict = [
            (Dialect::OpenAiStrict, provider_rules::open_ai_strict as fn(&Json) -> Vec<String>),
            (Dialect::AnthropicStrict, provider_rules::anthropic_strict),
        ];
        for (dialect, rules) in strict {
            let lowered = dialect.lower([view]);
            if !lowered.functions[0].strict {
                let reason = &lowered.report.functions[0].fallback[0].1;
                tally.not_applicable(format!("{dialect}: {reason}"), 1);
                continue;
            }
            let problems = rules(&lowered.functions[0].parameters);
            tally.check(problems.is_empty(), || format!("{dialect}, {}: {problems:?}", view.name));
        }
        let lowered = Dialect::Gemini.lower([view]);
        let declaration = lowered.tools.first().map(|tool| &items(tool.get("functionDeclarations").unwrap())[0]);
        if let Some(parameters) = declaration.and_then(|declaration| declaration.get("parameters")) {
            let problems = provider_rules::gemini(parameters);
            tally.check(problems.is_empty(), || format!("gemini, {}: {problems:?}", view.name));
        }
    }
    tally.finish();
}

#[test]
fn fabricated_calls_of_bfcl_come_back_from_strict_mode() {
    let Some(views) = bfcl() else { return };
    let mut tally = Tally::new("bfcl, fabricated calls through OpenAI strict");
    for view in &views {
        let lowered = Dialect::OpenAiStrict.lower([view]);
        let schema = validator(&lowered.functions[0].parameters);
        for seed in 0..4 {
            let value = fabricate::arguments(view, seed).unwrap();
            let result = comes_back(view, &lowered, &schema, &value);
            tally.check(result.is_ok(), || format!("{}: {result:?}", view.name));
        }
    }
    tally.finish();
}

#[test]
fn requests_are_as_published() {
    let (Some(views), Some(folder)) = (bfcl(), corpus("openai_spec")) else { return };
    let (chat, responses) = (published(&folder, "CreateChatCompletionRequest"), published(&folder, "CreateResponse"));
    let mut tally = Tally::new("openai_spec, requests with the functions of bfcl");
    for dialect in [Dialect::OpenAiStrict, Dialect::OpenAi] {
        for views in views.chunks(32) {
            let lowered = dialect.lower(views);
            let message = Json::object([("role", Json::from("user")), ("content", "Hello".into())]);
            let request = Json::object([
                ("model", "gpt-4o".into()),
                ("messages", Json::Array(vec![message])),
                ("tools", Json::Array(lowered.tools.clone())),
            ]);
            tally.check(valid(&chat, &request), || format!("{dialect}, chat: {request}"));
            let request = Json::object([
                ("model", "gpt-4o".into()),
                ("input", "Hello".into()),
                ("tools", Json::Array(lowered.responses_tools())),
            ]);
            tally.check(valid(&responses, &request), || format!("{dialect}, responses: {request}"));
        }
    }
    tally.finish();
}

/// The same in meaning: whatever the accepted rewrite accepts, ours accepts; and whatever ours accepts, brought back and
/// with defaults where it says nothing, the accepted rewrite accepts.
#[test]
fn strict_schemas_mean_what_the_live_interface_accepted() {
    let Some(folder) = corpus("openai_strict") else { return };
    let cases = json(&folder.join("tool_schema_cases.json"));
    let mut tally = Tally::new("openai_strict, tool_schema_cases");
    for case in items(cases.get("cases").unwrap()) {
        let (name, input, expected) = (text(case, "name"), case.get("input").unwrap(), case.get("expected").unwrap());
        let result = same_meaning(input, expected);
        tally.check(result.is_ok(), || format!("{name}: {result:?}"));
    }
    tally.finish();
}

fn same_meaning(input: &Json, expected: &Json) -> Result<(), String> {
    let view = json_schema::parse("case", "", input).map_err(|error| error.to_string())?;
    let lowered = Dialect::OpenAiStrict.lower([&view]);
    let function = &lowered.functions[0];
    let problems = provider_rules::open_ai_strict(&function.parameters);
    if !function.strict || !problems.is_empty() {
        return Err(format!("{problems:?} {}", lowered.report));
    }
    let (ours, theirs) = (validator(&function.parameters), validator(expected));
    let read = |schema: &Json| json_schema::parse("read", "", schema).map_err(|error| error.to_string());
    let (our_view, their_view) = (read(&function.parameters)?, read(expected)?);
    for seed in 0..200 {
        let value = Fabricator::new(seed).arguments(&their_view).map_err(|error| error.to_string())?;
        if !valid(&ours, &value) {
            return Err(format!("{} refuses {value}", function.parameters));
        }
        let value = Fabricator::new(seed).arguments(&our_view).map_err(|error| error.to_string())?;
        for value in std::iter::once(value.clone())
            .chain(fabricate::near_misses(&our_view, &value).into_iter().map(|miss| miss.value))
        {
            let meant = completed(&view, &lowered, &value)?;
            if valid(&ours, &value) != valid(&theirs, &meant) && !accepts(&view, &meant) {
                return Err(format!("{value} means {meant}, which {expected} judges otherwise"));
            }
        }
    }
    Ok(())
}

/// The arguments that the function gets, with its defaults.
fn completed(view: &FunctionView, lowered: &Lowered, value: &Json) -> Result<Json, String> {
    let (_, raised) = lowered.raise("case", value.clone()).map_err(|error| error.to_string())?;
    let Json::Object(mut members) = raised else { return Ok(raised) };
    for property in &view.resolve(llm_functions::view::NodeId::ROOT).object.properties {
        if let Some(default) = &view[property.node].default
            && !members.iter().any(|(name, _)| *name == property.name)
        {
            members.push((property.name.clone().into_owned(), default.clone()));
        }
    }
    Ok(Json::Object(members))
}

#[test]
fn instances_of_function_json_schemas_come_back_from_every_dialect() {
    let Some(folder) = corpus("function_json_schemas") else { return };
    let cases = lines(&folder.join("cases.jsonl"));
    let mut tally = Tally::new("function_json_schemas, valid instances through every dialect");
    for dialect in Dialect::ALL {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for case in &cases {
            let Ok(view) = json_schema::parse(text(case, "id").to_owned(), "", case.get("schema").unwrap()) else {
                continue;
            };
            let lowered = dialect.lower([&view]);
            let report = &lowered.report.functions[0];
            *counts.entry(verdict(report)).or_default() += 1;
            let tests = items(case.get("tests").unwrap());
            let fitting: Vec<&Json> = tests
                .iter()
                .filter(|test| test.get("valid") == Some(&Json::Bool(true)))
                .filter_map(|test| test.get("data"))
                .filter(|data| accepts(&view, data))
                .collect();
            if !report.available {
                tally.not_applicable(format!("{dialect} has no form for it"), fitting.len());
                continue;
            }
            let schema = validator(&lowered.functions[0].parameters);
            for data in fitting {
                let result = comes_back(&view, &lowered, &schema, data);
                tally.check(result.is_ok(), || format!("{dialect}, {}: {result:?}", text(case, "id")));
            }
        }
        println!("figures | function_json_schemas, {dialect} | {counts:?}");
    }
    tally.finish();
}

fn verdict(report: &FunctionReport) -> &'static str {
    match report {
        report if !report.available => "unsupported",
        report if !report.fallback.is_empty() => "lenient form",
        report if report.is_exact() => "exact",
        report if report.is_sound() => "narrower",
        _ => "approximated",
    }
}
