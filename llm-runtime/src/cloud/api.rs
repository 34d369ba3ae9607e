//! [`Api`]: which of the providers' APIs a server speaks.

use crate::wire;

/// Which API a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Api {
    /// `POST chat/completions`, which most servers speak.
    ChatCompletions,
    /// `POST responses`, of `OpenAI`.
    Responses,
    /// `POST messages`, of Anthropic.
    AnthropicMessages,
}

impl Api {
    pub(super) fn wire(self) -> wire::Api {
        match self {
            Self::ChatCompletions => wire::Api::ChatCompletions,
            Self::Responses => wire::Api::Responses,
            Self::AnthropicMessages => wire::Api::AnthropicMessages,
        }
    }
}
