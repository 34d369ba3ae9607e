//! Nodes and their clients, over real sockets on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod clients;
mod clock;
mod deploy;
mod discovery;
mod doctor;
mod failover;
mod http;
mod model;
mod pairing;
mod program;
mod proxy;
mod served;
mod support;
mod trust;
