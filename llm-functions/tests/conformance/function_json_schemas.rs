//! Schemas of functions with valid and invalid arguments (`JSONSchemaBench`'s mask bench).

use llm_functions::json_schema;

use crate::harness::{Tally, accepts, corpus, items, lines, text};
use llm_functions::json::Json;

#[test]
fn every_instance_gets_its_verdict() {
    let Some(folder) = corpus("function_json_schemas") else { return };
    let mut tally = Tally::new("function_json_schemas");
    for case in lines(&folder.join("cases.jsonl")) {
        let tests = items(case.get("tests").unwrap());
        let view = match json_schema::parse(text(&case, "id").to_owned(), "", case.get("schema").unwrap()) {
            Ok(view) => view,
            Err(error) => {
                let keyword = error.keyword().unwrap_or("the whole").to_owned();
                tally.not_applicable(format!("schema refused for `{keyword}`"), tests.len());
                continue;
            }
        };
        for test in tests {
            let valid = *test.get("valid").unwrap() == Json::Bool(true);
            let data = test.get("data").unwrap();
            tally.check(accepts(&view, data) == valid, || format!("{} should be {valid}: {data}", view.name));
        }
    }
    tally.finish();
}
