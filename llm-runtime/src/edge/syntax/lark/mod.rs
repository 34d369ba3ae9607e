//! The grammar of a message's calls, in llguidance's dialect of Lark.
//!
//! The union of the session's functions, once or several times. JSON parts are held to their schemas by llguidance itself;
//! arguments in tags and Gemma's are brought into rules here. What the rules cannot say is [`Grammar::exact`] = false: the
//! function's own check has the last word then.

mod keywords;
mod parameters;
mod quoted;
pub(crate) mod span;
mod text;

use llm_functions::dialect::LoweredFunction;
use llm_functions::json::{Json, read};
use serde_json::Value;

use super::write::{self, Call};
use super::{Arguments, Body, Form, IdKind, Members};
use crate::edge::grammar::schema;

/// A grammar, and what has to be known to bring what is written under it to its end.
#[derive(Debug)]
pub(crate) struct Grammar {
    pub(crate) lark: String,
    /// For each function, a text as long as the shortest call that a decoder in a hurry can write.
    pub(crate) shortest: Vec<String>,
    /// Texts that end what is open, those that end more first; none where what is written is JSON, whose ends are known.
    pub(crate) closers: Vec<String>,
    /// Whether whatever follows the grammar has the form of the schema.
    pub(crate) exact: bool,
}

/// Finds the first special token in a text: place, length, token.
pub(crate) type Special<'s> = &'s dyn Fn(&str) -> Option<(usize, usize, u32)>;

/// What a grammar is made for.
pub(crate) struct Union<'a> {
    pub(crate) form: &'static Form,
    /// What is called, one after the other: at each place one of these.
    pub(crate) steps: &'a [Vec<&'a LoweredFunction>],
    /// What may be called after that.
    pub(crate) more: &'a [&'a LoweredFunction],
    /// The most calls of the message.
    pub(crate) most: usize,
    /// What has to be written before, such as the end of thoughts that the prompt has opened.
    pub(crate) lead: &'a str,
    /// Whether texts without quotes are held to their patterns, which may use what the decoder does not know.
    pub(crate) shaped: bool,
    /// What was said, where texts have to be spans of it.
    pub(crate) said: Option<&'a str>,
}

/// Collects rules.
pub(super) struct Rules<'s> {
    special: Special<'s>,
    lines: Vec<String>,
    exact: bool,
    /// Whether texts are held to their patterns.
    shaped: bool,
    /// How many characters spans of what was said have at most, where texts are spans.
    spans: Option<usize>,
}

impl Union<'_> {
    /// The grammar of these calls. What stands between two calls is one lexeme with the beginning of the second: alone it
    /// could be a beginning of what closes all of them, and a lexer that has decided does not go back.
    pub(crate) fn grammar(&self, special: Special<'_>) -> Grammar {
        let mut rules =
            Rules { special, lines: Vec::new(), exact: true, shaped: self.shaped, spans: self.said.map(span::longest) };
        rules.lines.extend(self.said.map(span::terminal));
        let functions = self.functions();
        let rules_of = |letter: char, which: &[&LoweredFunction]| {
            let is_one = |function: &&LoweredFunction| which.iter().any(|one| std::ptr::eq(*one, *function));
            let places = functions.iter().enumerate().filter(|(_, function)| is_one(function));
            places.map(|(place, _)| format!("{letter}{place}")).collect::<Vec<_>>().join(" | ")
        };
        let (first, then) = self.steps.split_first().map_or((&[][..], &[][..]), |(first, then)| (&first[..], then));
        let left = self.most.saturating_sub(self.steps.len());
        let open = rules.literal(&format!("{}{}", self.lead, self.form.open));
        let close = rules.literal(self.form.close);
        let mut all = vec![open, "first".to_owned()];
        let mut lines = vec![format!("first: {}", rules_of('c', first))];
        for (place, step) in then.iter().enumerate() {
            all.push(format!("then{place}"));
            lines.push(format!("then{place}: {}", rules_of('n', step)));
        }
        if left > 0 && !self.more.is_empty() {
            all.push(format!("next{{0,{left}}}"));
            lines.push(format!("next: {}", rules_of('n', self.more)));
        }
        rules.lines.push(format!("start: {} {close}", all.join(" ")));
        rules.lines.append(&mut lines);
        for (place, function) in functions.iter().enumerate() {
            rules.call(place, self.form, function, self.most > 1);
        }
        Grammar {
            lark: rules.lines.join("\n"),
            shortest: self.shortest(),
            closers: closers(self.form),
            exact: rules.exact,
        }
    }

    /// All that may be called, each once.
    fn functions(&self) -> Vec<&LoweredFunction> {
        let mut all: Vec<&LoweredFunction> = Vec::new();
        for function in self.steps.iter().flatten().chain(self.more) {
            if !all.iter().any(|one| std::ptr::eq(*one, *function)) {
                all.push(function);
            }
        }
        all
    }

    /// The shortest messages: for each function of the only step one, of several steps the one that is longest at each.
    fn shortest(&self) -> Vec<String> {
        let least: Vec<Vec<(&str, Json, &Json)>> = self
            .steps
            .iter()
            .map(|step| {
                let least = |function: &LoweredFunction| {
                    read(&schema::least(&Value::from(function.parameters.clone()))).unwrap_or(Json::Null)
                };
                step.iter().map(|one| (&*one.name, least(one), &one.parameters)).collect()
            })
            .collect();
        let written = |calls: &[&(&str, Json, &Json)]| {
            let calls = calls.iter().map(|(name, arguments, schema)| Call { name, arguments, schema: Some(schema) });
            format!("{}{}", self.lead, write::calls(self.form, &calls.collect::<Vec<_>>()))
        };
        match &*least {
            [only] => only.iter().map(|one| written(&[one])).collect(),
            several => {
                let longest = several.iter().filter_map(|step| step.iter().max_by_key(|one| written(&[one]).len()));
                vec![written(&longest.collect::<Vec<_>>())]
            }
        }
    }
}

