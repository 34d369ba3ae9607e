//! Reads JSON while it is still being written.
//!
//! A model streams the arguments of a call in fragments that are cut anywhere. The reader takes them as they come, each
//! byte once, and at any moment shows what there is and says whether it is whole. A program can show arguments that
//! grow, and start a call the moment its arguments are complete instead of when the message is.

mod machine;
mod number;
mod tape;
#[cfg(test)]
mod tests;
mod text;
mod view;

use std::fmt;

pub use view::{Items, Members, Partial, PartialValue};

use super::Json;
use super::error::{ReadError, Reason};
use machine::Machine;

/// What is wrong, and at which byte of the whole text.
#[derive(Clone, Copy, Debug)]
struct Fault {
    offset: usize,
    reason: Reason,
}

/// A reader of one JSON value that arrives in fragments.
///
/// ```
/// use llm_functions::json::IncrementalReader;
///
/// let mut reader = IncrementalReader::new();
/// reader.push(r#"{"record": "lab-7", "note": "Blood pre"#)?;
/// assert!(!reader.is_complete());
///
/// let complete: Vec<&str> =
///     reader.members().filter(|(_, value)| value.is_complete()).map(|(name, _)| name).collect();
/// assert_eq!(complete, ["record"]);
/// assert_eq!(reader.member("note").and_then(|note| note.as_str()), Some("Blood pre"));
///
/// reader.push(r#"ssure"}"#)?;
/// assert!(reader.is_complete());
/// assert_eq!(reader.finish()?.to_string(), r#"{"record":"lab-7","note":"Blood pressure"}"#);
/// # Ok::<(), llm_functions::json::ReadError>(())
/// ```
///
/// The whole costs time and memory in proportion to the bytes, however they are cut. Accepted is exactly what
/// [`read`](super::read) accepts, with the same values.
pub struct IncrementalReader {
    machine: Machine,
    offset: usize,
    error: Option<ReadError>,
}

impl IncrementalReader {
    /// A reader that has read nothing.
    pub fn new() -> Self {
        Self { machine: Machine::new(), offset: 0, error: None }
    }

    /// Reads on. A fragment may end anywhere, also inside a character or an escape.
    ///
    /// # Errors
    /// [`ReadError`] as soon as the text cannot become JSON any more, and again for every later fragment: at a second
    /// value or anything else after the first, at the second of two equal names in an object, at the 128th level of
    /// nesting. What was read before stays visible.
    pub fn push(&mut self, fragment: impl AsRef<[u8]>) -> Result<(), ReadError> {
        let mut rest = fragment.as_ref();
        while !rest.is_empty() {
            if let Some(error) = &self.error {
                return Err(error.clone());
            }
            match self.machine.step(rest, self.offset) {
                Ok(used) => {
                    self.offset += used;
                    rest = rest.get(used..).unwrap_or_default();
                }
                Err(fault) => self.error = Some(self.locate(fault)),
            }
        }
        self.error.clone().map_or(Ok(()), Err)
    }

    fn locate(&self, fault: Fault) -> ReadError {
        let Fault { offset, reason } = fault;
        let column = offset.saturating_sub(self.machine.line_at) + 1;
        ReadError { offset, line: self.machine.line, column, reason }
    }

    /// Whether the value is whole: only white space may follow, and a call with these arguments can start.
    ///
    /// A number at the top is never whole before something follows it or [`finish`](Self::finish) is called.
    pub fn is_complete(&self) -> bool {
        self.error.is_none() && self.machine.is_complete()
    }

    /// The error that ended the reading, if one did.
    pub fn error(&self) -> Option<&ReadError> {
        self.error.as_ref()
    }

    /// How many bytes were read.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The value as far as it was read; `None` before its first byte.
    pub fn value(&self) -> Option<PartialValue<'_>> {
        PartialValue::at(&self.machine.tape, 0)
    }

    /// The members of the object at the top so far, each with its value; none if it is no object.
    pub fn members(&self) -> impl Iterator<Item = (&str, PartialValue<'_>)> {
        self.value().into_iter().flat_map(PartialValue::members)
    }

    /// The member of this name of the object at the top, once its value has begun.
    pub fn member(&self, name: &str) -> Option<PartialValue<'_>> {
        self.value()?.member(name)
    }

    /// The whole value; nothing more will come.
    ///
    /// # Errors
    /// [`ReadError`] when the text is not JSON or ends too early.
    pub fn finish(mut self) -> Result<Json, ReadError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        self.machine.end(self.offset).map_err(|fault| self.locate(fault))?;
        let truncated = Fault { offset: self.offset, reason: Reason::Truncated };
        self.value().and_then(PartialValue::to_json).ok_or_else(|| self.locate(truncated))
    }
}

impl Default for IncrementalReader {
    fn default() -> Self {
        Self::new()
    }
}

/// How far it is, without what it read.
impl fmt::Debug for IncrementalReader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("IncrementalReader");
        out.field("offset", &self.offset).field("complete", &self.is_complete()).field("error", &self.error);
        out.finish_non_exhaustive()
    }
}
