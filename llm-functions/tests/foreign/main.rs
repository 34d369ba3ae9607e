//! Schemas that come from elsewhere: what they mean, what is refused, and functions made of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod derived;
mod differential;
mod dynamic;
mod hostile;
mod refusals;
mod schemas;

use llm_functions::json::{Json, read};

fn json(text: &str) -> Json {
    read(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
