//! [`Quirks`]: where a server differs from the API's own provider.

/// Where a server differs from the API's own provider. Plain data; the default is the provider itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact about a server, and no two exclude each other")]
pub(crate) struct Quirks {
    /// What the server does not know, by the names that [`Ignored::what`](crate::Ignored::what) has: it is left out of
    /// requests and reported.
    pub(crate) unknown: Vec<&'static str>,
    /// The member for the most tokens of an answer.
    pub(crate) max_tokens: &'static str,
    /// The member for the penalty on what occurred lately, where the server knows one.
    pub(crate) repeat_penalty: &'static str,
    /// Whether the server takes the sampling of llama.cpp that no provider has, by the names of llama.cpp's own server.
    pub(crate) llama_sampling: bool,
    /// The most texts at which an answer may end.
    pub(crate) max_stop: usize,
    /// Whether `stream_options` may be sent, without which many servers do not say what a streamed turn cost.
    pub(crate) stream_options: bool,
    /// Whether the server makes several calls in one message when nothing is said about it.
    pub(crate) parallel_calls: bool,
    /// Whether one function can be demanded by its name.
    pub(crate) named_choice: bool,
    /// Whether the schema's worked examples stand before the conversation. They help models that were never taught to
    /// call functions, which no hosted model is, and cost tokens in every turn.
    pub(crate) examples: bool,
    /// Whether a provider that would keep what it was sent is asked not to.
    pub(crate) no_store: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            unknown: vec!["top_k", "min_p", "repeat_penalty"],
            max_tokens: "max_completion_tokens",
            repeat_penalty: "repeat_penalty",
            llama_sampling: false,
            max_stop: 4,
            stream_options: true,
            parallel_calls: true,
            named_choice: true,
            examples: false,
            no_store: true,
        }
    }
}

impl Quirks {
    /// Whether the server knows an option.
    pub(crate) fn knows(&self, option: &str) -> bool {
        !self.unknown.contains(&option)
    }
}
