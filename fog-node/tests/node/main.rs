//! Nodes and their clients, over real sockets on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod api;
mod clerk;
mod clients;
mod described;
mod discovery;
mod failover;
mod http;
mod issuers;
#[cfg(target_os = "linux")]
mod lan;
mod malformed;
mod model;
mod pairing;
mod program;
mod proxy;
mod served;
mod support;
mod trust;
