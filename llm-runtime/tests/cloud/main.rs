//! The cloud platform against servers on loopback: real sockets, real time, and no assertion of how long anything took.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod apis;
mod auth;
mod connections;
mod errors;
mod gate;
mod ignored;
mod models;
#[cfg(feature = "otel")]
mod otel;
mod plain;
mod probe;
mod retries;
mod spans;
mod support;
mod thoughts;
mod timeouts;
mod tls;
mod turns;
