//! What is known of well-known servers: their addresses, and where they differ from the API's own provider.
//!
//! The differences are what their documentation said in 2026. What a server does not know is left out of requests and
//! reported; what one merely ignores is sent and noticed.

use llm_functions::dialect::Dialect;

use super::{Api, AuthHeader, CloudConfig};
use crate::wire::Quirks;

impl CloudConfig {
    /// `OpenAI`, through chat completions; [`api`](Self::api) chooses the responses API.
    pub fn openai() -> Self {
        Self {
            provider: "openai",
            dialect: Dialect::OpenAiStrict,
            quirks: Quirks::default(),
            ..Self::new("https://api.openai.com/v1")
        }
    }

    /// Anthropic, through its own messages.
    pub fn anthropic() -> Self {
        Self {
            provider: "anthropic",
            api: Api::AnthropicMessages,
            dialect: Dialect::Anthropic,
            quirks: Quirks::anthropic(),
            auth_header: AuthHeader::Named("x-api-key".into()),
            ..Self::new("https://api.anthropic.com/v1")
        }
    }

    /// Anthropic, through its surface for clients of chat completions.
    pub fn anthropic_compatible() -> Self {
        let unknown = ["top_k", "min_p", "repeat_penalty", "frequency_penalty", "presence_penalty", "logit_bias"]
            .into_iter()
            .chain(["seed", "logprobs", "output", "reasoning_effort"]);
        Self {
            provider: "anthropic",
            quirks: Quirks { unknown: unknown.collect(), max_tokens: "max_tokens", ..Quirks::default() },
            ..Self::new("https://api.anthropic.com/v1")
        }
    }

    /// Gemini, through its surface for clients of chat completions.
    pub fn gemini() -> Self {
        let unknown = vec!["top_k", "min_p", "repeat_penalty", "logit_bias", "parallel_calls"];
        Self {
            provider: "gcp.gemini",
            quirks: Quirks { unknown, max_tokens: "max_tokens", ..Quirks::default() },
            ..Self::new("https://generativelanguage.googleapis.com/v1beta/openai")
        }
    }

    /// vLLM's server at this address, such as `http://127.0.0.1:8000/v1`.
    pub fn vllm(base_url: impl Into<String>) -> Self {
        let quirks = Quirks {
            unknown: Vec::new(),
            max_tokens: "max_tokens",
            repeat_penalty: "repetition_penalty",
            ..Quirks::default()
        };
        Self { provider: "vllm", quirks, ..Self::new(base_url) }
    }

    /// Ollama on this machine.
    pub fn ollama() -> Self {
        let unknown = ["top_k", "min_p", "repeat_penalty", "logit_bias", "tool_choice", "parallel_calls"];
        Self {
            provider: "ollama",
            dialect: Dialect::Ollama,
            quirks: Quirks { unknown: unknown.to_vec(), max_tokens: "max_tokens", ..Quirks::default() },
            ..Self::new("http://127.0.0.1:11434/v1")
        }
    }

    /// llama.cpp's server on this machine.
    pub fn llama_server() -> Self {
        // It makes several calls in a message only when it is told that it may.
        let quirks = Quirks {
            unknown: Vec::new(),
            max_tokens: "max_tokens",
            parallel_calls: false,
            named_choice: false,
            llama_sampling: true,
            ..Quirks::default()
        };
        Self { provider: "llama_server", quirks, ..Self::new("http://127.0.0.1:8080/v1") }
    }

    /// LM Studio's server on this machine.
    pub fn lm_studio() -> Self {
        let unknown = vec!["min_p", "parallel_calls"];
        let quirks = Quirks { unknown, max_tokens: "max_tokens", named_choice: false, ..Quirks::default() };
        Self { provider: "lm_studio", quirks, ..Self::new("http://127.0.0.1:1234/v1") }
    }
}
