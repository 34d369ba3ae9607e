//! Tables for the cases that have names, and random interleavings for those that have none.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod arguments;
mod books;
mod limits;
mod message;
mod random;
mod support;
mod suspension;
mod written;
