//! [`Answer`] and [`Failure`]: what a call came to, of a bounded size.

use std::fmt;
use std::io;

use super::bare::Bare;

/// What the model reads of a call.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The text, as far as it was kept; it ends at a character.
    pub text: String,
    /// How many bytes there were in all.
    pub length: usize,
}

/// What the model reads of a call that failed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// What went wrong.
    pub answer: Answer,
    /// Whether the call may go well when it is made again, as [`Execute::is_retryable`](crate::Execute::is_retryable)
    /// says; whether it may be made again is for the function's declaration to say.
    pub is_retryable: bool,
}

impl Answer {
    /// An answer that is kept as it is.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { length: text.len(), text }
    }

    /// What a function returned, of which so many bytes are kept. A string at the top is sent bare: a model reads `sunny`
    /// more easily than `"sunny"`.
    pub(super) fn of_output(output: &impl serde::Serialize, most: usize) -> Result<Self, Failure> {
        let mut bare = Bare::new(Kept::new(most));
        match serde_json::to_writer(&mut bare, output) {
            Ok(()) => Ok(bare.finish().answer()),
            Err(_) => Err(Failure::lasting("the result cannot be written as JSON")),
        }
    }

    /// What a function failed with.
    pub(super) fn of_error(error: &impl fmt::Display, most: usize) -> Self {
        let mut kept = Kept::new(most);
        // Nothing here fails but a `Display` that says so; what it had said before stays.
        let _ = fmt::Write::write_fmt(&mut kept, format_args!("{error}"));
        kept.answer()
    }
}

impl Failure {
    /// A failure that another attempt would meet again.
    pub fn lasting(message: impl Into<String>) -> Self {
        Self { answer: Answer::new(message), is_retryable: false }
    }
}

/// Without the text, which may be what a record holds.
impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answer").field("length", &self.length).finish_non_exhaustive()
    }
}

/// As [`Answer`]'s.
impl fmt::Debug for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Failure").field("is_retryable", &self.is_retryable).finish_non_exhaustive()
    }
}

/// The beginning of a text, and how long all of it is.
pub(super) struct Kept {
    bytes: Vec<u8>,
    most: usize,
    length: usize,
}

impl Kept {
    fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most, length: 0 }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        let room = self.most - self.bytes.len();
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.length = self.length.saturating_add(bytes.len());
    }

    fn answer(self) -> Answer {
        let text = String::from_utf8(self.bytes).unwrap_or_else(|error| {
            let end = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(end);
            String::from_utf8(bytes).unwrap_or_default()
        });
        Answer { text, length: self.length }
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Write for Kept {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;
    use serde::Serialize;

    use super::Answer;

    fn written(output: &impl Serialize, most: usize) -> Answer {
        Answer::of_output(output, most).unwrap()
    }

    #[test]
    fn a_string_is_sent_bare_and_anything_else_as_json() {
        assert_eq!(written(&"sunny", 99).text, "sunny");
        assert_eq!(written(&'x', 99).text, "x");
        assert_eq!(written(&Some("a \"b\"\n\u{1}"), 99).text, "a \"b\"\n\u{1}");
        assert_eq!(written(&["a", "b"], 99).text, r#"["a","b"]"#);
        assert_eq!(written(&(), 99).text, "null");
        assert_eq!(written(&"", 99).text, "");
    }

    #[test]
    fn what_is_beyond_the_limit_is_counted_and_not_kept() {
        let long = "Größe".repeat(1000);
        let answer = written(&long, 10);
        assert_eq!((answer.text.as_str(), answer.length), ("GrößeGr", 7000));
        let answer = written(&vec![7; 1000], 10);
        assert_eq!((answer.text.as_str(), answer.length), ("[7,7,7,7,7", 2001));
        let answer = Answer::of_error(&long, 4);
        assert_eq!((answer.text.as_str(), answer.length), ("Grö", 7000));
        assert_eq!(written(&long, 0).length, 7000);
    }

    #[test]
    fn a_value_that_cannot_be_json_is_a_failure_that_lasts() {
        let pairs = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert!(!Answer::of_output(&pairs, 99).unwrap_err().is_retryable);
    }

    proptest! {
        #[test]
        fn a_bare_string_is_the_string_whatever_it_holds(text in ".*", most in 0..40_usize) {
            let answer = written(&text, most);
            prop_assert_eq!(answer.length, text.len());
            let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap();
            prop_assert_eq!(&answer.text, &text[..end]);
        }
    }
}
