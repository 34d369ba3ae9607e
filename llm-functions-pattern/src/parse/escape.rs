//! What follows a backslash.

use super::Parser;
use crate::PatternError;
use crate::ast::{Assertion, Shorthand};

/// What an escape stands for.
#[derive(Clone, Copy)]
pub(super) enum Escape {
    Char(char),
    Shorthand(Shorthand),
    Assertion(Assertion),
    /// `\-`, which is one in brackets only.
    Hyphen,
}

/// Letters that are escapes elsewhere: what they are called, and what to do without them.
const REFUSED: &[(&str, &str, &str)] = &[
    ("A", "the anchor", "write `^`"),
    ("zZ", "the anchor", "write `$`"),
    ("G", "the anchor", "leave it out"),
    ("pP", "the character property", "its characters differ between engines, so list ranges, such as `[A-Za-zÀ-ÿ]`"),
    ("123456789", "the back-reference", "repeat the group's own pattern, or check it in code"),
    ("kg", "the back-reference", "repeat the group's own pattern, or check it in code"),
    ("0", "the octal escape", r"write `\x00`"),
    ("c", "the control escape", r"write its number, such as `\x01`"),
    ("a", "the escape", r"write `\x07`"),
    ("e", "the escape", r"write `\x1b`"),
    ("h", "the class", r"write `[ \t]`"),
    ("H", "the class", r"write `[^ \t]`"),
    ("R", "the line break", r"write `\r?\n`"),
    ("N", "the class", "write `.`"),
    ("X", "the class", "check the value in code"),
    ("QE", "quoting", "escape each character that needs it"),
    ("K", "the escape", "check the value in code"),
    ("U", "the escape", r"write `\u{…}` with the character's number"),
    ("<>", "the word boundary", r"write `\b`"),
];

impl Parser<'_> {
    /// The escape that begins at `at`, which is where the parser stands.
    pub(super) fn escape(&mut self, at: usize) -> Result<Escape, PatternError> {
        self.next();
        let Some(c) = self.next() else {
            return Err(PatternError::invalid(
                at,
                r"the pattern ends in a backslash; write `\\` for the character itself",
            ));
        };
        if let Some(shorthand) = Shorthand::named(c) {
            return Ok(Escape::Shorthand(shorthand));
        }
        Ok(match c {
            'n' => Escape::Char('\n'),
            'r' => Escape::Char('\r'),
            't' => Escape::Char('\t'),
            'v' => Escape::Char('\u{b}'),
            'f' => Escape::Char('\u{c}'),
            'b' => Escape::Assertion(Assertion::WordBoundary),
            'B' => Escape::Assertion(Assertion::NotWordBoundary),
            'x' => Escape::Char(self.two_digits(at)?),
            'u' => Escape::Char(self.code_point(at)?),
            '-' => Escape::Hyphen,
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => Escape::Char(c),
            other => return Err(refused(other, at)),
        })
    }

    /// Behind `\x`.
    fn two_digits(&mut self, at: usize) -> Result<char, PatternError> {
        if self.peek() == Some('{') {
            return Err(PatternError::unsupported(at, r"`\x{` is no escape in ECMA-262; write `\u{`"));
        }
        let message = r"`\x` takes two hexadecimal digits; write them, as in `\x41`";
        self.hexadecimal(2).ok_or_else(|| PatternError::invalid(at, message))
    }

    /// Behind `\u`: four digits, or one to six in braces.
    fn code_point(&mut self, at: usize) -> Result<char, PatternError> {
        let message = r"`\u` takes a character's number; write four digits, as in `\u00e9`, or `\u{1f600}`";
        let digits = match self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((digits, _)) if (1..=6).contains(&digits.len()) => digits.len(),
            Some(_) => return Err(PatternError::invalid(at, message)),
            None if self.surrogate() => {
                let message =
                    r"half a surrogate pair is not supported; write the character's number, as in `\u{1f600}`";
                return Err(PatternError::unsupported(at, message));
            }
            None => return self.hexadecimal(4).ok_or_else(|| PatternError::invalid(at, message)),
        };
        self.next();
        let c = self.hexadecimal(digits).ok_or_else(|| PatternError::invalid(at, message))?;
        self.next();
        Ok(c)
    }

    fn surrogate(&self) -> bool {
        let number = self.rest().get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        number.is_some_and(|number| (0xD800..=0xDFFF).contains(&number))
    }

    /// The character whose number these digits are; `None` if they are no digits or number no character.
    fn hexadecimal(&mut self, length: usize) -> Option<char> {
        let digits = self.rest().get(..length).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += length;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }
}

fn refused(c: char, at: usize) -> PatternError {
    match REFUSED.iter().find(|(letters, ..)| letters.contains(c)) {
        Some((_, what, instead)) => {
            PatternError::unsupported(at, format!("{what} `\\{c}` is not supported; {instead}"))
        }
        None if c.is_ascii_alphanumeric() => PatternError::invalid(at, format!("`\\{c}` is no escape; write `{c}`")),
        // Only what has a meaning may be escaped under the `u` flag.
        None => PatternError::invalid(at, format!("`\\{c}` is no escape in ECMA-262; write `{c}`, which needs none")),
    }
}
