//! Enums with data, newtypes and generic structs as types of parameters.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod as_serde;
mod calls;
mod newtypes;
mod specs;
