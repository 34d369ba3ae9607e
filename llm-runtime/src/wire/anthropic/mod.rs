//! Anthropic's messages: `POST messages`.
//!
//! Written after the types of Anthropic's published client (anthropic-sdk-python, August 2026) and its documentation;
//! where models of different age take different things, [`model`] tells them apart by their names. Servers of other
//! makers speak this API too; they are asked only for what it always had.
//!
//! Every thought comes signed, and goes out again unchanged and in its place. What is the same for every conversation, the
//! functions and the instructions, is marked for the provider's prompt cache; both are public by definition.

mod begin;
mod block;
mod event;
mod form;
mod messages;
mod model;
mod request;
mod stop;
mod thinking;
mod tools;

pub(super) use event::Decoder;
pub(super) use request::request;

use super::{Api, Quirks};

/// The name of this API in a [`ReasoningState`](crate::ReasoningState).
const API: &str = "anthropic";

/// The only version of the API, by its date.
const VERSION: (&str, &str) = ("anthropic-version", "2023-06-01");

impl Api {
    /// Headers that the API demands beside those of HTTP and the credential, by name.
    pub(crate) fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::AnthropicMessages => &[VERSION],
            Self::ChatCompletions | Self::Responses => &[],
        }
    }
}

impl Quirks {
    /// Anthropic itself.
    pub(crate) fn anthropic() -> Self {
        Self { unknown: Vec::new(), ..Self::default() }
    }
}
