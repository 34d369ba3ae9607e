//! [`Context`]: the conversation of a session, as it is kept, stored and carried elsewhere.
//!
//! A stored conversation is outside data: whoever reads one knows its version first and checks afterwards what every
//! platform relies on, so that nothing that a file holds can bring a session into a state that no session reaches.

mod builder;
mod check;
mod session;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use llm_functions::Sensitivity;
use uuid::Uuid;

use crate::approval::Suspended;
use crate::message::{Content, Message};
use crate::schema::Schema;

pub use builder::ContextBuilder;
#[cfg(feature = "store")]
pub(crate) use stored::VERSION;

/// A conversation: messages in order, and what it is called. Every call that an assistant's message makes is answered by
/// the tool messages right after it, in call order.
///
/// # As JSON
///
/// Serde writes `{"version": 1, "id": …, "title": …, "metadata": {…}, "messages": […], "suspended": {…}}`, each message with
/// its label, and reads it back without loss. A version that this crate does not know is refused by its number; the form without a
/// version, which knew nothing but messages, is read as version 0 and gets an identity. What is read is checked: calls
/// have identities of their own and are answered in order. An error names the message, never what is in it.
///
/// ```
/// use llm_runtime::{Context, Message};
///
/// let context = Context::builder().title("Sleep").message(Message::user("How did I sleep?")).build()?;
/// let text = serde_json::to_string(&context)?;
/// assert_eq!(serde_json::from_str::<Context>(&text)?, context);
///
/// let newer = text.replacen("\"version\":1", "\"version\":7", 1);
/// assert!(serde_json::from_str::<Context>(&newer).unwrap_err().to_string().contains("version 7"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Context {
    id: String,
    title: Option<String>,
    metadata: BTreeMap<String, String>,
    messages: Vec<Message>,
    /// Rare and large.
    suspended: Option<Box<Suspended>>,
}

impl Context {
    /// An empty conversation with an identity of its own.
    pub fn new() -> Self {
        let id = Uuid::new_v4().to_string();
        Self { id, title: None, metadata: BTreeMap::new(), messages: Vec::new(), suspended: None }
    }

    /// Starts a conversation from messages, such as one that was held elsewhere.
    pub fn builder() -> ContextBuilder {
        ContextBuilder::new()
    }

    /// The conversation that a session of this schema goes on with.
    ///
    /// The instructions are the schema's, since they belong to what the application does now: they replace the system
    /// messages at the beginning. A schema without instructions leaves those as they are.
    pub(crate) fn opened_by(mut self, schema: &Schema) -> Self {
        if let Some(instructions) = schema.instructions() {
            let said = self.messages.split_off(self.instructions());
            self.messages = std::iter::once(Message::system(instructions)).chain(said).collect();
        }
        self
    }

    /// How many of the first messages are the application's instructions.
    pub(crate) fn instructions(&self) -> usize {
        self.messages.iter().take_while(|message| matches!(message.content, Content::System { .. })).count()
    }

    /// Where the newest thing that a person said stands; at the end when nobody has said anything.
    pub(crate) fn question(&self) -> usize {
        let said = |message: &Message| matches!(message.content, Content::User { .. });
        self.messages.iter().rposition(said).unwrap_or(self.messages.len())
    }

    /// Tells it from every other conversation. Random unless it was given, so it says nothing about anybody.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is called, for a list. As private as the conversation.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Sets what it is called.
    pub fn set_title(&mut self, title: impl Into<Option<String>>) {
        self.title = title.into();
    }

    /// What the application noted about it. As private as the conversation; no model sees it.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// The same, to be changed.
    pub fn metadata_mut(&mut self) -> &mut BTreeMap<String, String> {
        &mut self.metadata
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The message of the model whose calls wait for approval, if the conversation stopped there. It comes after all
    /// messages, and becomes one when its last call is answered.
    pub fn suspended(&self) -> Option<&Suspended> {
        self.suspended.as_deref()
    }

    /// The label of the whole: that of its most private message.
    pub fn sensitivity(&self) -> Sensitivity {
        let suspended = self.suspended().map_or(Sensitivity::Public, Suspended::label);
        self.messages.iter().fold(suspended, |label, message| label.join(message.sensitivity))
    }

    /// Stops at a message whose calls wait for approval.
    pub(crate) fn suspend(&mut self, suspended: Suspended) {
        self.suspended = Some(Box::new(suspended));
    }

    /// Goes on from where it stopped.
    pub(crate) fn take_suspended(&mut self) -> Option<Suspended> {
        self.suspended.take().map(|suspended| *suspended)
    }

    /// For who knows what must hold of them.
    pub(crate) fn messages_mut(&mut self) -> &mut Vec<Message> {
        &mut self.messages
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
        let waiting = self.suspended().into_iter().flat_map(|suspended| &suspended.calls).map(|waiting| &waiting.call);
        self.messages.iter().flat_map(Message::calls).chain(waiting).map(|call| call.id.as_str())
    }
}

impl Message {
    /// The calls that it makes, if the model says it.
    pub(super) fn calls(&self) -> &[llm_functions::ToolCall] {
        match &self.content {
            Content::Assistant { calls, .. } => calls,
            _ => &[],
        }
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the title, the metadata and the messages, which may be health data.
impl fmt::Debug for Context {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Context")
            .field("id", &self.id)
            .field("messages", &self.messages.len())
            .field("suspended", &self.suspended.is_some())
            .field("sensitivity", &self.sensitivity())
            .finish_non_exhaustive()
    }
}
