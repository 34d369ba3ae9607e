//! [`Context`]: the conversation of a session.

use llm_functions::Sensitivity;
use serde::{Deserialize, Serialize};

use crate::message::{Content, Message};

/// A conversation: messages in order. Every call that an assistant's message makes is answered by the tool messages
/// right after it, in call order.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Context {
    messages: Vec<Message>,
}

impl Context {
    /// The messages, oldest first.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The label of the whole: that of its most private message.
    pub fn sensitivity(&self) -> Sensitivity {
        self.messages.iter().fold(Sensitivity::Public, |label, message| label.join(message.sensitivity))
    }

    /// Adds a message at the end.
    pub(crate) fn push(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// Takes back what came after the first `length` messages.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.messages.truncate(length);
    }

    /// The identities of all calls made so far.
    pub(crate) fn call_ids(&self) -> impl Iterator<Item = &str> {
        self.messages.iter().flat_map(|message| {
            match &message.content {
                Content::Assistant { calls, .. } => calls.as_slice(),
                _ => &[],
            }
            .iter()
            .map(|call| call.id.as_str())
        })
    }
}
