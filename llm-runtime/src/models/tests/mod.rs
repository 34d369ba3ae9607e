//! The model manager against small packages and a stand-in for `pip`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(unix)]

mod bench;
mod cache;
mod encoder;
mod faults;
mod fetch;
mod interrupted;
