//! How often: `*`, `+`, `?`, `{2}`, `{2,}`, `{2,3}`, and a `?` behind each.

use super::{Atom, Parser};
use crate::ast::{Bounds, Node};
use crate::{MAX_REPETITION, PatternError};

impl Parser<'_> {
    /// The atom together with the quantifier behind it, if there is one.
    pub(super) fn quantified(&mut self, atom: Atom) -> Result<Node, PatternError> {
        let at = self.at;
        let Some(bounds) = self.quantifier()? else {
            return Ok(match atom {
                Atom::Repeatable(node) => node,
                Atom::Assertion(assertion) => Node::Assertion(assertion),
            });
        };
        // Lazy or not, the same texts match.
        let lazy = self.eat("?");
        self.nothing_stacked(lazy)?;
        match atom {
            Atom::Repeatable(node) => Ok(Node::Repeat(Box::new(node), bounds)),
            Atom::Assertion(_) => {
                Err(PatternError::invalid(at, "a position cannot be repeated; leave the quantifier out"))
            }
        }
    }

    fn quantifier(&mut self) -> Result<Option<Bounds>, PatternError> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.braces().map(Some),
            _ => return Ok(None),
        };
        self.next();
        Ok(Some(Bounds { least, most }))
    }

    fn nothing_stacked(&self, lazy: bool) -> Result<(), PatternError> {
        match self.peek() {
            Some('+') if !lazy => {
                let message = "the possessive quantifier is not supported; leave the second `+` out";
                Err(PatternError::unsupported(self.at, message))
            }
            Some('*' | '+' | '?' | '{') => {
                let message = "a quantifier follows a quantifier; put `(?:` and `)` around what comes before";
                Err(PatternError::invalid(self.at, message))
            }
            _ => Ok(()),
        }
    }

    fn braces(&mut self) -> Result<Bounds, PatternError> {
        let at = self.at;
        let inside =
            self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or("", |(inside, _)| inside);
        let (least, most) = match inside.split_once(',') {
            Some((least, "")) => (count(least), Some(None)),
            Some((least, most)) => (count(least), count(most).map(Some)),
            None => (count(inside), count(inside).map(Some)),
        };
        let (Some(least), Some(most)) = (least, most) else {
            return Err(PatternError::invalid(at, not_bounds(inside)));
        };
        if most.is_some_and(|most| most < least) {
            return Err(PatternError::invalid(
                at,
                "the bounds of the repetition are reversed; write the lesser one first",
            ));
        }
        if least.max(most.unwrap_or(0)) > MAX_REPETITION {
            let message = format!(
                "the repetition goes beyond {MAX_REPETITION}; leave its bound open and bound the length of the value"
            );
            return Err(PatternError::too_large(at, message));
        }
        self.at += inside.len() + "{}".len();
        Ok(Bounds { least, most })
    }
}

fn not_bounds(inside: &str) -> &'static str {
    if inside.strip_prefix(',').and_then(count).is_some() {
        return "the repetition has no lower bound; write `{0,`";
    }
    r"`{` begins no repetition such as `{2}` or `{2,3}`; write `\{` for the character itself"
}

/// Decimal digits and nothing else; what is too large stays too large.
fn count(digits: &str) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then(|| digits.parse().unwrap_or(u32::MAX))
}
