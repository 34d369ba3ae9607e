//! Suites that others wrote, counted: what passed, what failed, and what does not apply and why.
//!
//! Each suite prints one line and compares it with `docs/conformance.md`, so that the document and the tests cannot
//! disagree: a change of the counts is a change of that file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "counts are printed")]

mod bfcl;
mod decoder;
mod dialects;
mod function_json_schemas;
mod harness;
mod json_schema_test_suite;
mod openmhealth;
mod tools;

/// The rules of the providers, written down for our own schemas and for these.
#[path = "../dialects/provider_rules.rs"]
mod provider_rules;
