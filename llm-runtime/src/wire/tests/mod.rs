//! The wires held to what servers were recorded to send, and to what providers publish.
//!
//! Suites that others wrote are counted as in `llm-functions/tests/conformance`, by the same code: each prints one line and
//! compares it with `docs/conformance.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "counts are printed")]

mod anthropic;
mod chat;
mod corpus;
mod damaged;
mod errors;
mod exchanges;
mod executed;
mod history;
mod minimised;
mod mutations;
mod requests;
mod responses;
mod seeds;
mod splits;
mod support;
mod turns;

#[allow(dead_code, reason = "shared with the suites of another crate, which use all of it")]
#[path = "../../../../llm-functions/tests/conformance/harness.rs"]
mod harness;

use super::fuzzing::assembled;
