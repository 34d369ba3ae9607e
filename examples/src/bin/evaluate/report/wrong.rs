//! The cases that went wrong, for whoever wants to know why.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use llm_functions::json::Json;

use crate::Result;
use crate::ask::Made;
use crate::case::{Case, Right};
use crate::record::Key;

/// Cases that went wrong, one a line, if somebody wants to read them.
pub(crate) struct Wrong(Option<File>);

impl Wrong {
    pub(crate) fn create(path: Option<&Path>) -> Result<Self> {
        let create =
            |path: &Path| File::create(path).map_err(|error| format!("cannot write {}: {error}", path.display()));
        Ok(Self(path.map(create).transpose()?))
    }

    pub(crate) fn tell(
        &mut self,
        key: &Key<'_>,
        case: &Case,
        made: &Made,
        scores: &BTreeMap<String, bool>,
    ) -> Result<()> {
        let Some(file) = self.0.as_mut().filter(|_| scores.values().any(|right| !right)) else { return Ok(()) };
        let calls = |calls: Vec<Json>| Json::Array(calls);
        let call = |name: &str, arguments: Json| Json::object([("name", Json::from(name)), ("arguments", arguments)]);
        let wanted = case.calls.iter().map(|one| {
            let first = one
                .arguments
                .iter()
                .map(|(name, values)| (name.clone(), values.first().cloned().unwrap_or(Json::Null)));
            call(&one.name, Json::object(first))
        });
        let wanted = match &case.right {
            Right::Calls => calls(wanted.collect()),
            Right::Asks => Json::from("a question back"),
            Right::Says(facts) => Json::array(facts.iter().map(|ways| ways.join(" | "))),
        };
        let line = Json::object([
            ("way", Json::from(key.way.to_string())),
            ("set", Json::from(key.set.name())),
            ("functions", Json::from(key.functions.to_string())),
            ("id", Json::from(&*case.id)),
            ("question", Json::from(&*case.question)),
            ("wanted", wanted),
            ("made", calls(made.calls.iter().map(|(name, arguments)| call(name, arguments.clone())).collect())),
            ("said", Json::from(&*made.text)),
            ("error", made.error.as_deref().map_or(Json::Null, Json::from)),
        ]);
        Ok(writeln!(file, "{line}")?)
    }
}
