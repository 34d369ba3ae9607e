//! Functions, grammars without a model, and what was read.

use std::sync::OnceLock;

use llguidance::api::TopLevelGrammar;
use llguidance::earley::SlicedBiasComputer;
use llguidance::toktrie::{ApproximateTokEnv, InferenceCapabilities, TokEnv};
use llguidance::{Matcher, ParserFactory};
use llm_functions::json::{Json, read};
use llm_functions::json_schema;

use crate::edge::functions::Functions;
use crate::edge::profile::CallLimits;
use crate::edge::syntax::lark::Union;
use crate::edge::syntax::parse::Parser;
use crate::edge::syntax::write::{self, Call};
use crate::edge::syntax::{Used, family};
use crate::platform::Delta;

/// Every form of every syntax.
pub(super) fn forms() -> impl Iterator<Item = Used> {
    let of = |syntax: &&'static _| {
        let syntax: &'static crate::edge::syntax::Syntax = syntax;
        (0..syntax.forms.len()).map(move |form| Used { syntax, form })
    };
    family::ALL.iter().flat_map(of)
}

pub(super) fn functions(all: &[(&str, &str)]) -> Functions {
    let views: Vec<_> = all
        .iter()
        .map(|(name, schema)| json_schema::parse((*name).to_owned(), "", &read(schema).unwrap()).unwrap())
        .collect();
    Functions::of_views(&views, CallLimits { max_items: 64, max_string: 2_000, ..CallLimits::default() })
}

/// What was said, thought and called.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) reasoning: String,
    /// Name, arguments, whether the call ended.
    pub(super) calls: Vec<(String, String, bool)>,
}

impl Said {
    pub(super) fn of(deltas: impl IntoIterator<Item = Delta>) -> Self {
        let mut said = Self::default();
        for delta in deltas {
            match delta {
                Delta::Text(text) => said.text.push_str(&text),
                Delta::Reasoning(text) => said.reasoning.push_str(&text),
                Delta::CallStart { index, name, .. } => {
                    assert_eq!(index, said.calls.len());
                    said.calls.push((name, String::new(), false));
                }
                Delta::CallArguments { index, fragment } => said.calls[index].1.push_str(&fragment),
                Delta::CallEnd { index } => said.calls[index].2 = true,
                other => panic!("{other:?}"),
            }
        }
        said
    }
}

pub(super) fn said(used: Used, functions: &Functions, pieces: &[&str]) -> Said {
    let mut parser = Parser::new(used, Some(functions));
    let mut deltas: Vec<Delta> = pieces.iter().flat_map(|piece| parser.push(piece)).collect();
    deltas.extend(parser.finish());
    Said::of(deltas)
}

/// The text of some calls in a form.
pub(super) fn text(used: Used, functions: &Functions, calls: &[(&str, Json)]) -> String {
    let calls: Vec<Call<'_>> = calls
        .iter()
        .map(|(name, arguments)| Call { name, arguments, schema: functions.written_schema(name) })
        .collect();
    write::calls(used.form(), &calls)
}

/// A decoder of bytes: every byte is a token, so that no model is needed.
fn factory() -> &'static ParserFactory {
    static FACTORY: OnceLock<ParserFactory> = OnceLock::new();
    FACTORY.get_or_init(|| {
        let environment: TokEnv = ApproximateTokEnv::single_byte_env();
        let mut factory =
            ParserFactory::new(&environment, InferenceCapabilities::default(), &SlicedBiasComputer::json_slices())
                .unwrap();
        factory.quiet();
        factory
    })
}

/// The grammar of these functions in a form.
pub(super) fn matcher(used: Used, functions: &Functions, names: &[&str], most: usize) -> Result<Matcher, String> {
    ordered(used, &[(functions, names)], &[(functions, names)], most)
}

/// The same, where it is known which are called one after the other, and what may be called after that.
pub(super) fn ordered(
    used: Used,
    steps: &[(&Functions, &[&str])],
    more: &[(&Functions, &[&str])],
    most: usize,
) -> Result<Matcher, String> {
    let decoded = |(functions, names): &(&'_ Functions, &[&str])| {
        names
            .iter()
            .map(|name| functions.decoded(name).map(|(function, _)| function.clone()))
            .collect::<Result<Vec<_>, _>>()
    };
    let all = |of: &[_]| of.iter().map(decoded).collect::<Result<Vec<_>, _>>();
    let (steps, more) = (all(steps)?, all(more)?);
    let steps: Vec<Vec<_>> = steps.iter().map(|step| step.iter().collect()).collect();
    let more: Vec<_> = more.iter().flatten().collect();
    let union = Union { form: used.form(), steps: &steps, more: &more, most, lead: "", shaped: true, said: None };
    let grammar = union.grammar(&|_| None);
    let parser = factory().create_parser(TopLevelGrammar::from_lark(grammar.lark.clone()));
    Ok(Matcher::new(Ok(parser.map_err(|error| format!("{error}\n{}", grammar.lark))?)))
}

/// How many of a text's bytes a grammar accepts, and whether the text may end there.
pub(super) fn accepts(matcher: &Matcher, text: &str) -> (usize, bool) {
    let mut matcher = matcher.deep_clone();
    let tokens: Vec<u32> = text.bytes().map(u32::from).collect();
    let taken = matcher.try_consume_tokens(&tokens).unwrap();
    let ends = matcher.is_stopped() || matcher.is_accepting().unwrap();
    (taken, ends)
}

/// The same, where texts have to be spans of what was said.
pub(super) fn copying(used: Used, functions: &Functions, name: &str, said: &str) -> Matcher {
    let (lowered, _) = functions.decoded(name).unwrap();
    let union = Union {
        form: used.form(),
        steps: &[vec![lowered]],
        more: &[lowered],
        most: 2,
        lead: "",
        shaped: true,
        said: Some(said),
    };
    let grammar = union.grammar(&|_| None);
    let parser = factory().create_parser(TopLevelGrammar::from_lark(grammar.lark));
    Matcher::new(Ok(parser.unwrap()))
}
