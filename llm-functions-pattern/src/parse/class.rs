//! Sets of characters in brackets.

use super::Parser;
use super::escape::Escape;
use crate::PatternError;
use crate::ast::{Class, Item};

/// Names between `[:` and `:]`.
const POSIX: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

impl Parser<'_> {
    pub(super) fn set(&mut self) -> Result<Class, PatternError> {
        let at = self.at;
        self.not_posix(self.rest())?;
        self.next();
        let negated = self.eat("^");
        if self.peek() == Some(']') {
            return Err(PatternError::unsupported(at, empty(negated)));
        }
        let mut items = Vec::new();
        while !self.eat("]") {
            items.push(self.item(at)?);
        }
        let class = Class::Set { negated, items };
        if class.ranges().is_empty() {
            return Err(PatternError::invalid(at, "the brackets leave no character; nothing would ever match"));
        }
        Ok(class)
    }

    /// A character, a range or a shorthand of the set that begins at `set`.
    fn item(&mut self, set: usize) -> Result<Item, PatternError> {
        let first = self.member(set)?;
        let is_range = self.peek() == Some('-') && !self.rest().starts_with("-]");
        if !is_range {
            return Ok(first);
        }
        self.not_an_operation()?;
        let hyphen = self.at;
        self.next();
        let last = self.member(set)?;
        match (first, last) {
            (Item::Range(first, _), Item::Range(_, last)) if first <= last => Ok(Item::Range(first, last)),
            (Item::Range(..), Item::Range(..)) => {
                let message =
                    r"the range is reversed; write the lesser character first, or `\-` for the character itself";
                Err(PatternError::invalid(hyphen, message))
            }
            _ => Err(PatternError::invalid(hyphen, r"`-` stands beside a class; write `\-` for the character itself")),
        }
    }

    /// One end of a range, or all there is.
    fn member(&mut self, set: usize) -> Result<Item, PatternError> {
        self.not_an_operation()?;
        let at = self.at;
        match self.peek() {
            None => {
                Err(PatternError::invalid(set, r"`[` is never closed; add `]`, or write `\[` for the character itself"))
            }
            Some('[') => {
                self.not_posix(self.rest())?;
                let message = r"`[` inside brackets begins a nested set elsewhere; write `\[` for the character itself";
                Err(PatternError::unsupported(at, message))
            }
            Some('\\') => self.escape(at).and_then(|escape| inside_brackets(escape, at)),
            Some(c) => {
                self.next();
                Ok(Item::Range(c, c))
            }
        }
    }

    /// Doubled characters that combine sets elsewhere.
    fn not_an_operation(&self) -> Result<(), PatternError> {
        match ["&&", "--", "~~"].iter().find(|operation| self.rest().starts_with(**operation)) {
            Some(operation) => {
                let instead = if *operation == "--" { r"write `\-` for the character itself" } else { "name it once" };
                let message = format!("`{operation}` in brackets combines sets elsewhere; {instead}");
                Err(PatternError::unsupported(self.at, message))
            }
            None => Ok(()),
        }
    }

    /// `[:alpha:]`, be it in brackets of its own or not.
    fn not_posix(&self, rest: &str) -> Result<(), PatternError> {
        let name = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")).map(|(name, _)| name);
        match name.filter(|name| POSIX.contains(&name.trim_start_matches('^'))) {
            Some(name) => {
                let message = format!("the class `[:{name}:]` is not supported; list ranges, such as `[A-Za-z]`");
                Err(PatternError::unsupported(self.at, message))
            }
            None => Ok(()),
        }
    }
}

fn empty(negated: bool) -> &'static str {
    if negated {
        return r"`[^]` is any character in ECMA-262 only; write `[\s\S]`, or `\]` for the character itself";
    }
    r"`[]` is an empty set in ECMA-262 only; write `\]` for the character itself"
}

fn inside_brackets(escape: Escape, at: usize) -> Result<Item, PatternError> {
    match escape {
        Escape::Char(c) => Ok(Item::Range(c, c)),
        Escape::Hyphen => Ok(Item::Range('-', '-')),
        Escape::Shorthand(shorthand) => Ok(Item::Shorthand(shorthand)),
        Escape::Assertion(_) => {
            let message = r"a word boundary cannot stand in brackets; write `\x08` for a backspace";
            Err(PatternError::unsupported(at, message))
        }
    }
}
