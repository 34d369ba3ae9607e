//! A conversation → the turns that a chat template renders.
//!
//! Everything is one growing conversation: a later prompt begins with the earlier one, so that the cache holds all of it
//! but the last turn, whether the model chooses, calls or answers. Where the model's template knows functions, it is given
//! them ([`native`]); else they are lines of the system text and calls are text ([`plain`]).

mod list;
mod native;
mod plain;
#[cfg(test)]
mod tests;
mod way;

use llm_functions::{Sensitivity, ToolDefinition};

use super::functions::Functions;
use super::model::template::{Role, Turn};
use super::profile::ModelProfile;
use crate::message::{Content, Message};
use crate::schema::Schema;
pub(crate) use list::type_name;
pub(crate) use way::Way;

/// The turns of a prompt.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) turns: Vec<Turn>,
    /// The functions that the template shows.
    pub(crate) tools: Vec<ToolDefinition>,
    /// How many of the first turns say nothing about anybody.
    pub(crate) public: usize,
}

/// What conversations are written for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer<'a> {
    pub(crate) profile: &'a ModelProfile,
    pub(crate) way: Way,
    pub(crate) schema: &'a Schema,
    pub(crate) functions: &'a Functions,
}

impl Writer<'_> {
    /// Writes a conversation down for a model.
    pub(crate) fn conversation(self, messages: &[Message]) -> Conversation {
        let leading = messages.iter().take_while(|message| matches!(message.content, Content::System { .. })).count();
        let (system, said) = messages.split_at(leading);
        let mut turns: Vec<Turn> = self.system_turn(system).into_iter().collect();
        for example in self.schema.examples() {
            if self.way.native {
                native::example(self, example, &mut turns);
            } else {
                plain::example(self, example, &mut turns);
            }
        }
        let is_public = system.iter().all(|message| message.sensitivity == Sensitivity::Public);
        let public = if is_public { turns.len() } else { 0 };
        if self.way.native {
            native::messages(self, said, &mut turns);
        } else {
            plain::messages(self, said, &mut turns);
        }
        let tools = if self.way.native { self.functions.shown().to_vec() } else { Vec::new() };
        Conversation { turns, tools, public }
    }

    /// What the application says, and the functions where the template does not show them.
    fn system_turn(self, system: &[Message]) -> Option<Turn> {
        let texts = system.iter().filter_map(|message| match &message.content {
            Content::System { text } => Some(text.as_str()),
            _ => None,
        });
        let mut text = texts.collect::<Vec<_>>().join("\n");
        if text.is_empty() {
            text.clone_from(&self.profile.default_instructions);
        }
        let shown = self.functions.shown();
        if !self.way.native && !shown.is_empty() {
            let functions: Vec<String> =
                shown.iter().map(|definition| list::function(self.profile, definition)).collect();
            let separator = if text.is_empty() { "" } else { "\n" };
            text = format!("{text}{separator}{}\n{}", self.profile.functions_header, functions.join("\n"));
        }
        (!text.is_empty()).then(|| Turn::new(Role::System, text))
    }

    /// Asks for an answer of a form. It is the last thing that the model reads, and no part of the conversation.
    pub(crate) fn ask_for(self, form: &Functions, conversation: &mut Conversation) {
        for definition in form.shown() {
            let text = format!("{}{}", self.profile.form_header, list::form(self.profile, definition));
            let said = conversation.turns.get_mut(conversation.public..).and_then(<[Turn]>::last_mut);
            match said {
                Some(turn) if turn.role == Role::User => turn.text = format!("{}\n{text}", turn.text),
                _ => conversation.turns.push(Turn::new(Role::User, text)),
            }
        }
    }

    /// What stands before an answer in words, if the last turn is a question that could have been answered by a call.
    pub(crate) fn prose_prefix(&self, messages: &[Message]) -> &str {
        let asked = matches!(messages.last().map(|message| &message.content), Some(Content::User { .. }));
        let marked = asked && !self.way.native && !self.schema.definitions().is_empty();
        if marked { &self.profile.prose_prefix } else { "" }
    }
}
