//! A session on the scripted mock.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod approval;
mod basics;
mod early;
mod limits;
mod spans;
