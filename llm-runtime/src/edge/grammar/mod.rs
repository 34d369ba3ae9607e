//! Grammars of calls: what a model may write so that every call parses and fits its function.

mod free;
mod guide;
mod held;
mod place;
pub(crate) mod schema;
mod tokens;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(crate) use guide::Guide;
use llguidance::api::TopLevelGrammar;
use llguidance::earley::SlicedBiasComputer;
use llguidance::toktrie::{InferenceCapabilities, SimpleVob, TokEnv, TokenId};
use llguidance::{Matcher, ParserFactory};
use llm_functions::dialect::LoweredFunction;
use tokens::{Classes, TokenTable};

use super::functions::Functions;
use super::model::vocab::Vocab;
use super::syntax::lark::Union;
use super::syntax::{Form, Used};
use super::worker::Sampler;
use free::Free;
use held::{Held, WaysOut};

/// How many grammars are kept: applications have few sets of functions, and whatever they do there is an end.
const MOST_KEPT: usize = 256;

/// The grammars of a model, made when they are first needed and kept: a copy costs 0.02 ms, a new one 1 ms.
pub(crate) struct Grammars {
    vocab: Vocab,
    factory: OnceLock<Result<Factory, String>>,
    kept: Mutex<HashMap<String, Prepared>>,
}

struct Factory {
    parsers: ParserFactory,
    classes: Arc<Classes>,
    /// What may be written freely in the model's syntaxes: to look at a whole vocabulary takes a moment.
    written: Mutex<Vec<(Used, Arc<SimpleVob>)>>,
}

impl Factory {
    fn written(&self, used: Used) -> Arc<SimpleVob> {
        let mut kept = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, written)) = kept.iter().find(|(known, _)| *known == used) {
            return Arc::clone(written);
        }
        let written = Arc::new(free::written(&self.classes, used));
        kept.push((used, Arc::clone(&written)));
        written
    }

    fn held(&self, prepared: &Prepared) -> Held {
        let classes = Arc::clone(&self.classes);
        Held::new(prepared.matcher.deep_clone(), classes, prepared.reserve, prepared.ways_out.clone())
    }
}

#[derive(Clone)]
struct Prepared {
    matcher: Matcher,
    reserve: u32,
    ways_out: WaysOut,
    /// Whether what follows the grammar has the form of the schema.
    exact: bool,
}

/// The calls that a grammar is made for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) functions: &'a Functions,
    /// What is called, one after the other; nothing where no function is.
    pub(crate) steps: &'a [Step<'a>],
    /// What may be called after that.
    pub(crate) more: &'a [Step<'a>],
    pub(crate) used: Used,
    /// The most calls of the message.
    pub(crate) most: usize,
    /// The end of thoughts that the prompt has opened.
    pub(crate) thinking: Option<&'static str>,
    /// What was said, where texts have to be spans of it.
    pub(crate) said: Option<&'a str>,
}

/// One of several functions that is called, and how its call is held; steps that are held alike share that.
#[derive(Clone, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) names: Vec<&'a str>,
    pub(crate) functions: Arc<Cow<'a, Functions>>,
}

