//! The driver itself, in every order of steps that can be thought of.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod engine;
mod functions;
mod interleavings;
