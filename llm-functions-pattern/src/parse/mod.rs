//! Reads a pattern, in the grammar of ECMA-262 with the `u` flag, minus what others read differently.

mod class;
mod escape;
mod group;
mod quantifier;

use crate::ast::{Assertion, Class, Node};
use crate::{MAX_BYTES, PatternError};

use escape::Escape;

pub(crate) fn parse(text: &str) -> Result<Node, PatternError> {
    if text.len() > MAX_BYTES {
        let message = format!("the pattern is longer than {MAX_BYTES} bytes; check the value in code instead");
        return Err(PatternError::too_large(MAX_BYTES, message));
    }
    let mut parser = Parser { text, at: 0, depth: 0, names: Vec::new() };
    let root = parser.alternatives()?;
    match parser.peek() {
        None => Ok(root),
        Some(_) => Err(PatternError::invalid(parser.at, r"`)` closes no group; write `\)` for the character itself")),
    }
}

/// A pattern being read.
struct Parser<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
    /// How many groups are open.
    depth: u32,
    /// The groups that have names.
    names: Vec<&'a str>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Steps over `expected`, if it comes next.
    fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Up to the end of the group or of the pattern.
    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        Ok(single_or(branches, Node::Alternate))
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            let atom = self.atom(c)?;
            parts.push(self.quantified(atom)?);
        }
        Ok(single_or(parts, Node::Concat))
    }

    /// One atom or assertion, without what says how often.
    fn atom(&mut self, first: char) -> Result<Atom, PatternError> {
        let at = self.at;
        match first {
            '(' => return self.group().map(Atom::Repeatable),
            '[' => return self.set().map(|set| Atom::Repeatable(Node::Class(set))),
            '\\' => return self.escape(at).and_then(|escape| outside_brackets(escape, at)),
            _ => {}
        }
        self.next();
        let class = match first {
            '^' => return Ok(Atom::Assertion(Assertion::Start(at))),
            '$' => return Ok(Atom::Assertion(Assertion::End(at))),
            '.' => Class::Dot,
            '*' | '+' | '?' => {
                let message = format!("`{first}` has nothing to repeat; write `\\{first}` for the character itself");
                return Err(PatternError::invalid(at, message));
            }
            '{' | '}' | ']' => {
                let message = format!("`{first}` stands alone; write `\\{first}` for the character itself");
                return Err(PatternError::invalid(at, message));
            }
            literal => Class::Literal(literal),
        };
        Ok(Atom::Repeatable(Node::Class(class)))
    }
}

/// What a quantifier may stand behind, and what it may not.
enum Atom {
    Repeatable(Node),
    Assertion(Assertion),
}

fn outside_brackets(escape: Escape, at: usize) -> Result<Atom, PatternError> {
    let class = match escape {
        Escape::Assertion(assertion) => return Ok(Atom::Assertion(assertion)),
        Escape::Hyphen => return Err(PatternError::invalid(at, r"`\-` is an escape in brackets only; write `-`")),
        Escape::Char(c) => Class::Literal(c),
        Escape::Shorthand(shorthand) => Class::Shorthand(shorthand),
    };
    Ok(Atom::Repeatable(Node::Class(class)))
}

/// The only one, or all of them together.
fn single_or(mut nodes: Vec<Node>, together: fn(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        Some(last) => {
            nodes.push(last);
            together(nodes)
        }
        None => Node::Concat(nodes),
    }
}
