//! [`Matcher`]: a regular expression that is ready to match.

use std::fmt;

/// A regular expression, compiled.
#[derive(Clone)]
pub struct Matcher {
    source: String,
    regex: regex_lite::Regex,
}

impl Matcher {
    /// Compiles an expression.
    ///
    /// # Errors
    /// When it is not one.
    pub fn new(source: &str) -> Result<Self, regex_lite::Error> {
        Ok(Self { source: source.to_owned(), regex: regex_lite::Regex::new(source)? })
    }

    /// The expression as it was written.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether the text contains a match.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.source, out)
    }
}
