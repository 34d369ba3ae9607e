//! Cassettes: what a platform did, kept in a file and done again without it.
//!
//! A cassette is a text file with one JSON value a line: a head, the schemas and sessions, and a line for each turn with
//! the request's digest, the request and what came back when. It is written to be committed with the tests that use it, so
//! what is private does not get into it: see [`Redaction`].

mod differences;
mod failure;
mod file;
mod private;
mod recorder;
mod recording;
mod redaction;
mod replay;
mod request;
mod said;
mod tape;

pub use recorder::Recorder;
pub use redaction::{Part, Redaction};
pub use replay::Replay;