impl Step<'_> {
    fn decoded(&self) -> Result<Vec<(&LoweredFunction, bool)>, String> {
        self.names.iter().map(|name| self.functions.decoded(name)).collect()
    }
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
            Ok(Factory { parsers, classes, written: Mutex::default() })
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

    /// A grammar for calls and nothing else, in a family's syntax.
    pub(crate) fn calls(&self, wanted: Wanted<'_>) -> Result<CallGrammar, String> {
        let factory = self.factory()?;
        let lead = wanted.thinking.map(|close| format!("\n{close}\n\n")).unwrap_or_default();
        let (prepared, exact) = self.union(factory, wanted, wanted.used.form(), &lead)?;
        let reserve = prepared.reserve;
        Ok(CallGrammar { guide: Guide::held(factory.held(&prepared)), reserve, exact })
    }

    /// A guide that admits everything until a call begins, and calls from there on. Without functions no call may begin.
    pub(crate) fn free(&self, wanted: Wanted<'_>, calls: Sampler) -> Result<CallGrammar, String> {
        let factory = self.factory()?;
        let (mut reserve, mut exact) = (0, true);
        let mut armed = Vec::new();
        // A bracket begins a call only where there is something to be called.
        let idle = |form: &&Form| form.is_bare() && wanted.functions.is_empty();
        for form in free::forms(wanted.used).into_iter().filter(|form| !idle(form)) {
            let held = if wanted.steps.is_empty() {
                None
            } else {
                let (prepared, fits) = self.union(factory, wanted, form, "")?;
                (reserve, exact) = (prepared.reserve.max(reserve), exact && fits);
                Some(factory.held(&prepared))
            };
            armed.push((form, held));
        }
        let (classes, written) = (Arc::clone(&factory.classes), factory.written(wanted.used));
        let free = Free::new(&self.vocab, classes, wanted.used, armed, wanted.thinking, written);
        Ok(CallGrammar { guide: Guide::free(free, calls), reserve, exact })
    }

    fn union<'a>(
        &self,
        factory: &Factory,
        wanted: Wanted<'a>,
        form: &'static Form,
        lead: &str,
    ) -> Result<(Prepared, bool), String> {
        let decoded = |steps: &'a [Step<'a>]| steps.iter().map(Step::decoded).collect::<Result<Vec<_>, _>>();
        let (steps, more) = (decoded(wanted.steps)?, decoded(wanted.more)?);
        let exact = steps.iter().chain(&more).flatten().all(|(_, exact)| *exact);
        let functions = |of: &Vec<(&'a LoweredFunction, bool)>| of.iter().map(|(one, _)| *one).collect::<Vec<_>>();
        let (steps, more): (Vec<_>, Vec<_>) =
            (steps.iter().map(functions).collect(), more.iter().flat_map(functions).collect());
        let (most, said) = (wanted.most, wanted.said);
        let union = |shaped| Union { form, steps: &steps, more: &more, most, lead, shaped, said };
        // What was said is nobody's after the turn.
        let narrowed = wanted.steps.iter().chain(wanted.more).any(|step| step.functions.is_narrowed());
        let kept = said.is_none() && !narrowed;
        let made = self.made(factory, &union(true), kept);
        let prepared = made.or_else(|_| self.made(factory, &union(false), kept))?;
        let exact = prepared.exact && exact;
        Ok((prepared, exact))
    }

    fn made(&self, factory: &Factory, union: &Union<'_>, kept: bool) -> Result<Prepared, String> {
        let grammar = union.grammar(&|text| self.vocab.control(text));
        let key = kept.then(|| grammar.lark.clone());
        if let Some(prepared) = key.as_deref().and_then(|key| self.found(key)) {
            return Ok(prepared);
        }
        let top = TopLevelGrammar::from_lark(grammar.lark);
        let close = union.form.close;
        let ends = close.char_indices().map(|(at, _)| self.tokens(&close[at..]));
        let closers = grammar.closers.iter().map(|text| self.tokens(text));
        let ways_out = WaysOut { closers: closers.collect(), endings: ends.collect() };
        self.prepare(factory, key, top, &grammar.shortest, ways_out, grammar.exact)
    }

    fn tokens(&self, text: &str) -> Vec<TokenId> {
        self.vocab.ours(text).into_iter().map(|token| token.0.cast_unsigned()).collect()
    }

    fn found(&self, key: &str) -> Option<Prepared> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn grammar(&self, calls: schema::CallSchema, exact: bool) -> Result<CallGrammar, String> {
        let factory = self.factory()?;
        let key = calls.schema.to_string();
        let prepared = if let Some(prepared) = self.found(&key) {
            prepared
        } else {
            let top = TopLevelGrammar::from_json_schema(calls.schema);
            self.prepare(factory, Some(key), top, &calls.shortest, WaysOut::default(), true)?
        };
        let reserve = prepared.reserve;
        Ok(CallGrammar { guide: Guide::held(factory.held(&prepared)), reserve, exact })
    }

    fn prepare(
        &self,
        factory: &Factory,
        key: Option<String>,
        grammar: TopLevelGrammar,
        shortest: &[String],
        ways_out: WaysOut,
        exact: bool,
    ) -> Result<Prepared, String> {
        let parser = factory.parsers.create_parser(grammar);
        // An error shows the grammar, which is not kept where it holds what was said.
        let reason = |error: &dyn std::fmt::Display| key.as_ref().map_or_else(String::new, |_| format!(": {error}"));
        let refused = |error| format!("no grammar can be made for the functions{}", reason(&error));
        let matcher = Matcher::new(Ok(parser.map_err(refused)?));
        let longest = shortest.iter().map(|text| self.vocab.ours(text).len()).max().unwrap_or(0);
        // A value may be left in mid-number or mid-escape, and a piece may be written with smaller tokens than necessary.
        let reserve = u32::try_from(longest + longest / 4 + 12).unwrap_or(u32::MAX);
        let prepared = Prepared { matcher, reserve, ways_out, exact };
        let Some(key) = key else { return Ok(prepared) };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, prepared.clone());
        Ok(prepared)
    }
}

impl std::fmt::Debug for Grammars {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Grammars").finish_non_exhaustive()
    }
}
