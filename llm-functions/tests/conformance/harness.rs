//! What all suites share: where they are, how they are counted, and what they are compared with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use llm_functions::arguments;
use llm_functions::json::{Json, read};
use llm_functions::view::FunctionView;

/// A folder of the test material of others; `None` where it is not, except in CI, where nothing is skipped.
pub(crate) fn corpus(folder: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let corpora = std::env::var_os("LLM_FUNCTIONS_CORPORA").map_or(beside, PathBuf::from);
    let path = corpora.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let message = format!("{folder}: no corpora at {}; name their folder in LLM_FUNCTIONS_CORPORA", corpora.display());
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{message}");
    tell(&format!("skipped: {message}"));
    None
}

/// Says a line of counts: where the test prints, and at the end of the file that `LLM_FUNCTIONS_COUNTS` names, which whoever
/// runs all suites reads when they are through.
pub(crate) fn tell(line: &str) {
    println!("conformance | {line}");
    if let Some(path) = std::env::var_os("LLM_FUNCTIONS_COUNTS") {
        let mut file = File::options().create(true).append(true).open(path).unwrap();
        file.write_all(format!("{line}\n").as_bytes()).unwrap();
    }
}

pub(crate) fn json(path: &Path) -> Json {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The values of a file with one on each line.
pub(crate) fn lines(path: &Path) -> Vec<Json> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| read(line).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

/// Every file below a folder whose name ends so, sorted.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub(crate) fn items(value: &Json) -> &[Json] {
    let Json::Array(items) = value else { panic!("a list is expected, not {}", value.kind_name()) };
    items
}

pub(crate) fn members(value: &Json) -> &[(String, Json)] {
    let Json::Object(members) = value else { panic!("an object is expected, not {}", value.kind_name()) };
    members
}

pub(crate) fn text<'j>(value: &'j Json, name: &str) -> &'j str {
    value.get(name).and_then(Json::as_str).unwrap_or_else(|| panic!("no text `{name}`"))
}

/// Whether a call with these arguments is accepted. What is accepted must be accepted again as it was completed, and be
/// the same.
pub(crate) fn accepts(view: &FunctionView, arguments: &Json) -> bool {
    match arguments::canonical(view, &arguments.to_string()) {
        Ok(tree) => {
            assert_eq!(arguments::canonical(view, &tree.to_string()).ok().as_ref(), Some(&tree), "{}", view.name);
            true
        }
        Err(error) => {
            assert!(!error.for_model().is_empty() && !error.to_string().is_empty());
            false
        }
    }
}

pub(crate) fn validator(schema: &Json) -> jsonschema::Validator {
    let schema = serde_json::Value::from(schema.clone());
    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{error}: {schema}"))
}

pub(crate) fn valid(validator: &jsonschema::Validator, value: &Json) -> bool {
    validator.is_valid(&serde_json::Value::from(value.clone()))
}

/// What `OpenAI` publishes of requests, from the folder `openai_spec`.
pub(crate) fn published(folder: &Path, name: &str) -> jsonschema::Validator {
    let spec = json(&folder.join("chat_and_responses.subset.schema.json"));
    let defs = members(spec.get("$defs").unwrap()).iter();
    let defs = defs.map(|(name, schema)| (name.clone(), without_recursive_anchors(schema, name)));
    // A message is an input item in two of the ways of which it should be one only.
    let defs = defs.map(|(name, schema)| if name == "InputItem" { (name, any_of(&schema)) } else { (name, schema) });
    let defs = Json::Object(defs.collect());
    validator(&Json::object([("$defs", defs), ("$ref", format!("#/$defs/{name}").into())]))
}

fn any_of(schema: &Json) -> Json {
    Json::object(members(schema).iter().map(|(name, value)| {
        let name = if name == "oneOf" { "anyOf" } else { name };
        (name, value.clone())
    }))
}

/// The keywords of draft 2019-09 that one definition has, in the words of 2020-12, which the document says it is in.
fn without_recursive_anchors(schema: &Json, definition: &str) -> Json {
    match schema {
        Json::Object(members) => {
            let kept = members.iter().filter(|(name, _)| name != "$recursiveAnchor");
            Json::object(kept.map(|(name, value)| match name.as_str() {
                "$recursiveRef" => ("$ref".to_owned(), Json::from(format!("#/$defs/{definition}"))),
                _ => (name.clone(), without_recursive_anchors(value, definition)),
            }))
        }
        Json::Array(items) => {
            Json::Array(items.iter().map(|item| without_recursive_anchors(item, definition)).collect())
        }
        other => other.clone(),
    }
}

/// The counts of a suite.
pub(crate) struct Tally {
    suite: &'static str,
    passed: usize,
    failed: Vec<String>,
    not_applicable: BTreeMap<String, usize>,
}

impl Tally {
    pub(crate) fn new(suite: &'static str) -> Self {
        Self { suite, passed: 0, failed: Vec::new(), not_applicable: BTreeMap::new() }
    }

    pub(crate) fn check(&mut self, passed: bool, case: impl FnOnce() -> String) {
        if passed { self.passed += 1 } else { self.failed.push(case()) }
    }

    pub(crate) fn not_applicable(&mut self, reason: impl Into<String>, count: usize) {
        *self.not_applicable.entry(reason.into()).or_default() += count;
    }

    /// Prints the line of this suite and compares it with the document.
    pub(crate) fn finish(self) {
        for case in self.failed.iter().take(40) {
            println!("  failed: {case}");
        }
        let (passed, failed) = (self.passed, self.failed.len());
        let count: usize = self.not_applicable.values().sum();
        let mut reasons = String::new();
        for (reason, count) in &self.not_applicable {
            let separator = if reasons.is_empty() { "" } else { ", " };
            write!(reasons, "{separator}{reason}: {count}").unwrap();
        }
        let reasons = if reasons.is_empty() { reasons } else { format!(" ({reasons})") };
        tell(&format!("{} | passed {passed} | failed {failed} | not applicable {count}{reasons}", self.suite));
        let row = format!("| {} | {passed} | {failed} | {count}{reasons} |", self.suite);
        is_documented(&row);
    }
}

/// Compares a line with the document: what is counted and what is written cannot disagree.
pub(crate) fn is_documented(line: &str) {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conformance.md");
    let document = std::fs::read_to_string(document).unwrap();
    assert!(document.lines().any(|known| known == line), "docs/conformance.md does not say\n{line}");
}
