//! [`Matcher`]: a `pattern` made ready to check texts.
//!
//! The language is the subset that ECMA-262 and Rust's engines read alike ([`llm_functions_pattern`]), the engine is
//! `regex-lite`: it takes time in proportion to the text times the pattern, whatever either says, and it is small.
//! Both factors are bounded: the pattern by its limits, the text by the pattern's own lengths where it is anchored.

use std::fmt;

use llm_functions_pattern::Pattern;
pub use llm_functions_pattern::{PatternError, PatternErrorKind};

/// A compiled `pattern`, with JSON Schema's meaning: it matches anywhere in a text unless it says `^` and `$`.
///
/// ```
/// use llm_functions::pattern::Matcher;
///
/// let matcher = Matcher::new(r"^MRN-\d{6}$")?;
/// assert!(matcher.is_match("MRN-004711"));
/// // Ten digits are digits; a line break at the end is not the end.
/// assert!(!matcher.is_match("MRN-٠٠٤٧١١"));
/// assert!(!matcher.is_match("MRN-004711\n"));
/// # Ok::<(), llm_functions::pattern::PatternError>(())
/// ```
#[derive(Clone)]
pub struct Matcher {
    source: String,
    pattern: Pattern,
    engine: regex_lite::Regex,
    /// The longest text that can match, in characters, where there is one.
    longest: Option<usize>,
}

impl Matcher {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// [`PatternError`] for whatever is outside the subset, with the position and a way out.
    pub fn new(source: &str) -> Result<Self, PatternError> {
        let pattern = Pattern::parse(source)?;
        let engine = engine(&pattern);
        let longest = pattern.max_length().filter(|_| pattern.is_anchored()).map(|longest| longest as usize);
        Ok(Self { source: source.to_owned(), pattern, engine, longest })
    }

    /// Whether the text has a match.
    ///
    /// Takes time in proportion to the text's length times the pattern's size; at the limit of the size that is a tenth
    /// of a millisecond for each character.
    pub fn is_match(&self, text: &str) -> bool {
        // No character takes more than four bytes, so most texts need not be counted.
        let too_long = self.longest.is_some_and(|longest| {
            text.len() > longest && (text.len() > longest.saturating_mul(4) || text.chars().count() > longest)
        });
        !too_long && self.engine.is_match(text)
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The pattern as it was understood.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }
}

/// The pattern as it was written.
impl fmt::Debug for Matcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.source, out)
    }
}

#[expect(clippy::expect_used, reason = "what the parser accepts the engine compiles, as arbitrary patterns have shown")]
fn engine(pattern: &Pattern) -> regex_lite::Regex {
    let mut builder = regex_lite::RegexBuilder::new(&pattern.to_rust());
    // The parser has limits of its own, on the same things and lower.
    builder.size_limit(usize::MAX).nest_limit(u32::MAX).build().expect("a translated pattern compiles")
}
