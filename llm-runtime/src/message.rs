//! [`Message`]: one entry of a conversation, with its sensitivity label.

use std::fmt;

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use serde::{Deserialize, Serialize};

use crate::image::Image;
use crate::shown::Hidden;

/// One entry of a conversation. `Debug` shows what was said only if it is public.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Message {
    /// Who speaks, and what.
    pub content: Content,
    /// How private it is.
    pub sensitivity: Sensitivity,
}

/// Who speaks, and what. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        /// What was shown with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        images: Vec<Image>,
    },
    /// The model.
    Assistant {
        /// What it said.
        text: String,
        /// What it thought before, where the platform tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasoning: Option<Reasoning>,
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
        let content = Content::User { text: text.into(), images: Vec::new() };
        Self { content, sensitivity: Sensitivity::Sensitive }
    }

    /// Shows an image with what a person said; any other message is left as it is.
    #[must_use]
    pub fn image(mut self, image: Image) -> Self {
        if let Content::User { images, .. } = &mut self.content {
            images.push(image);
        }
        self
    }

    /// What the model said and called, as private as what it had read.
    pub fn assistant(text: impl Into<String>, calls: Vec<ToolCall>, sensitivity: Sensitivity) -> Self {
        Self { content: Content::Assistant { text: text.into(), reasoning: None, calls }, sensitivity }
    }

    /// Adds what the model thought before it spoke; any other message is left as it is.
    #[must_use]
    pub fn reasoning(mut self, thought: Option<Reasoning>) -> Self {
        if let Content::Assistant { reasoning, .. } = &mut self.content {
            *reasoning = thought;
        }
        self
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

/// What a model thought before it spoke. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reasoning {
    /// In words, as far as the platform tells them; may be empty.
    pub text: String,
    /// What the platform wants back with the conversation, such as signed or encrypted thoughts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ReasoningState>,
}

impl Reasoning {
    /// Thoughts in words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), state: None }
    }
}

/// A platform's own record of a model's thoughts. It means something only to the API that wrote it, and is left out when
/// the conversation goes on elsewhere. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReasoningState {
    /// The API that wrote it.
    pub api: String,
    /// JSON text.
    pub json: String,
}

impl ReasoningState {
    /// A record from its parts.
    pub fn new(api: impl Into<String>, json: impl Into<String>) -> Self {
        Self { api: api.into(), json: json.into() }
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

impl fmt::Debug for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Message");
        match &self.content {
            Content::System { text } | Content::User { text, .. } | Content::Assistant { text, .. }
                if self.sensitivity == Sensitivity::Public =>
            {
                shown.field("text", text);
            }
            _ => {}
        }
        shown.field("content", &self.content).field("sensitivity", &self.sensitivity).finish()
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System { text } => out.debug_struct("System").field("text", &Hidden(text)).finish(),
            Self::User { text, images } => {
                out.debug_struct("User").field("text", &Hidden(text)).field("images", images).finish()
            }
            Self::Assistant { text, reasoning, calls } => {
                let mut shown = out.debug_struct("Assistant");
                shown.field("text", &Hidden(text)).field("reasoning", reasoning).field("calls", calls).finish()
            }
            Self::Tool { result } => out.debug_struct("Tool").field("result", result).finish(),
        }
    }
}

impl fmt::Debug for Reasoning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Reasoning").field("text", &Hidden(&self.text)).field("state", &self.state).finish()
    }
}

impl fmt::Debug for ReasoningState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ReasoningState").field("api", &self.api).field("json", &Hidden(&self.json)).finish()
    }
}
