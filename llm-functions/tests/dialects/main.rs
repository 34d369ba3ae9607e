//! Functions in the forms of the providers, and calls brought back from them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stdout, reason = "figures are printed")]
#![allow(dead_code, reason = "the functions are looked at and never called")]

mod foreign;
mod forms;
mod functions;
mod provider_rules;
mod raise;
mod round_trip;
mod support;
