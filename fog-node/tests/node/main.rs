//! Nodes and their clients, over real sockets on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod discovery;
#[cfg(feature = "edge")]
mod edge;
mod failover;
mod http;
#[cfg(target_os = "linux")]
mod lan;
mod model;
mod overload;
mod pairing;
mod program;
mod proxy;
mod served;
mod support;
mod trust;
mod upstream;
