//! Chat templates: the model's own Jinja, or one that the configuration names.
//!
//! What a template can do is found out by rendering small conversations ([`Abilities`]), and what it cannot do is done for it:
//! a system text joins the first question, a call is written as text, several calls come one after the other. Outside text
//! goes in with marks, so that none of it can become a special token ([`Specials`]).

mod abilities;
mod adapt;
mod date;
mod environment;
mod json;
#[cfg(test)]
mod tests;
mod turn;

use std::sync::Arc;

use llm_functions::ToolDefinition;
use minijinja::Value;

use super::special::Specials;
use super::vocab::Vocab;
pub(crate) use abilities::Abilities;
pub(crate) use turn::{Call, Role, Turn};

/// The markup of many small models.
pub(crate) const CHATML: &str = "{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/// A template with the names of a model's special tokens.
#[derive(Clone, Debug)]
pub(crate) struct ChatTemplate {
    source: String,
    bos: String,
    eos: String,
    specials: Arc<Specials>,
    /// Whether there has to be a value for functions even where there are none.
    named: bool,
    abilities: Abilities,
}

/// How a rendered conversation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rendering {
    /// Where the assistant begins to speak.
    Open,
    /// With its last turn.
    Closed,
}

impl ChatTemplate {
    /// The template for a model: the one given, else its own, else `ChatML` where the vocabulary has its tokens.
    pub(crate) fn of(vocab: &Vocab, given: Option<&str>) -> Result<Self, String> {
        let model = vocab.model();
        let own = || model.chat_template(None).ok().and_then(|template| template.to_string().ok());
        let chatml =
            || (vocab.has_special("<|im_start|>") && vocab.has_special("<|im_end|>")).then(|| CHATML.to_owned());
        let source = given.map(str::to_owned).or_else(own).or_else(chatml).ok_or(
            "the file has no chat template; give one in the model's profile (ModelProfile::template), or use an \
             instruction-tuned model",
        )?;
        let (bos, eos) = (vocab.special_text(model.vocab().bos()), vocab.special_text(model.vocab().eos()));
        Self::new(&source, bos, eos, Arc::clone(vocab.specials()))
    }

    /// A template from its parts.
    pub(crate) fn new(source: &str, bos: String, eos: String, specials: Arc<Specials>) -> Result<Self, String> {
        let source = environment::readable(source);
        let mut template = Self { source, bos, eos, specials, named: false, abilities: Abilities::default() };
        let probe = [Turn::new(Role::User, "probe")];
        if let Err(error) = template.render(&probe, &[], Rendering::Open) {
            template.named = true;
            template
                .render(&probe, &[], Rendering::Open)
                .map_err(|_| format!("its chat template cannot be used: {error}"))?;
        }
        template.abilities = Abilities::of(&template);
        Ok(template)
    }

    /// What it knows.
    pub(crate) fn abilities(&self) -> Abilities {
        self.abilities
    }

    /// Renders a conversation. The text has marks in it, which are gone when it is tokenized.
    pub(crate) fn render(&self, turns: &[Turn], tools: &[ToolDefinition], how: Rendering) -> Result<String, String> {
        self.render_as(turns, tools, self.abilities, how)
    }

    /// Renders for a template that knows so much; what it turns out to refuse is tried in a simpler way.
    fn render_as(
        &self,
        turns: &[Turn],
        tools: &[ToolDefinition],
        abilities: Abilities,
        how: Rendering,
    ) -> Result<String, String> {
        let turns = adapt::for_abilities(turns, abilities);
        self.render_turns(&turns, tools, abilities, how).or_else(|error| match &turns[..] {
            // Some templates refuse a system turn; its text then begins the first turn of the user.
            [system, user, rest @ ..] if system.role == Role::System && user.role == Role::User => {
                let joined = Turn::new(Role::User, format!("{}\n\n{}", system.text, user.text));
                let turns: Vec<Turn> = std::iter::once(joined).chain(rest.iter().cloned()).collect();
                self.render_turns(&turns, tools, abilities, how)
            }
            _ => Err(error),
        })
    }

    fn render_turns(
        &self,
        turns: &[Turn],
        tools: &[ToolDefinition],
        abilities: Abilities,
        how: Rendering,
    ) -> Result<String, String> {
        let messages: Value = turns.iter().map(|turn| turn.value(&self.specials, abilities)).collect();
        let mut variables = vec![
            ("messages", messages),
            ("bos_token", Value::from(self.bos.as_str())),
            ("eos_token", Value::from(self.eos.as_str())),
            ("add_generation_prompt", Value::from(how == Rendering::Open)),
            ("datetime", Value::from(date::today("%Y-%m-%d"))),
            ("functions", Value::from("")),
        ];
        if self.named {
            variables.push(("tools", Value::from(())));
        }
        if let Some(tools) = self.tools(tools, abilities) {
            variables.retain(|(name, _)| *name != tools.0);
            variables.push(tools);
        }
        let environment = environment::environment();
        let template = environment.template_from_str(&self.source).map_err(|error| self.told(&error))?;
        template.render(Value::from_pairs(variables)).map_err(|error| self.told(&error))
    }

    /// What an error says. A template may put what was said into its own words, so that only words of the source are told.
    fn told(&self, error: &minijinja::Error) -> String {
        let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
        match error.detail() {
            Some(detail) if self.source.contains(detail) => format!("{detail} ({}{line})", error.kind()),
            _ => format!("{}{line}", error.kind()),
        }
    }

    fn tools(&self, tools: &[ToolDefinition], abilities: Abilities) -> Option<(&'static str, Value)> {
        let variable = abilities.tools.filter(|_| !tools.is_empty())?;
        let list: Value =
            tools.iter().map(|definition| turn::tool(definition, &self.specials, abilities.described)).collect();
        if variable != "functions" {
            return Some((variable, list));
        }
        let mut text = String::new();
        json::write(&mut text, &list, &json::Style::new(None, None, false, false), 0).ok()?;
        Some((variable, Value::from(text)))
    }
}
