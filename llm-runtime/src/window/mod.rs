//! What of a conversation is sent when all of it would not fit.
//!
//! The rule: the instructions (the system messages at the beginning) always stay, and so does the newest exchange, which
//! is everything from the last question on; a request to answer that question again is no question. Older exchanges, each a question with everything up to the next one, are left
//! out whole and oldest first, as few as possible, so that no call is ever separated from its answer. The conversation
//! itself keeps everything. What does not fit even then is an error before anything is sent.

mod report;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::error::{ErrorKind, Result};
use crate::message::{Content, Message};
use crate::options::ToolChoice;
use crate::output::OutputFormat;
use crate::platform::{Engine, TurnRequest};
use crate::schema::Schema;

pub use report::{FunctionTokens, TokenReport};

/// Without a limit on the answer, this much of the window is kept for it: enough for a few paragraphs.
const ROOM: usize = 256;
/// In a small window no more than this part of it is, or nothing could be asked.
const PART: usize = 8;

/// The messages that are sent.
#[derive(Debug)]
pub(crate) struct Fitted<'a> {
    pub(crate) messages: Cow<'a, [Message]>,
    /// How many messages were left out.
    pub(crate) left_out: usize,
}

/// Chooses what is sent in a turn; `question` is where the newest exchange begins. Tokens are counted once when everything fits, and about log₂ of the number of exchanges
/// more often when it does not; without a known window nothing is counted and everything is sent.
pub(crate) fn fit<'a>(
    engine: &dyn Engine,
    schema: &Schema,
    messages: &'a [Message],
    question: usize,
    choice: &ToolChoice,
    output: Option<&OutputFormat>,
) -> Result<Fitted<'a>> {
    let whole = Fitted { messages: Cow::Borrowed(messages), left_out: 0 };
    let Some(window) = engine.window() else { return Ok(whole) };
    let room = room(schema, window);
    let needed = |messages: &[Message]| {
        let turn = TurnRequest::new(messages, choice.clone(), schema.options()).output(output);
        engine.count_tokens(&turn).tokens.saturating_add(room)
    };
    let all = needed(messages);
    if all <= window {
        return Ok(whole);
    }
    let starts = if schema.trim() { starts(messages, question) } else { Vec::new() };
    let refused =
        |needed| ErrorKind::ContextWindow { needed, available: window, functions: engine.count_functions().tokens };
    let Some(newest) = starts.last() else { return Err(refused(all).into()) };
    let mut part = Sliding::new(messages);
    // The newest exchange alone says whether there is anything to search.
    let least = needed(part.from(*newest));
    if least > window {
        return Err(refused(least).into());
    }
    let enough = starts.partition_point(|start| needed(part.from(*start)) > window);
    let start = starts.get(enough).unwrap_or(newest);
    let left_out = start - part.instructions;
    Ok(Fitted { messages: Cow::Owned(part.into_messages(*start)), left_out })
}

/// How many tokens are kept for the answer.
fn room(schema: &Schema, window: usize) -> usize {
    match schema.options().max_output_tokens {
        Some(tokens) => usize::try_from(tokens).unwrap_or(usize::MAX),
        None => ROOM.min(window / PART),
    }
}

fn instructions(messages: &[Message]) -> usize {
    messages.iter().take_while(|message| matches!(message.content, Content::System { .. })).count()
}

/// Where the conversation can begin when something is left out: at each question but the first thing said, up to the
/// newest one.
fn starts(messages: &[Message], newest: usize) -> Vec<usize> {
    let said = instructions(messages);
    let questions = messages.iter().enumerate().take(newest.saturating_add(1)).skip(said + 1);
    questions.filter(|(_, message)| matches!(message.content, Content::User { .. })).map(|(number, _)| number).collect()
}

/// The instructions followed by the conversation from any place on, as one slice without copying it for each place: the
/// instructions move through the messages.
struct Sliding {
    messages: Vec<Message>,
    instructions: usize,
    /// Where the instructions are now.
    at: usize,
}

impl Sliding {
    fn new(messages: &[Message]) -> Self {
        Self { messages: messages.to_vec(), instructions: instructions(messages), at: 0 }
    }

    /// The instructions and the messages from `start` on.
    fn from(&mut self, start: usize) -> &[Message] {
        let to = start - self.instructions;
        if to > self.at {
            self.messages[self.at..start].rotate_left(self.instructions);
        } else {
            self.messages[to..self.at + self.instructions].rotate_right(self.instructions);
        }
        self.at = to;
        &self.messages[to..]
    }

    fn into_messages(mut self, start: usize) -> Vec<Message> {
        self.from(start);
        self.messages.split_off(self.at)
    }
}
