//! Chat completions: what is asked, and how an answer is written. Bytes and values; no connection.

mod answer;
mod ask;
mod ids;
mod messages;
mod options;
mod read;
mod tools;

pub use answer::{Chunks, Whole};
pub use ask::Ask;
