//! [`Message`]: one entry of a conversation, with its sensitivity label.

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use serde::{Deserialize, Serialize};

/// One entry of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// Who speaks, and what.
    pub content: Content,
    /// How private it is.
    pub sensitivity: Sensitivity,
}

/// Who speaks, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Content {
    /// The application's instructions.
    System {
        /// The instructions.
        text: String,
    },
    /// A person.
    User {
        /// What was said.
        text: String,
    },
    /// The model.
    Assistant {
        /// What it said.
        text: String,
        /// The functions it called, in the order of the calls.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<ToolCall>,
    },
    /// The answer to one call.
    Tool {
        /// The answer.
        result: ToolResult,
    },
}

impl Message {
    /// The application's instructions, which say nothing about anybody.
    pub fn system(text: impl Into<String>) -> Self {
        Self { content: Content::System { text: text.into() }, sensitivity: Sensitivity::Public }
    }

    /// What a person said; [`Sensitivity::Sensitive`] unless labelled otherwise.
    pub fn user(text: impl Into<String>) -> Self {
        Self { content: Content::User { text: text.into() }, sensitivity: Sensitivity::Sensitive }
    }

    /// What the model said and called, as private as what it had read.
    pub fn assistant(text: impl Into<String>, calls: Vec<ToolCall>, sensitivity: Sensitivity) -> Self {
        Self { content: Content::Assistant { text: text.into(), calls }, sensitivity }
    }

    /// The answer to a call, with the answer's own label.
    pub fn tool(result: ToolResult) -> Self {
        Self { sensitivity: result.sensitivity, content: Content::Tool { result } }
    }

    /// The same message with this label.
    #[must_use]
    pub fn labelled(mut self, sensitivity: Sensitivity) -> Self {
        self.sensitivity = sensitivity;
        self
    }
}

/// A text as a person's message, labelled [`Sensitivity::Sensitive`].
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::user(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::user(text)
    }
}
