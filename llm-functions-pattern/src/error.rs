//! [`PatternError`]: where a pattern leaves the subset, and what to write instead.

use std::borrow::Cow;
use std::fmt;

/// Why a pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatternError {
    /// The byte of the pattern at which the refused construct begins.
    pub position: usize,
    kind: PatternErrorKind,
    message: Cow<'static, str>,
}

/// What is wrong with a refused pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternErrorKind {
    /// It is no regular expression in ECMA-262 with the `u` flag, such as an unclosed group.
    Invalid,
    /// It is one, but engines differ about it or cannot do it, such as a look-ahead.
    Unsupported,
    /// It is larger than the limits of this crate.
    TooLarge,
}

impl PatternError {
    pub(crate) fn invalid(position: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self { position, kind: PatternErrorKind::Invalid, message: message.into() }
    }

    pub(crate) fn unsupported(position: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self { position, kind: PatternErrorKind::Unsupported, message: message.into() }
    }

    pub(crate) fn too_large(position: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self { position, kind: PatternErrorKind::TooLarge, message: message.into() }
    }

    /// What kind of refusal it is.
    pub fn kind(&self) -> PatternErrorKind {
        self.kind
    }
}

/// Names the construct and the way out in one line, without the position.
impl fmt::Display for PatternError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for PatternError {}
