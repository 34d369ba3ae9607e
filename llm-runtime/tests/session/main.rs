//! A session on the scripted mock.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod answers;
mod approval;
mod basics;
mod early;
mod engines;
mod limits;
mod readers;
mod spans;
