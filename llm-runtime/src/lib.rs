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
//! | `mock` | a scripted model, for tests and documentation |

mod approval;
mod context;
#[cfg(feature = "edge")]
pub mod edge;
mod error;
mod event;
mod exchange;
mod execute;
mod message;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "models")]
pub mod models;
mod options;
mod platform;
mod runner;
mod schema;
mod session;

pub use approval::{Approval, ApprovalRequest, Approver};
pub use context::Context;
pub use error::{BoxError, Error, ErrorKind, Result};
pub use event::{Event, TurnReport};
pub use llm_functions::Sensitivity;
pub use message::{Content, Message};
pub use options::{GenerationOptions, ToolChoice};
pub use platform::{BoxStream, Capabilities, Delta, Engine, FinishReason, Origin, Platform, Tier, TurnRequest, Usage};
pub use runner::{Runner, RunnerBuilder};
pub use schema::{Example, Schema, SchemaBuilder};
pub use session::{CancelHandle, Events, Session};
