//! [`Request`]: what a model was asked in a turn.

use llm_functions::{Sensitivity, ToolResult};

use crate::message::{Content, Message};
use crate::options::{GenerationOptions, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::TurnRequest;

/// What the model was asked in a turn.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request {
    /// Which session asked: the first that was opened on the platform is 0.
    pub session: usize,
    /// Which turn of that session this is, from 0.
    pub turn: usize,
    /// The conversation.
    pub messages: Vec<Message>,
    /// Whether functions might be called.
    pub tool_choice: ToolChoice,
    /// How to generate.
    pub options: GenerationOptions,
    /// The form that an answer in words must have, if it must have one.
    pub output: Option<OutputFormat>,
    /// How private the request is.
    pub sensitivity: Sensitivity,
}

impl Request {
    pub(super) fn of(turn: &TurnRequest<'_>, session: usize, number: usize) -> Self {
        Self {
            session,
            turn: number,
            messages: turn.messages.to_vec(),
            tool_choice: turn.tool_choice.clone(),
            options: turn.options.clone(),
            output: turn.output.cloned(),
            sensitivity: turn.sensitivity(),
        }
    }

    /// The answers to the calls of the newest message of the model, in call order; none when a person spoke last.
    pub fn results(&self) -> Vec<&ToolResult> {
        let newest = self.messages.iter().rev().map_while(result);
        let mut results: Vec<_> = newest.collect();
        results.reverse();
        results
    }

    /// What a person, or the application, said last.
    pub fn question(&self) -> &str {
        let said = self.messages.iter().rev().find_map(|message| match &message.content {
            Content::User { text, .. } => Some(text.as_str()),
            _ => None,
        });
        said.unwrap_or_default()
    }
}

pub(super) fn result(message: &Message) -> Option<&ToolResult> {
    match &message.content {
        Content::Tool { result } => Some(result),
        _ => None,
    }
}
