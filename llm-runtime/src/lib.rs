//! Sessions in which a language model calls typed functions, wherever the model runs.
//!
//! A [`Schema`] says which model runs with which functions; a [`Runner`] opens a [`Session`] for it on one of its
//! [platforms](Platform); the session sends what a person says to the [engine](Engine), executes the calls that the
//! model makes, and tells what happens as [`Event`]s.
//!
//! ```
//! # #[cfg(feature = "mock")] {
//! use llm_functions::{Call, Execute, LlmFunction, functions};
//! use llm_runtime::{Event, Runner, Schema, mock::MockPlatform};
//!
//! /// Get the weather of a place.
//! #[derive(LlmFunction)]
//! #[llm_function(read_only)]
//! struct GetWeather {
//!     /// The place.
//!     place: String,
//! }
//!
//! impl Execute for GetWeather {
//!     type Deps = ();
//!     type Output = String;
//!     type Error = std::convert::Infallible;
//!     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
//!         Ok(format!("-3 degrees in {}", self.place))
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
//! let platform = MockPlatform::new("tiny")
//!     .calls("get_weather", r#"{"place": "Oslo"}"#)
//!     .says("It is -3 degrees in Oslo.");
//! let runner = Runner::builder().platform(platform).build()?;
//! let schema = Schema::builder("tiny").functions(functions![GetWeather]).build()?;
//! let mut session = runner.session(schema).await?;
//!
//! let mut events = session.generate("How cold is it in Oslo?");
//! let mut seen = Vec::new();
//! while let Some(event) = events.next().await {
//!     match event? {
//!         Event::CallFinished(result) => seen.push(result.output),
//!         Event::Text(text) => seen.push(text),
//!         _ => {}
//!     }
//! }
//! assert_eq!(seen, ["-3 degrees in Oslo", "It is -3 degrees in Oslo."]);
//! # Ok::<(), llm_runtime::Error>(())
//! # }).unwrap();
//! # }
//! ```
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `edge` | models in this process, by llama.cpp |
//! | `edge-cuda`, `edge-metal`, `edge-vulkan` | the same with the layers on a GPU |
//! | `models` | fetches, checks and keeps model files; part of `edge` |
//! | `store` | conversations in an encrypted file, by SQLite |
//! | `cloud` | models at a provider or any server that speaks its API, over HTTP |
//! | `fog` | models on machines of the local network, found and trusted |
//! | `otel` | spans of turns as OpenTelemetry's |
//! | `keyring` | authentication tokens from the system's keyring |
//! | `mock` | the test kit: a scripted model, chaos, fabricated calls, recordings |

mod approval;
#[cfg(feature = "cloud")]
mod auth;
#[cfg(feature = "cloud")]
mod authorized;
mod budget;
#[cfg(feature = "cloud")]
pub mod cloud;
mod context;
#[cfg(feature = "edge")]
pub mod edge;
mod embedding;
mod encoding;
mod error;
mod estimate;
mod event;
mod exchange;
mod execute;
#[cfg(feature = "fog")]
pub mod fog;
mod gate;
#[cfg(feature = "models")]
mod gguf;
mod image;
mod labelled;
#[cfg(feature = "cloud")]
mod limits;
mod message;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "models")]
pub mod models;
mod options;
#[cfg(feature = "otel")]
pub mod otel;
mod output;
mod platform;
mod rt;
mod runner;
mod schema;
mod session;
mod shown;
#[cfg(feature = "store")]
pub mod store;
#[cfg(any(feature = "cloud", feature = "mock"))]
mod transport;
mod window;
#[cfg(any(feature = "cloud", test, fuzzing))]
mod wire;

pub use approval::{
    Approval, ApprovalDecision, ApprovalDigest, ApprovalLedger, ApprovalRequest, Approver, CallState, MemoryLedger,
    Suspended, SuspendedCall,
};
#[cfg(feature = "cloud")]
pub use auth::{AuthToken, CLOCK_AHEAD};
pub use budget::Budget;
pub use context::{Context, ContextBuilder};
pub use embedding::{EmbeddingRequest, Embeddings};
pub use error::{BoxError, Error, ErrorKind, ProviderError, Result, WaitedFor};
pub use event::{Event, TurnReport};
pub use execute::abandoned_calls;
pub use image::Image;
pub use labelled::Labelled;
pub use llm_functions::Sensitivity;
pub use message::{Content, Message, Reasoning, ReasoningState};
pub use options::{Dry, GenerationOptions, Mirostat, ReasoningEffort, ToolChoice};
pub use output::OutputFormat;
pub use platform::{
    BoxStream, Capabilities, Delta, Engine, FinishReason, Ignored, Input, Origin, Platform, Tier, TokenCount,
    TokenLogprob, TurnRequest, Usage,
};
pub use runner::{Runner, RunnerBuilder};
pub use schema::{Example, Priority, Schema, SchemaBuilder};
pub use session::{CancelHandle, Events, Session};
pub use window::{FunctionTokens, TokenReport};

/// What the fuzz targets call; `cargo fuzz` sets the condition.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing {
    use crate::wire::{Api, fuzzing};

    /// Reads bytes as an answer of chat completions.
    pub fn wire_chat(bytes: &[u8]) {
        fuzzing::read(Api::ChatCompletions, bytes);
    }

    /// Reads bytes as an answer of the responses API.
    pub fn wire_responses(bytes: &[u8]) {
        fuzzing::read(Api::Responses, bytes);
    }

    /// Reads bytes as an answer of Anthropic's messages.
    pub fn wire_anthropic(bytes: &[u8]) {
        fuzzing::read(Api::AnthropicMessages, bytes);
    }

    /// Reads bytes as what a node tells of itself, and chooses by it.
    #[cfg(feature = "fog")]
    pub fn fog_status(bytes: &[u8]) {
        crate::fog::fuzzing::status(bytes);
    }
}
