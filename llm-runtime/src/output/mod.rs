//! Answers with a form: a model is asked for a value of a Rust type instead of words.
//!
//! The form is a view like that of a function's arguments, so that every platform holds a model to it by the means by
//! which it holds it to a function's parameters, and what was answered is checked and coerced by the same rules.

mod format;
mod repair;
mod session;

pub use format::OutputFormat;
pub(crate) use repair::Repair;
