//! Sessions in which a language model calls typed functions, wherever the model runs.

mod error;
mod message;
#[cfg(feature = "models")]
pub mod models;
mod options;
mod platform;
mod schema;

pub use error::{BoxError, Error, ErrorKind, Result};
pub use llm_functions::Sensitivity;
pub use message::{Content, Message};
pub use options::{GenerationOptions, ToolChoice};
pub use platform::{BoxStream, Capabilities, Delta, Engine, FinishReason, Origin, Platform, Tier, TurnRequest, Usage};
pub use schema::{Example, Schema, SchemaBuilder};
