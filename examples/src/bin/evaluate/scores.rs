//! What speaks for each function, as numbers for whoever looks for the weights with which it is added up.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use llm_runtime::edge::{Evidence, FunctionEvidence};
use serde::Serialize;

use crate::Result;
use crate::args::Args;
use crate::ask::Asker;
use crate::case::{Case, Right, Set};
use crate::record::Way;
use crate::{read, shown};

/// One question.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    set: &'a str,
    /// How many functions were to be shown; 0 where the question brings its own.
    functions: usize,
    /// The functions of the right calls; without any, none is to be called.
    right: Vec<&'a str>,
    /// By how much a call is likelier than anything else to the model, as a difference of natural logarithms.
    call: f32,
    shown: Vec<Shown<'a>>,
}

/// One function.
#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    /// The natural logarithm of the probability that the model writes a call of it, up to the end of the name.
    written: f32,
    /// The cosine to the question, by the encoder.
    meant: Option<f32>,
    /// By how much the two, read together, are nearer to that it is meant than to that it is not.
    together: Option<f32>,
    said: Vec<Said<'a>>,
}

/// What the question says of a parameter, by the encoder.
#[derive(Serialize)]
struct Said<'a> {
    name: &'a str,
    required: bool,
    /// The natural logarithm of the probability that it says nothing.
    unsaid: f32,
    /// Of each value, where one of a few is chosen, as JSON.
    values: Vec<(String, f32)>,
    /// The words that a value was copied from.
    copied: Option<(&'a str, f32)>,
}

/// Writes the lines of all sets.
pub(crate) async fn write(args: &Args, path: &Path) -> Result<()> {
    let mut file = File::create(path).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    let Some(asker) = Asker::start(args, Way::Adapter).await? else { return Ok(()) };
    for set in args.sets().into_iter().filter(|set| *set != Set::Conversation) {
        let Some((cases, functions)) = read::set(args, set)? else { continue };
        let cases = shown::sample(cases, args.limit);
        for count in args.counts(set) {
            for (done, case) in (1..).zip(cases.iter().filter(|case| !matches!(case.right, Right::Says(_)))) {
                let shown = shown::functions(case, &functions, count)?;
                let question = asker.question(case, &shown).await?;
                writeln!(file, "{}", line(case, count, &asker.evidence(&question).await?)?)?;
                eprint!("\r{set} {count}: {done} of {} ", cases.len());
            }
            eprintln!();
        }
    }
    Ok(())
}

fn line(case: &Case, functions: usize, evidence: &Evidence) -> Result<String> {
    let shown = evidence.functions.iter();
    let shown = shown.map(function).collect();
    let right = case.calls.iter().filter(|_| case.right == Right::Calls).map(|call| call.name.as_str()).collect();
    let line = Line { id: &case.id, set: case.set.name(), functions, right, call: evidence.call, shown };
    Ok(serde_json::to_string(&line)?)
}

fn function(one: &FunctionEvidence) -> Shown<'_> {
    let said = one.parameters.iter().map(|said| Said {
        name: &said.name,
        required: said.required,
        unsaid: said.unsaid,
        values: said.values.iter().map(|(value, log)| (value.to_string(), *log)).collect(),
        copied: said.copied.as_ref().map(|(words, odds)| (words.as_str(), *odds)),
    });
    Shown { name: &one.name, written: one.written, meant: one.meant, together: one.together, said: said.collect() }
}
