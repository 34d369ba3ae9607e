//! Arbitrary patterns of `llm-functions-pattern`. Here and not there, because what the crates of a derive have for their
//! tests changes what the build scripts of all others are compiled with: llama.cpp would be built twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

mod arbitrary;
mod ecma;
mod strategy;
