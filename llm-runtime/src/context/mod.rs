//! [`Context`]: the conversation of a session, as it is kept, stored and carried elsewhere.
//!
//! A stored conversation is outside data: whoever reads one knows its version first and checks afterwards what every
//! platform relies on, so that nothing that a file holds can bring a session into a state that no session reaches.

mod builder;
mod check;
mod session;
mod stored;

use std::collections::BTreeMap;
use std::fmt;

use llm_functions::Sensitivity;
use uuid::Uuid;

use crate::message::{Content, Message};
use crate::schema::Schema;

pub use builder::ContextBuilder;

/// A conversation: messages in order, and what it is called. Every call that an assistant's message makes is answered by
/// the tool messages right after it, in call order.
///
/// # As JSON
///
/// Serde writes `{"version": 1, "id": …, "title": …, "metadata": {…}, "messages": […]}`, each message with its label, and
/// reads it back without loss. A version that this crate does not know is refused by its number; the form without a
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
#[derive(Clone, PartialEq, Eq)]
pub struct Context {
    id: String,
    title: Option<String>,
    metadata: BTreeMap<String, String>,
    messages: Vec<Message>,
}

impl Context {
    /// An empty conversation with an identity of its own.
    pub fn new() -> Self {
        let id = Uuid::new_v4().to_string();
        Self { id, title: None, metadata: BTreeMap::new(), messages: Vec::new() }
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
        self.messages.iter().flat_map(|message| message.calls().iter().map(|call| call.id.as_str()))
    }
}

impl Message {
    /// The calls that it makes, if the model says it.
    pub(crate) fn calls(&self) -> &[llm_functions::ToolCall] {
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
            .field("sensitivity", &self.sensitivity())
            .finish_non_exhaustive()
    }
}
