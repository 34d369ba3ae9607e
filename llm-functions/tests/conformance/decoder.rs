//! The dialect of constrained decoders in a decoder: every schema makes a grammar, which takes what fits the function and
//! refuses what does not.

use std::sync::Arc;

use llguidance::api::TopLevelGrammar;
use llguidance::toktrie::{ApproximateTokEnv, TokEnv};
use llguidance::{Matcher, ParserFactory};
use llm_functions::dialect::{Bounds, Dialect, Lowered};
use llm_functions::fabricate::Fabricator;
use llm_functions::json::Json;
use llm_functions::json_schema;
use llm_functions::view::FunctionView;

use crate::harness::{Tally, accepts, corpus, items, json, lines, members, text};

/// Bounds beyond what any instance of the corpora needs, so that only what is meant is refused.
const WIDE: Bounds = Bounds { max_string: 2_000, max_items: 64, max_depth: 4 };

/// A decoder whose tokens are single bytes.
struct Decoder(ParserFactory);

impl Decoder {
    fn new() -> Self {
        let tokens: TokEnv = Arc::clone(&ApproximateTokEnv::single_byte_env());
        let mut parsers = ParserFactory::new_simple(&tokens).unwrap();
        parsers.quiet();
        Self(parsers)
    }

    fn grammar(&self, schema: &Json) -> Result<Matcher, String> {
        let grammar = TopLevelGrammar::from_json_schema(serde_json::Value::from(schema.clone()));
        let matcher = Matcher::new(self.0.create_parser(grammar));
        match matcher.get_error() {
            Some(error) => Err(error),
            None => Ok(matcher),
        }
    }
}

fn takes(grammar: &Matcher, value: &Json) -> bool {
    let mut matcher = grammar.deep_clone();
    let bytes: Vec<u32> = value.to_string().bytes().map(u32::from).collect();
    matcher.try_consume_tokens(&bytes).is_ok_and(|taken| taken == bytes.len())
        && matcher.is_accepting().unwrap_or(false)
}

/// Members in the order of the schema, as a decoder writes them.
fn ordered(schema: &Json, value: &Json) -> Json {
    match value {
        Json::Object(given) => {
            let listed = schema.get("properties").map(members).unwrap_or_default();
            let place = |name: &str| listed.iter().position(|(known, _)| known == name).unwrap_or(usize::MAX);
            let inner = |name: &str| listed.iter().find(|(known, _)| known == name).map_or(&Json::Null, |(_, of)| of);
            let mut ordered: Vec<(String, Json)> =
                given.iter().map(|(name, value)| (name.clone(), ordered(inner(name), value))).collect();
            ordered.sort_by_key(|(name, _)| place(name));
            Json::Object(ordered)
        }
        Json::Array(list) => {
            let of = schema.get("items").unwrap_or(&Json::Null);
            Json::Array(list.iter().map(|item| ordered(of, item)).collect())
        }
        other => other.clone(),
    }
}

fn lowered(view: &FunctionView) -> Lowered {
    Dialect::ConstrainedDecoder(WIDE).lower([view])
}

#[test]
fn instances_of_function_json_schemas_get_their_verdict_in_the_decoder() {
    let Some(folder) = corpus("function_json_schemas") else { return };
    let decoder = Decoder::new();
    let mut tally = Tally::new("function_json_schemas, instances in the constrained decoder");
    for case in lines(&folder.join("cases.jsonl")) {
        let id = text(&case, "id").to_owned();
        let Ok(view) = json_schema::parse(id.clone(), "", case.get("schema").unwrap()) else { continue };
        let tests = items(case.get("tests").unwrap());
        let lowered = lowered(&view);
        let report = &lowered.report.functions[0];
        if !report.available {
            tally.not_applicable("no form for it", tests.len());
            continue;
        }
        let schema = &lowered.functions[0].parameters;
        let grammar = match decoder.grammar(schema) {
            Ok(grammar) => grammar,
            Err(error) => {
                tally.check(false, || format!("{id}: {error}: {schema}"));
                continue;
            }
        };
        for test in tests {
            let data = test.get("data").unwrap();
            let valid = accepts(&view, data);
            let there = ordered(schema, &lowered.lower(&id, data).unwrap().1);
            let taken = takes(&grammar, &there);
            match (valid, taken) {
                (true, false) if !report.is_exact() => {
                    tally.not_applicable("valid, and beyond the decoder's bounds", 1);
                }
                (false, true) if !report.is_sound() => tally.not_applicable("invalid, and left to the check", 1),
                _ => tally.check(valid == taken, || format!("{id}: {there} is {taken} in {schema}")),
            }
        }
    }
    tally.finish();
}

/// What the decoder itself would write, by way of values of the schema: each is taken, and where the report says that
/// the schema is sound, fits the function.
#[test]
fn fabricated_values_of_the_schema_are_taken_and_fit() {
    let Some(folder) = corpus("function_json_schemas") else { return };
    let decoder = Decoder::new();
    let mut tally = Tally::new("function_json_schemas, fabricated values in the constrained decoder");
    for case in lines(&folder.join("cases.jsonl")) {
        let id = text(&case, "id").to_owned();
        let Ok(view) = json_schema::parse(id.clone(), "", case.get("schema").unwrap()) else { continue };
        let lowered = lowered(&view);
        let report = &lowered.report.functions[0];
        let Some(function) = lowered.functions.first() else { continue };
        let Ok(read) = json_schema::parse("read", "", &function.parameters) else { continue };
        let Ok(grammar) = decoder.grammar(&function.parameters) else { continue };
        for seed in 0..2 {
            let Ok(value) = Fabricator::new(seed).arguments(&read) else { continue };
            let written = ordered(&function.parameters, &value);
            let raised = lowered.raise(&function.name, value).map(|(_, raised)| raised);
            let fits = raised.is_ok_and(|raised| accepts(&view, &raised));
            if report.is_sound() {
                tally.check(fits, || format!("{id}: {written} does not fit"));
            }
            tally.check(takes(&grammar, &written), || format!("{id}: {written} is refused by {}", function.parameters));
        }
    }
    tally.finish();
}

/// llguidance's own record of the suite: no keyword that we hand to it accepts what it should not. What it refuses though
/// it should not, or cannot compile, is told by its own words.
#[test]
fn keywords_that_the_decoder_is_given_are_keywords_that_it_holds() {
    let Some(folder) = corpus("llguidance_expected") else { return };
    let expected = json(&folder.join("json_schema_test_suite/expected_json_schema_test_suite.json"));
    let mut tally = Tally::new("llguidance_expected, keywords that the constrained decoder is given");
    for keyword in Dialect::ConstrainedDecoder(WIDE).keywords() {
        let Some(groups) = expected.get("draft2020-12").and_then(|draft| draft.get(keyword)) else { continue };
        for (group, cases) in members(groups) {
            for (case, outcome) in members(cases) {
                match outcome.as_str().unwrap() {
                    "pass" => tally.check(true, String::new),
                    "false_positive" => tally.check(false, || format!("{keyword}: {group}: {case}")),
                    other => tally.not_applicable(other.to_owned(), 1),
                }
            }
        }
    }
    tally.finish();
}
