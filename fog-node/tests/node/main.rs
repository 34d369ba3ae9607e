//! Nodes and their clients, over real sockets on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod api;
mod certified;
mod clerk;
mod clients;
mod clock;
mod deploy;
mod described;
mod discovery;
mod doctor;
#[cfg(feature = "edge")]
mod edge;
mod failover;
mod http;
mod issuers;
mod malformed;
mod model;
mod overload;
mod pairing;
mod program;
mod proxy;
mod served;
mod support;
mod trust;
mod upstream;
