//! The JSON Schema Test Suite, drafts 2020-12 and 7: every required test of the keywords that are claimed.

use std::path::Path;

use llm_functions::json::Json;
use llm_functions::json_schema::{Draft, Parser, SchemaError};
use llm_functions::view::FunctionView;

use crate::harness::{Tally, accepts, corpus, files, is_documented, items, json, text};

/// Keywords that are not claimed: a schema that needs them is refused, never read without them.
const NOT_CLAIMED: [&str; 4] = ["dynamicRef", "unevaluatedItems", "unevaluatedProperties", "vocabulary"];

struct Suite<'p> {
    folder: &'p Path,
    draft: Draft,
    name: &'static str,
    asserts_formats: bool,
}

#[test]
fn required_tests_of_draft_2020_12() {
    let Some(folder) = corpus("json_schema_test_suite") else { return };
    let suite = Suite { folder: &folder, draft: Draft::Draft2020, name: "draft2020-12", asserts_formats: false };
    suite.required("json_schema_test_suite, 2020-12");
}

#[test]
fn required_tests_of_draft_7() {
    let Some(folder) = corpus("json_schema_test_suite") else { return };
    let suite = Suite { folder: &folder, draft: Draft::Draft7, name: "draft7", asserts_formats: false };
    suite.required("json_schema_test_suite, 7");
}

#[test]
fn formats_of_draft_2020_12() {
    let Some(folder) = corpus("json_schema_test_suite") else { return };
    let suite = Suite { folder: &folder, draft: Draft::Draft2020, name: "draft2020-12", asserts_formats: true };
    suite.formats("json_schema_test_suite, formats of 2020-12");
}

#[test]
fn formats_of_draft_7() {
    let Some(folder) = corpus("json_schema_test_suite") else { return };
    let suite = Suite { folder: &folder, draft: Draft::Draft7, name: "draft7", asserts_formats: true };
    suite.formats("json_schema_test_suite, formats of 7");
}

impl Suite<'_> {
    fn required(&self, name: &'static str) {
        let mut tally = Tally::new(name);
        let folder = self.folder.join("tests").join(self.name);
        let mut all_claimed = Vec::new();
        for file in files(&folder, ".json").into_iter().filter(|file| file.parent() == Some(&folder)) {
            let keyword = file.file_stem().unwrap().to_string_lossy().into_owned();
            let claimed = !NOT_CLAIMED.contains(&keyword.as_str());
            all_claimed.extend(claimed.then(|| format!("`{keyword}`")));
            for case in items(&json(&file)) {
                self.case(&keyword, case, &mut tally, |error| reason(error, claimed));
            }
        }
        tally.finish();
        is_documented(&format!("- {}: {}", self.name, all_claimed.join(", ")));
    }

    /// Tests of formats that are known; a format that is not known is an annotation, as the standard has it.
    fn formats(&self, name: &'static str) {
        let mut tally = Tally::new(name);
        for file in files(&self.folder.join("tests").join(self.name).join("optional/format"), ".json") {
            let format = file.file_stem().unwrap().to_string_lossy().into_owned();
            let known = llm_functions::format::Format::of_name(&format).is_some() || format == "unknown";
            for case in items(&json(&file)) {
                if known {
                    self.case(&format, case, &mut tally, |error| reason(error, true));
                } else {
                    let count = items(case.get("tests").unwrap()).len();
                    tally.not_applicable(format!("`{format}` is an annotation here"), count);
                }
            }
        }
        tally.finish();
    }

    fn case(&self, keyword: &str, case: &Json, tally: &mut Tally, reason: impl Fn(&SchemaError) -> String) {
        let tests = items(case.get("tests").unwrap());
        let view = match self.view(case.get("schema").unwrap()) {
            Ok(view) => view,
            Err(error) => return tally.not_applicable(reason(&error), tests.len()),
        };
        for test in tests {
            let valid = *test.get("valid").unwrap() == Json::Bool(true);
            let data = test.get("data").unwrap();
            let arguments = Json::object([("value", data.clone())]);
            let punycode = |text: &str| text.to_ascii_lowercase().starts_with("xn--");
            if keyword == "hostname" && !valid && data.as_str().is_some_and(punycode) && accepts(&view, &arguments) {
                tally.not_applicable("whether Punycode decodes to a legal name takes tables of Unicode", 1);
                continue;
            }
            tally.check(accepts(&view, &arguments) == valid, || {
                format!("{keyword}: {}: {} ({valid})", text(case, "description"), text(test, "description"))
            });
        }
    }

    /// A function with one parameter, whose schema is the case's. The case is a document of its own, so that references
    /// to its top lead there.
    fn view(&self, schema: &Json) -> Result<FunctionView, SchemaError> {
        let mut parser = Parser::new().draft(self.draft).document("suite:case", schema.clone());
        if !self.asserts_formats {
            parser = parser.formats_as_annotations();
        }
        if schema.to_string().contains("localhost:1234") {
            parser = self.remotes(parser);
        }
        let value = Json::object([("$ref", Json::from("suite:case"))]);
        let function = Json::object([
            ("type", Json::from("object")),
            ("properties", Json::object([("value", value)])),
            ("required", Json::array(["value"])),
        ]);
        parser.parse("case", "", &function)
    }

    /// The documents that the suite serves at this address.
    fn remotes(&self, parser: Parser) -> Parser {
        let folder = self.folder.join("remotes");
        files(&folder, ".json").into_iter().fold(parser, |parser, file| {
            let name = file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
            let of_draft = !name.starts_with("draft") && !name.starts_with("v1") || name.starts_with(self.name);
            if of_draft { parser.document(format!("http://localhost:1234/{name}"), json(&file)) } else { parser }
        })
    }
}

fn reason(error: &SchemaError, claimed: bool) -> String {
    let keyword = error.keyword().unwrap_or("the whole");
    let message = error.to_string();
    if error.is_reference() && message.contains("json-schema.org") {
        return "refers to JSON Schema's own schema, which was not given".to_owned();
    }
    assert!(error.is_unsupported() || !claimed, "{message}");
    match keyword {
        "pattern" | "patternProperties" => format!("`{keyword}` has `\\p`, which needs tables of Unicode"),
        _ => format!("refused for `{keyword}`, not claimed"),
    }
}
