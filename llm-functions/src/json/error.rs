//! [`ReadError`]: where a text stops being JSON, and why. The text itself is not repeated, since it may be health data.

use std::fmt;

/// JSON text that could not be read: where, and why. The text itself is not repeated, since it may be health data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not valid JSON at line {line}, column {column}: {reason}")]
pub struct ReadError {
    pub(super) offset: usize,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) reason: Reason,
}

impl ReadError {
    /// Whether the text is the beginning of something that could still become valid.
    pub fn is_truncated(&self) -> bool {
        self.reason == Reason::Truncated
    }

    /// Whether an object has the same name twice.
    pub fn is_duplicate_name(&self) -> bool {
        self.reason == Reason::Duplicate
    }

    /// Whether a whole value was read and something other than white space came after it.
    pub fn is_trailing(&self) -> bool {
        self.reason == Reason::Trailing
    }

    /// Where it is, in bytes from the beginning: the first byte of what is wrong; of a name that stands twice, its closing
    /// quote; of a text that ends too early, its length.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column within the line, in bytes, from 1.
    pub fn column(&self) -> usize {
        self.column
    }
}

/// Why a text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Truncated,
    Duplicate,
    Depth,
    Trailing,
    Value,
    ItemOrEnd,
    NameOrEnd,
    Name,
    Colon,
    CommaOrBrace,
    CommaOrBracket,
    Number,
    Range,
    Literal,
    Escape,
    Surrogate,
    Control,
    Utf8,
    Syntax,
}

impl Reason {
    fn text(self) -> &'static str {
        match self {
            Self::Truncated => "the text ends too early",
            Self::Duplicate => "an object has the same name twice",
            Self::Depth => "more than 127 levels deep",
            Self::Trailing => "something comes after the value",
            Self::Value => "expected a value",
            Self::ItemOrEnd => "expected a value or `]`",
            Self::NameOrEnd => "expected a name in double quotes or `}`",
            Self::Name => "expected a name in double quotes",
            Self::Colon => "expected `:` after a name",
            Self::CommaOrBrace => "expected `,` or `}`",
            Self::CommaOrBracket => "expected `,` or `]`",
            Self::Number => "not a number as JSON writes it",
            Self::Range => "a number that is too large",
            Self::Literal => "expected `true`, `false` or `null`",
            Self::Escape => "an escape that JSON does not have",
            Self::Surrogate => "half of a surrogate pair",
            Self::Control => "a control character in a string, which must be escaped",
            Self::Utf8 => "not UTF-8",
            Self::Syntax => "a syntax error",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.text())
    }
}
