//! Models at a provider, or on any server that speaks a provider's API, over HTTP.
//!
//! A [`CloudPlatform`] is made from a [`CloudConfig`]: a preset for a well-known server or an address, the
//! [token](crate::AuthToken), and the most private data that the server may see. Nothing more private leaves: it is refused
//! before there is a connection.
//!
//! ```
//! use llm_runtime::cloud::{CloudConfig, CloudPlatform};
//! use llm_runtime::{AuthToken, Message, Runner, Schema, Sensitivity};
//!
//! # use std::io::{Read, Write};
//! # let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
//! # let address = format!("http://{}/v1", listener.local_addr().unwrap());
//! # std::thread::spawn(move || {
//! #     let (mut connection, _) = listener.accept().unwrap();
//! #     let mut request = Vec::new();
//! #     while !request.ends_with(b"}") {
//! #         let mut piece = [0; 1024];
//! #         let read = connection.read(&mut piece).unwrap();
//! #         request.extend_from_slice(&piece[..read]);
//! #     }
//! #     let body = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"168\"}}]}\n\n\
//! #                 data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
//! #     let length = body.len();
//! #     write!(connection, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {length}\r\n\r\n{body}")
//! # });
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! // `CloudConfig::openai()` and its like know their addresses; this is a server on loopback.
//! let config = CloudConfig::new(address).models(["tiny"]).auth(AuthToken::constant("sk-123"));
//! let runner = Runner::builder().platform(CloudPlatform::new(config)?).build()?;
//! let mut session = runner.session(Schema::builder("tiny").build()?).await?;
//!
//! // What a person says is sensitive unless it is labelled otherwise, and this platform may see public data only.
//! assert!(session.generate_text("How did I sleep?").await.unwrap_err().is_sensitivity());
//! let question = Message::user("How many hours are in a week?").labelled(Sensitivity::Public);
//! assert_eq!(session.generate_text(question).await?, "168");
//! # Ok::<(), llm_runtime::Error>(())
//! # }).unwrap();
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
mod embeddings;
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
