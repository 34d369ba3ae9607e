//! Open mHealth's schemas of health data (drafts 4 and 7, in many documents) with data that does and does not fit.

use std::collections::HashMap;

use llm_functions::json::Json;
use llm_functions::json_schema::{Parser, SchemaError};
use llm_functions::view::FunctionView;

use crate::harness::{Tally, accepts, corpus, files, items, json, text};

/// Where the schema of this file is published, which is where references between them start from.
fn address(file: &str) -> String {
    format!("https://w3id.org/openmhealth/schemas/{file}")
}

#[test]
fn every_record_gets_its_verdict() {
    let Some(folder) = corpus("openmhealth") else { return };
    let mut tally = Tally::new("openmhealth");
    let parser = files(&folder.join("schema"), ".json").into_iter().fold(Parser::new(), |parser, file| {
        parser.document(address(&file.strip_prefix(folder.join("schema")).unwrap().to_string_lossy()), json(&file))
    });
    let mut views: HashMap<String, Result<FunctionView, SchemaError>> = HashMap::new();
    for case in items(&json(&folder.join("usable_cases.json"))) {
        let schema = text(case, "schema");
        let view = views.entry(schema.to_owned()).or_insert_with(|| {
            let function = Json::object([
                (
                    "properties",
                    Json::object([(
                        "value",
                        Json::object([("$ref", Json::from(address(schema.trim_start_matches("schema/"))))]),
                    )]),
                ),
                ("required", Json::array(["value"])),
            ]);
            parser.parse(schema.to_owned(), "", &function)
        });
        let view = match view {
            Ok(view) => view,
            Err(error) => {
                assert!(
                    error.is_reference() && error.to_string().contains("leads to `https://w3id.org/ieee/"),
                    "{error}"
                );
                tally.not_applicable("the schema refers to one by IEEE that the suite does not have", 1);
                continue;
            }
        };
        let valid = *case.get("valid").unwrap() == Json::Bool(true);
        let arguments = Json::object([("value", json(&folder.join(text(case, "data"))))]);
        tally.check(accepts(view, &arguments) == valid, || format!("{} should be {valid}", text(case, "data")));
    }
    tally.finish();
}
