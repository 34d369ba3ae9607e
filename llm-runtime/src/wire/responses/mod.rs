//! `OpenAI`'s responses: `POST responses`.
//!
//! Written after the published schema of the API; read after what `OpenAI`, llama.cpp and mistral.rs were recorded to
//! send. A request never refers to an earlier one: the whole conversation goes out each time, `store` is false, and the
//! model's thoughts come back encrypted and go out again unchanged. Whoever's data this is, the provider is asked to
//! keep none of it.

mod event;
mod finish;
mod input;
mod item;
mod order;
mod part;
mod request;
mod texts;
mod turn;

pub(super) use event::Decoder;
pub(super) use request::request;

/// The name of this API in a [`ReasoningState`](crate::ReasoningState).
const API: &str = "responses";
