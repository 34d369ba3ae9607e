//! Recorded exchanges with servers, and another's reading of each.

use std::collections::HashMap;
use std::path::Path;

use llm_functions::json::{Json, read};
use saphyr::{LoadableYamlNode, Yaml};

use super::harness::{corpus, lines, text};

/// One exchange.
pub(crate) struct Recorded {
    /// Names it in a failure.
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    /// Whether the answer is a stream of events.
    pub(crate) is_stream: bool,
    /// What was sent, where it is JSON.
    pub(crate) request: Json,
    /// What was answered.
    pub(crate) body: String,
    /// Another's reading of it, where there is one.
    pub(crate) read: Option<Json>,
}

/// Every exchange; `None` where the corpora are not.
pub(crate) fn recorded() -> Option<Vec<Recorded>> {
    let folder = corpus("openai_exchanges")?;
    let mut files = HashMap::new();
    Some(lines(&folder.join("index.jsonl")).iter().map(|entry| one(&folder, entry, &mut files)).collect())
}

fn one(folder: &Path, entry: &Json, files: &mut HashMap<String, Vec<(String, String)>>) -> Recorded {
    let file = text(entry, "file").to_owned();
    let bodies = files.entry(file.clone()).or_insert_with(|| bodies(&folder.join(&file)));
    let index = super::super::json::count(entry, "i").unwrap() as usize;
    let (request, body) = bodies[index].clone();
    Recorded {
        name: format!("{file} {index}"),
        path: text(entry, "path").to_owned(),
        status: u16::try_from(super::super::json::count(entry, "status").unwrap()).unwrap(),
        is_stream: text(entry, "kind") == "sse",
        request: read(&request).unwrap_or_default(),
        body,
        read: entry.get("read").cloned(),
    }
}

/// What was sent and answered in each exchange of a file.
fn bodies(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let documents = Yaml::load_from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let body = |document: &Yaml<'_>, side: &str| {
        let body = document.as_mapping_get(side).and_then(|side| side.as_mapping_get("body"));
        body.and_then(|body| body.as_str().map(str::to_owned)).unwrap_or_default()
    };
    documents.iter().map(|document| (body(document, "when"), body(document, "then"))).collect()
}
