//! The public test kit, from outside: what it promises to those who test with it.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod cassette;
mod chaos;
mod exercise;
mod fabricating;
#[cfg(feature = "cloud")]
mod network;
mod scripted;
mod support;
