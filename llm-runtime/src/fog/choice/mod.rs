//! Which node? The one that is expected to be done first, for reasons that can be read.
//!
//! What is expected of a node: the way there and back, the wait for those before us, the prompt, the answer. Every number is
//! what was seen where anything was seen, then what the node says of itself, and a guess where nobody knows. What a node says
//! of its speed is believed up to a point until it has shown it: a machine that promises much draws everybody to it.

mod score;
#[cfg(test)]
mod simulator;

pub use score::{Candidate, Choice};
pub(super) use score::{Seen, Work, choose};
