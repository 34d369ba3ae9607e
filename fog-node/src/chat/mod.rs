//! What is asked of a model, and how the answer to a chat completion is written. Bytes and values; no connection.
//!
//! The other APIs read what they have in common with this one by the same functions.

mod answer;
mod ask;
pub(crate) mod body;
pub(crate) mod ids;
pub(crate) mod messages;
pub(crate) mod options;
pub(crate) mod read;
pub(crate) mod tools;

pub use answer::{Chunks, Whole};
pub(crate) use answer::{Head, cost, likely, now, word};
pub use ask::Ask;

use crate::answer::Asked;
use crate::refused::Refused;

/// Reads a request for a chat completion.
///
/// # Errors
/// When it cannot be understood, or asks for what there is not.
pub fn read(body: &[u8]) -> Result<Asked, Refused> {
    Ok(Asked::new(Ask::read(body)?, Whole::new, Chunks::new))
}
