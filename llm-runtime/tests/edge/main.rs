//! The edge platform on a real model: `SmolLM2` 135M Instruct, which the model manager fetches.
#![cfg(feature = "edge")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test should say where")]

mod calls;
mod embeddings;
mod encoder;
mod engine;
mod files;
mod forms;
mod functions;
mod gpu;
mod plain;
mod resume;
mod sessions;
mod support;
mod syntax;
mod trained;
