//! What a template can render: found out by rendering, not by anybody's name.

use llm_functions::ToolDefinition;
use llm_functions::json::{Json, read};
use llm_functions::json_schema;

use super::turn::{Call, Role, Turn};
use super::{ChatTemplate, Rendering};
use crate::edge::functions::Functions;
use crate::edge::profile::CallLimits;
use crate::edge::syntax::{Used, recognise};

/// What a template knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a question with two answers")]
pub(crate) struct Abilities {
    /// The variable in which it looks for functions; none where it knows no functions.
    pub(crate) tools: Option<&'static str>,
    /// Whether it wants a description of every parameter.
    pub(crate) described: bool,
    /// How its model writes calls.
    pub(crate) syntax: Option<Used>,
    /// Whether it writes the calls of a conversation itself.
    pub(crate) calls: bool,
    /// Whether it takes several calls in one message.
    pub(crate) several: bool,
    /// Whether it wants arguments as a text of JSON instead of an object.
    pub(crate) arguments_as_text: bool,
    /// Whether a message that only calls must have no text at all.
    pub(crate) null_content: bool,
    /// Whether it knows the turns of functions.
    pub(crate) answers: bool,
}

/// The variables in which templates look for functions; the last is a text of JSON.
const VARIABLES: [&str; 4] = ["tools", "available_tools", "xml_tools", "functions"];

const NAME: &str = "probe_weather";
const PARAMETERS: &str = r#"{"type":"object","properties":{"place":{"type":"string","description":"Where."},"days":{"type":"integer"}},"required":["place"]}"#;
const ARGUMENTS: [&str; 2] = [r#"{"place": "qzxa", "days": 7}"#, r#"{"place": "qzxb"}"#];
const RESULT: &str = "qzxresult";

impl Abilities {
    /// Finds out what a template knows.
    pub(super) fn of(template: &ChatTemplate) -> Self {
        let mut found = Self::default();
        let Some(probe) = Probe::new(template) else { return found };
        let ways = VARIABLES.into_iter().flat_map(|variable| [(variable, false), (variable, true)]);
        let Some((variable, described)) =
            ways.into_iter().find(|(variable, described)| probe.lists(variable, *described))
        else {
            return found;
        };
        (found.tools, found.described) = (Some(variable), described);
        found = probe.calls(found);
        let prompt = probe.render(&[question()], found).unwrap_or_default();
        found.syntax = found.syntax.or_else(|| recognise::of_prompt(&prompt));
        // Some write calls with what only Python's Jinja can do; what they would write stands in them.
        found.syntax = found.syntax.or_else(|| recognise::of_prompt(&template.source));
        found.answers = probe.answers(found);
        found
    }

    /// Whether its model's own way of calling can be used.
    pub(crate) fn native(self) -> Option<Used> {
        self.tools.and(self.syntax)
    }
}

struct Probe<'t> {
    template: &'t ChatTemplate,
    functions: Functions,
    tools: Vec<ToolDefinition>,
    calls: Vec<Call>,
}

impl<'t> Probe<'t> {
    fn new(template: &'t ChatTemplate) -> Option<Self> {
        let view = json_schema::parse(NAME, "Tells the weather.", &read(PARAMETERS).ok()?).ok()?;
        let functions = Functions::of_views(&[view], CallLimits::default());
        let tools = functions.shown().to_vec();
        let call = |(number, text): (usize, &&str)| {
            Some(Call { id: format!("probe000{number}"), name: NAME.to_owned(), arguments: read(text).ok()? })
        };
        let calls = ARGUMENTS.iter().enumerate().map(call).collect::<Option<Vec<_>>>()?;
        Some(Self { template, functions, tools, calls })
    }

    fn render(&self, turns: &[Turn], abilities: Abilities) -> Option<String> {
        self.template.render_as(turns, &self.tools, abilities, Rendering::Closed).ok()
    }

    /// Whether the function's name is in the text when it is given in this variable, and only then.
    fn lists(&self, variable: &'static str, described: bool) -> bool {
        let with = |tools| self.render(&[question()], Abilities { tools, described, ..Abilities::default() });
        let names = |text: Option<String>| text.is_some_and(|text| text.contains(NAME));
        names(with(Some(variable))) && !names(with(None))
    }

    /// How calls are taken, and what they look like. An object is tried first: a text would be quoted where one is expected.
    fn calls(&self, found: Abilities) -> Abilities {
        let ways = [(false, false), (false, true), (true, false), (true, true)];
        let mut best = found;
        for (arguments_as_text, null_content) in ways {
            let way = Abilities { arguments_as_text, null_content, ..found };
            for count in [2, 1] {
                let calls = &self.calls[..count];
                let Some(text) = self.called(calls, way) else { continue };
                let expected: Vec<(&str, Json)> = calls.iter().map(|call| (NAME, call.arguments.clone())).collect();
                let syntax = recognise::of_calls(&text, &self.functions, &expected);
                let way = Abilities { calls: true, several: count > 1, syntax, ..way };
                if syntax.is_some() {
                    return way;
                }
                if !best.calls && calls.iter().all(|call| shows(&text, call)) {
                    best = way;
                }
            }
        }
        best
    }

    /// What calls add to a prompt.
    fn called(&self, calls: &[Call], way: Abilities) -> Option<String> {
        let before = self.render(&[question()], way)?;
        let turns = [question(), Turn::new(Role::Assistant, "").calling(calls.to_vec())];
        let after = self.render(&turns, Abilities { calls: true, several: true, ..way })?;
        let common = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
        let common = (0..=common).rev().find(|at| after.is_char_boundary(*at))?;
        Some(after[common..].to_owned())
    }

    fn answers(&self, found: Abilities) -> bool {
        let call = self.calls[0].clone();
        let turns = [
            question(),
            Turn::new(Role::Assistant, "").calling(vec![call.clone()]),
            Turn::new(Role::Tool, RESULT).answering(call),
        ];
        let with = Abilities { answers: true, ..found };
        self.render(&turns, with).is_some_and(|text| text.contains(RESULT))
    }
}

fn question() -> Turn {
    Turn::new(Role::User, "What is the weather like?")
}

fn shows(text: &str, call: &Call) -> bool {
    text.contains(&call.name)
        && call.arguments.get("place").and_then(Json::as_str).is_some_and(|place| text.contains(place))
}
