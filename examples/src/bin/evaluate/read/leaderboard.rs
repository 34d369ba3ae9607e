//! The Berkeley Function-Calling Leaderboard: its questions, functions with types as Python calls them, and lists of the
//! values that it accepts.

use std::path::{Path, PathBuf};

use llm_functions::json::Json;
use llm_functions::json_schema::python_types;

use super::{function, lines, list, text};
use crate::Result;
use crate::case::{Case, Comparison, Function, Right, Set, Wanted};

/// The cases of one of its sets; `None` where the leaderboard is not here.
pub(super) fn cases(set: Set) -> Result<Option<Vec<Case>>> {
    let folder = folder();
    let name = match set {
        Set::BfclSimple => "simple_python",
        Set::BfclMultiple => "multiple",
        Set::BfclParallel => "parallel",
        _ => "irrelevance",
    };
    let path = folder.join(format!("BFCL_v4_{name}.json"));
    if !path.is_file() {
        eprintln!(
            "{set}: skipped, there is no {}; name the folder of corpora in LLM_FUNCTIONS_CORPORA",
            path.display()
        );
        return Ok(None);
    }
    let mut cases = lines(&path, |line| case(set, line))?;
    if set != Set::BfclIrrelevance {
        let answers = folder.join("possible_answer").join(format!("BFCL_v4_{name}.json"));
        let answers = lines(&answers, answer)?;
        for (case, (id, calls)) in cases.iter_mut().zip(answers) {
            if case.id != id {
                return Err(format!("{set}: question {} has the answer of {id}", case.id).into());
            }
            case.calls = calls;
        }
    }
    Ok(Some(cases))
}

fn folder() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    std::env::var_os("LLM_FUNCTIONS_CORPORA").map_or(beside, PathBuf::from).join("bfcl")
}

fn case(set: Set, line: &Json) -> std::result::Result<Case, String> {
    let turns = list(line, "question").first().cloned().unwrap_or(Json::Null);
    let Json::Array(turns) = turns else { return Err("`question` is no list of turns".into()) };
    let said: Vec<String> = turns.iter().filter_map(|turn| text(turn, "content").ok()).collect();
    let functions = list(line, "function").iter().map(shown).collect::<std::result::Result<_, _>>()?;
    Ok(Case {
        id: text(line, "id")?,
        set,
        question: said.join("\n"),
        calls: Vec::new(),
        right: Right::Calls,
        comparison: Comparison::Leaderboard,
        about: Vec::new(),
        domain: None,
        result: None,
        functions,
    })
}

fn shown(line: &Json) -> std::result::Result<Function, String> {
    let function = function(line)?;
    Ok(Function { parameters: python_types(function.parameters), ..function })
}

/// The calls that are accepted: `""` among an argument's values says that it may be left out.
fn answer(line: &Json) -> std::result::Result<(String, Vec<Wanted>), String> {
    let calls = list(line, "ground_truth").iter().map(|call| {
        let Json::Object(members) = call else { return Err("a call is no object".to_owned()) };
        let Some((name, Json::Object(arguments))) = members.first() else {
            return Err("a call has no name".to_owned());
        };
        let values = |given: &Json| match given {
            Json::Array(values) => values.clone(),
            other => vec![other.clone()],
        };
        let all: Vec<(String, Vec<Json>)> =
            arguments.iter().map(|(name, given)| (name.clone(), values(given))).collect();
        let may_lack = |(_, values): &&(String, Vec<Json>)| values.iter().any(|value| value.as_str() == Some(""));
        let optional = all.iter().filter(may_lack).map(|(name, _)| name.clone()).collect();
        Ok(Wanted { name: name.clone(), arguments: all, optional })
    });
    Ok((text(line, "id")?, calls.collect::<std::result::Result<_, _>>()?))
}
