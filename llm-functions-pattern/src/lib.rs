//! The regular expressions that mean the same in ECMA-262 and in Rust.
//!
//! JSON Schema's `pattern` is an ECMA-262 regular expression (with the `u` flag). Whoever reads a schema — a provider, a
//! constrained decoder, our own check — brings an engine of its own, and the engines disagree in silence: `\d` is
//! ten digits in one and several hundred in another, `[a&&b]` is a union here and an intersection there. [`Pattern`]
//! accepts only what ECMA-262 and Rust's engines both read, in ECMA-262's meaning, and refuses everything else with
//! the position and a way out. Text and repetitions are bounded, so that a pattern from elsewhere cannot explode.
//!
//! ```
//! use llm_functions_pattern::Pattern;
//!
//! let pattern = Pattern::parse(r"^[A-Z]{2}\d{4}$")?;
//! assert!(pattern.is_anchored());
//! assert_eq!(pattern.to_rust(), r"^[A-Z]{2}[0-9]{4}\z");
//! assert_eq!(pattern.sample(&mut |_| 0).as_deref(), Some("AA0000"));
//!
//! let error = Pattern::parse(r"^(?=.*\d).{8,}$").unwrap_err();
//! assert_eq!(error.position, 1);
//! assert_eq!(
//!     error.to_string(),
//!     "look-ahead `(?=` is not supported; spell out what may stand there, or check it in code"
//! );
//! # Ok::<(), llm_functions_pattern::PatternError>(())
//! ```
#![forbid(unsafe_code)]

mod ast;
mod error;
mod measure;
mod parse;
mod ranges;
mod sample;
mod write;

pub use error::{PatternError, PatternErrorKind};

use ast::Node;

/// The most repetitions that a bound may name, as in `{0,1000}`. It is RE2's limit, which some readers of schemas have.
pub const MAX_REPETITION: u32 = 1_000;
/// The longest pattern, in bytes.
pub const MAX_BYTES: usize = 4_096;
/// The most characters, classes and assertions a pattern may have once its repetitions are written out.
pub const MAX_SIZE: u32 = 5_000;
/// The deepest nesting of groups.
pub const MAX_DEPTH: u32 = 32;

/// A regular expression that ECMA-262 and Rust read alike, in ECMA-262's meaning.
///
/// As in JSON Schema it matches anywhere in a text unless it says `^` and `$`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    root: Node,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`PatternError`] for what is no regular expression in ECMA-262, what the engines read differently, and what is
    /// larger than the limits of this crate.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let root = parse::parse(text)?;
        measure::check(&root)?;
        Ok(Self { root })
    }

    /// The pattern for the crate `regex-lite`, with every shorthand written out, so that nothing depends on what an
    /// engine takes for a digit or for the end of a text.
    ///
    /// It means the same in the crate `regex`, but for `\b` and `\B`, which are ASCII here and Unicode there.
    pub fn to_rust(&self) -> String {
        write::rust(&self.root)
    }

    /// The pattern in ECMA-262's syntax with one spelling for each meaning: groups do not capture and quantifiers are
    /// greedy, because neither changes what matches.
    ///
    /// ```
    /// # use llm_functions_pattern::Pattern;
    /// assert_eq!(Pattern::parse(r"^(?<day>\d{2,2}?)(\x41|b)$")?.to_ecma(), r"^\d{2}(?:A|b)$");
    /// # Ok::<(), llm_functions_pattern::PatternError>(())
    /// ```
    pub fn to_ecma(&self) -> String {
        write::ecma(&self.root)
    }

    /// Whether a match always spans the whole text.
    pub fn is_anchored(&self) -> bool {
        measure::starts(&self.root) && measure::ends(&self.root)
    }

    /// The length of the shortest match, in Unicode scalar values.
    pub fn min_length(&self) -> u32 {
        measure::lengths(&self.root).least
    }

    /// The length of the longest match, in Unicode scalar values; `None` where there is none.
    ///
    /// When the pattern [is anchored](Self::is_anchored), no longer text matches.
    pub fn max_length(&self) -> Option<u32> {
        measure::lengths(&self.root).most
    }

    /// A text that matches from its beginning to its end, of at most 16 characters more than the shortest one.
    ///
    /// `choose` decides: asked with `n` it answers a number below `n` (anything else is reduced), where 0 leads to the
    /// plainest text. `None` when no text was found, which takes assertions that contradict each other, as in `a\bb`.
    pub fn sample(&self, choose: &mut dyn FnMut(u32) -> u32) -> Option<String> {
        let least = self.min_length();
        self.sample_within(least, least.saturating_add(16), choose)
    }

    /// A text that matches from its beginning to its end and has from `least` to `most` characters; see
    /// [`sample`](Self::sample).
    ///
    /// `None` when no such text was found: there is none, or the lengths that the pattern allows have gaps and several
    /// attempts fell into them.
    pub fn sample_within(&self, least: u32, most: u32, choose: &mut dyn FnMut(u32) -> u32) -> Option<String> {
        sample::sample(&self.root, least, most, choose)
    }
}
