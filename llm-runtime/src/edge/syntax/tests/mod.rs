//! Every syntax: what is written is read, wherever it is cut, and its grammar accepts it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

mod corpus;
mod cuts;
mod grammar;
mod reading;
mod support;
