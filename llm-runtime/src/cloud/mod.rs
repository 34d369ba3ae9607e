//! Models at a provider, or on any server that speaks a provider's API, over HTTP.
//!
//! A [`CloudPlatform`] is made from a [`CloudConfig`]: a preset for a well-known server or an address, the
//! [token](crate::AuthToken), and the most private data that the server may see. Nothing more private leaves: it is refused
//! before there is a connection.
//!
//! ```no_run
//! use llm_runtime::cloud::{CloudConfig, CloudPlatform};
//! use llm_runtime::{AuthToken, Message, Runner, Schema, Sensitivity};
//!
//! # async fn example() -> llm_runtime::Result<()> {
//! let config = CloudConfig::openai().models(["gpt-5-mini"]).auth(AuthToken::environment("OPENAI_API_KEY"));
//! let runner = Runner::builder().platform(CloudPlatform::new(config)?).build()?;
//! let mut session = runner.session(Schema::builder("gpt-5-mini").build()?).await?;
//! // What a person says is sensitive unless it is labelled otherwise, and this platform may see public data only.
//! let question = Message::user("How many hours are in a week?").labelled(Sensitivity::Public);
//! println!("{}", session.generate_text(question).await?);
//! # Ok(())
//! # }
//! ```
//!
//! # What is tried again
//!
//! A turn is tried again after errors that may pass, with growing delays, as long as nothing of it has reached anybody; see
//! [`RetryPolicy`]. A token that the server refuses is fetched once more.
//!
//! # What a server ignores
//!
//! Many servers accept what they do not do. What is noticed of that in a turn stands in
//! [`TurnReport::ignored`](crate::TurnReport::ignored): a choice of tools that was not obeyed, an answer without the form
//! that was demanded, missing log probabilities, several calls where one was allowed, a prompt with too few tokens to have
//! had the functions in it. [`CloudPlatform::probe`] asks a server on purpose.

mod api;
mod config;
mod engine;
mod models;
mod notice;
mod platform;
mod probe;
mod retry;
mod server;
mod span;
mod timeouts;
mod turn;

pub use api::Api;
pub use config::CloudConfig;
pub use models::ModelInfo;
pub use platform::CloudPlatform;
pub use probe::{Feature, Finding, Probe, Support};
pub use retry::RetryPolicy;
pub use timeouts::Timeouts;

pub use crate::transport::Proxy;
