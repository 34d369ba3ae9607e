//! Groups: `(…)`, `(?:…)` and `(?<name>…)`; everything else behind `(?` is refused.

use super::Parser;
use crate::ast::Node;
use crate::{MAX_DEPTH, PatternError};

/// What may follow `(?` elsewhere, what it is called, and what to do without it. The first that fits counts.
const REFUSED: &[(&str, &str, &str)] = &[
    ("(?=", "look-ahead", "spell out what may stand there, or check it in code"),
    ("(?!", "negative look-ahead", "spell out what may stand there, or check it in code"),
    ("(?<=", "look-behind", "spell out what may stand before, or check it in code"),
    ("(?<!", "negative look-behind", "spell out what may stand before, or check it in code"),
    ("(?P<", "the group name", "write `(?<`"),
    ("(?P=", "the back-reference", "repeat the group's own pattern, or check it in code"),
    ("(?P>", "the subroutine", "repeat the group's own pattern"),
    ("(?>", "the atomic group", "write `(?:`"),
    ("(?#", "the comment", "leave it out"),
    ("(?|", "the branch reset", "write `(?:`"),
    ("(?(", "the condition", "write both cases as alternatives"),
    ("(?R", "recursion", "check the value in code"),
    ("(?i", "the inline flag", "list both cases, as in `[Aa]`"),
    ("(?s", "the inline flag", r"write `[\s\S]` for any character"),
    ("(?m", "the inline flag", r"write `(?:^|\n)` for the start of a line"),
    ("(?x", "the inline flag", "write the pattern without spaces and comments"),
    ("(?", "what follows `(`", r"write `(?:` for a group, `\(` for the character itself"),
];

impl Parser<'_> {
    pub(super) fn group(&mut self) -> Result<Node, PatternError> {
        let at = self.at;
        if self.depth == MAX_DEPTH {
            let message = format!("groups are nested more than {MAX_DEPTH} deep; take the pattern apart");
            return Err(PatternError::too_large(at, message));
        }
        self.opening()?;
        self.depth += 1;
        let inner = self.alternatives()?;
        self.depth -= 1;
        if self.eat(")") {
            return Ok(inner);
        }
        Err(PatternError::invalid(at, r"`(` is never closed; add `)`, or write `\(` for the character itself"))
    }

    fn opening(&mut self) -> Result<(), PatternError> {
        let lookbehind = ["(?<=", "(?<!"].iter().any(|opening| self.rest().starts_with(opening));
        if self.eat("(?:") {
            return Ok(());
        }
        if !lookbehind && self.eat("(?<") {
            return self.name();
        }
        let refused = REFUSED.iter().find(|(opening, ..)| self.rest().starts_with(opening));
        if let Some((opening, what, instead)) = refused {
            let message = format!("{what} `{opening}` is not supported; {instead}");
            return Err(PatternError::unsupported(self.at, message));
        }
        self.next();
        Ok(())
    }

    /// Behind `(?<`. Names are kept apart as both engines do; nothing can refer to them.
    fn name(&mut self) -> Result<(), PatternError> {
        let at = self.at;
        let name = self.rest().split('>').next().unwrap_or_default();
        let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        self.at += name.len();
        if !plain || !self.eat(">") {
            let message =
                "the group's name is not made of letters, digits and `_`; write `(?:` for a group without name";
            return Err(PatternError::unsupported(at, message));
        }
        if self.names.contains(&name) {
            return Err(PatternError::invalid(at, format!("two groups are named `{name}`; give one another name")));
        }
        self.names.push(name);
        Ok(())
    }
}
