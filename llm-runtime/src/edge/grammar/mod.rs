//! Grammars of calls: what a model may write so that every call parses and fits its function.

mod guide;
pub(crate) mod schema;
mod tokens;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(crate) use guide::Guide;
use llguidance::api::TopLevelGrammar;
use llguidance::earley::SlicedBiasComputer;
use llguidance::toktrie::{InferenceCapabilities, TokEnv};
use llguidance::{Matcher, ParserFactory};
use tokens::{Classes, TokenTable};

use super::functions::Functions;
use super::model::vocab::Vocab;

/// The grammars of a model, made when they are first needed and kept: a copy costs 0.02 ms, a new one 1 ms.
pub(crate) struct Grammars {
    vocab: Vocab,
    factory: OnceLock<Result<Factory, String>>,
    kept: Mutex<HashMap<String, Prepared>>,
}

struct Factory {
    parsers: ParserFactory,
    classes: Arc<Classes>,
}

#[derive(Clone)]
struct Prepared {
    matcher: Matcher,
    reserve: u32,
}

/// A grammar for one call, or for an answer of a form, ready to be followed.
pub(crate) struct CallGrammar {
    pub(crate) guide: Guide,
    /// How many tokens the shortest call may need at most.
    pub(crate) reserve: u32,
    /// Whether whatever follows the grammar fits the function.
    pub(crate) exact: bool,
}

impl Grammars {
    pub(crate) fn new(vocab: Vocab) -> Self {
        Self { vocab, factory: OnceLock::new(), kept: Mutex::default() }
    }

    /// Reads the vocabulary, which takes a moment with a large one. Done once; whoever comes meanwhile waits.
    pub(crate) fn warm(&self) {
        let _ = self.factory();
    }

    fn factory(&self) -> Result<&Factory, String> {
        let made = self.factory.get_or_init(|| {
            let table = Arc::new(TokenTable::new(self.vocab.clone()));
            let capabilities = InferenceCapabilities { ff_tokens: true, ..InferenceCapabilities::default() };
            let classes = Arc::new(Classes::new(&table));
            let environment: TokEnv = table;
            let mut parsers = ParserFactory::new(&environment, capabilities, &SlicedBiasComputer::json_slices())
                .map_err(|error| error.to_string())?;
            // Its messages would carry what the model wrote.
            parsers.quiet().limits_mut().verbose_errors = false;
            Ok(Factory { parsers, classes })
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// A grammar for one call of one of these functions: `{"name": "...", "arguments": {...}}`.
    pub(crate) fn call(&self, functions: &Functions, names: &[&str]) -> Result<CallGrammar, String> {
        let decoded: Vec<_> = names.iter().map(|name| functions.decoded(name)).collect::<Result<_, _>>()?;
        let exact = decoded.iter().all(|(_, exact)| *exact);
        self.grammar(schema::calls(&decoded.into_iter().map(|(function, _)| function).collect::<Vec<_>>()), exact)
    }

    /// A grammar for an answer of this form, which is the only one there.
    pub(crate) fn form(&self, form: &Functions) -> Result<CallGrammar, String> {
        let name = form.shown().first().map(|form| form.name.as_str()).unwrap_or_default();
        let (form, exact) = form.decoded(name)?;
        self.grammar(schema::form(form), exact)
    }

    fn grammar(&self, calls: schema::CallSchema, exact: bool) -> Result<CallGrammar, String> {
        let factory = self.factory()?;
        let key = calls.schema.to_string();
        let found = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let prepared = match found {
            Some(prepared) => prepared,
            None => self.prepare(factory, key, calls)?,
        };
        Ok(CallGrammar {
            guide: Guide::new(prepared.matcher.deep_clone(), Arc::clone(&factory.classes), prepared.reserve),
            reserve: prepared.reserve,
            exact,
        })
    }

    fn prepare(&self, factory: &Factory, key: String, calls: schema::CallSchema) -> Result<Prepared, String> {
        let parser = factory.parsers.create_parser(TopLevelGrammar::from_json_schema(calls.schema));
        let matcher =
            Matcher::new(Ok(parser.map_err(|error| format!("no grammar can be made for the functions: {error}"))?));
        let longest = calls.shortest.iter().map(|text| self.vocab.plain(text).len()).max().unwrap_or(0);
        // A value may be left in mid-number or mid-escape, and a piece may be written with smaller tokens than necessary.
        let reserve = u32::try_from(longest + longest / 4 + 12).unwrap_or(u32::MAX);
        let prepared = Prepared { matcher, reserve };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(key, prepared.clone());
        Ok(prepared)
    }
}

impl std::fmt::Debug for Grammars {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Grammars").finish_non_exhaustive()
    }
}