fn closers(form: &Form) -> Vec<String> {
    match form.body {
        Body::Named { arguments: Arguments::Parameters(parts), .. } => {
            let end = format!("{}{}{}", parts.pad, parts.end, parts.after);
            [&*end, "}", "]", form.after, form.close, ",", "\""].into_iter().map(str::to_owned).collect()
        }
        Body::Named { arguments: Arguments::Quoted { quote }, .. } => {
            ["}", "]", ",", quote].into_iter().map(str::to_owned).collect()
        }
        Body::Named { arguments: Arguments::Keywords, .. } => {
            [")", "}", "]", ",", "\""].into_iter().map(str::to_owned).collect()
        }
        Body::Named { arguments: Arguments::Json, .. } | Body::Object(_) => Vec::new(),
    }
}

impl Rules<'_> {
    /// A fixed text: special tokens in it by their numbers, so that no spelling stands for them.
    pub(super) fn literal(&self, text: &str) -> String {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((at, length, token)) = (self.special)(rest) {
            parts.extend((at > 0).then(|| quoted_text(&rest[..at])));
            parts.push(format!("<[{token}]>"));
            rest = &rest[at + length..];
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(quoted_text(rest));
        }
        parts.join(" ")
    }

    /// Whether a text begins with a special token, which no lexeme can contain.
    pub(super) fn begins_special(&self, text: &str) -> bool {
        (self.special)(text).is_some_and(|(at, ..)| at == 0)
    }

    /// A value held to its schema as JSON; a text that may be anything, to what was said.
    pub(super) fn value_rule(&mut self, schema: &Json) -> String {
        let span = self.spans.and_then(|longest| Some((span::of(schema)?, longest)));
        let Some((span, longest)) = span else { return Self::json(schema) };
        self.exact &= span::keeps_bounds(schema, longest);
        span
    }

    /// A value held to its schema as JSON.
    pub(super) fn json(schema: &Json) -> String {
        format!("%json {}", schema::spaced(Value::from(schema.clone())))
    }

    fn call(&mut self, place: usize, form: &Form, function: &LoweredFunction, more: bool) {
        let rule = format!("b{place}");
        let body = match &form.body {
            Body::Object(members) => self.object(&rule, *members, form, function),
            Body::Named { arguments, .. } => {
                let body = self.arguments(&rule, *arguments, function);
                format!("{body} {}", self.literal(form.after))
            }
        };
        self.lines.push(format!("{rule}: {body}"));
        let head = self.head("", form, &function.name);
        self.lines.push(format!("c{place}: {head} {rule}"));
        if more {
            let head = self.head(form.between, form, &function.name);
            self.lines.push(format!("n{place}: {head} {rule}"));
        }
    }

    /// Everything up to the arguments.
    fn head(&self, between: &str, form: &Form, name: &str) -> String {
        let before = format!("{between}{}", form.before);
        match &form.body {
            Body::Object(members) => {
                let name = format!("\"{}\": \"{name}\", \"{}\": ", members.name, members.arguments);
                match members.number {
                    None => self.literal(&format!("{before}{{{name}")),
                    Some(number) => {
                        let number = self.literal(&format!("{before}{{\"{number}\": \""));
                        format!("{number} {NUMBER} {}", self.literal(&format!("\", {name}")))
                    }
                }
            }
            Body::Named { id: None, then, .. } => self.literal(&format!("{before}{name}{then}")),
            Body::Named { id: Some(id), then, .. } => {
                let kind = if id.kind == IdKind::Nine { NINE } else { NUMBER };
                let before = self.literal(&format!("{before}{name}{}", id.before));
                format!("{before} {kind} {}", self.literal(then))
            }
        }
    }

    fn object(&mut self, rule: &str, members: Members, form: &Form, function: &LoweredFunction) -> String {
        self.lines.push(format!("{rule}a: {}", Self::json(&function.parameters)));
        let Some(id) = members.id else { return format!("{rule}a {}", self.literal(&format!("}}{}", form.after))) };
        let id = self.literal(&format!(", \"{id}\": \""));
        format!("{rule}a {id} {NINE} {}", self.literal(&format!("\"}}{}", form.after)))
    }

    fn arguments(&mut self, rule: &str, arguments: Arguments, function: &LoweredFunction) -> String {
        match arguments {
            Arguments::Json => {
                self.lines.push(format!("{rule}a: {}", Self::json(&function.parameters)));
                format!("{rule}a")
            }
            Arguments::Parameters(parts) => self.parameters(rule, parts, &function.parameters),
            Arguments::Quoted { quote } => self.quoted(rule, quote, &function.parameters),
            Arguments::Keywords => self.keywords(rule, &function.parameters),
        }
    }
}

const NUMBER: &str = "/[0-9]{1,3}/";
const NINE: &str = "/[a-zA-Z0-9]{9}/";

/// A string as Lark reads it, which is JSON's but for one character.
fn quoted_text(text: &str) -> String {
    Json::from(text).to_string().replace('\u{7F}', "\\u007f")
}
