//! [`ContextBuilder`]: a conversation from its parts.

use std::fmt;

use super::{Context, check};
use crate::approval::Suspended;
use crate::error::{ErrorKind, Result};
use crate::message::Message;

/// Builds a [`Context`].
#[derive(Clone, Default)]
#[must_use]
pub struct ContextBuilder {
    context: Context,
}

impl ContextBuilder {
    pub(super) fn new() -> Self {
        Self { context: Context::new() }
    }

    /// Sets the identity, for a conversation that has one elsewhere. It is kept as it is, in a store as well, so it must
    /// not say anything about anybody.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.context.id = id.into();
        self
    }

    /// Sets what it is called.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.context.title = Some(title.into());
        self
    }

    /// Notes something about it.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.metadata.insert(name.into(), value.into());
        self
    }

    /// Adds a message at the end.
    pub fn message(mut self, message: impl Into<Message>) -> Self {
        self.context.messages.push(message.into());
        self
    }

    /// Adds messages at the end.
    pub fn messages(mut self, messages: impl IntoIterator<Item = Message>) -> Self {
        self.context.messages.extend(messages);
        self
    }

    /// Stops it at a message of the model whose calls wait for approval.
    pub fn suspended(mut self, suspended: Suspended) -> Self {
        self.context.suspend(suspended);
        self
    }

    /// Checks that it is a conversation.
    ///
    /// ```
    /// use llm_functions::{Sensitivity, ToolCall, ToolResult};
    /// use llm_runtime::{Context, Message};
    ///
    /// let call = ToolCall::new("1", "get_weight", "{}");
    /// let result = ToolResult::success(&call, "71 kg", Sensitivity::Sensitive);
    /// let asked = Message::assistant("", vec![call], Sensitivity::Sensitive);
    ///
    /// let unanswered = Context::builder().message("How heavy am I?").message(asked.clone()).build();
    /// assert_eq!(unanswered.unwrap_err().to_string(), "the conversation cannot be used: messages[1] makes a call that \
    ///     the message after it does not answer");
    ///
    /// let answered = [Message::user("How heavy am I?"), asked, Message::tool(result)];
    /// assert_eq!(Context::builder().messages(answered).build()?.messages().len(), 3);
    /// # Ok::<(), llm_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the identity is empty, or the messages are no conversation: a call without an answer, an answer without a
    /// call, calls that share an identity. The error names the message and nothing that is in it.
    pub fn build(self) -> Result<Context> {
        match check::context(&self.context) {
            Ok(()) => Ok(self.context),
            Err(flaw) => Err(ErrorKind::Configuration(format!("the conversation cannot be used: {flaw}")).into()),
        }
    }
}

impl fmt::Debug for ContextBuilder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("ContextBuilder").field(&self.context).finish()
    }
}
