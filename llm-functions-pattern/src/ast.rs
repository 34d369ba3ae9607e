//! What a pattern says, without what does not change which texts match: captures, names and laziness.

use crate::ranges::Ranges;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// One character out of a class.
    Class(Class),
    /// Something about a position.
    Assertion(Assertion),
    /// One after the other; empty for the empty text.
    Concat(Vec<Node>),
    /// One of these.
    Alternate(Vec<Node>),
    /// The same again and again.
    Repeat(Box<Node>, Bounds),
}

/// How often; no `most` means without end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
}

/// What can be said about a position, with the byte at which the pattern says it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Assertion {
    Start(usize),
    End(usize),
    WordBoundary,
    NotWordBoundary,
}

/// Where it is written is no part of what it says.
impl PartialEq for Assertion {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Which characters fit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Class {
    Literal(char),
    /// Anything but a line terminator.
    Dot,
    Shorthand(Shorthand),
    Set {
        negated: bool,
        items: Vec<Item>,
    },
}

/// `\d`, `\w`, `\s`, and their opposites.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shorthand {
    pub(crate) name: char,
    pub(crate) ranges: &'static [(char, char)],
    pub(crate) negated: bool,
}

/// A member of a set in brackets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Item {
    Range(char, char),
    Shorthand(Shorthand),
}

const DIGIT: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
/// ECMA-262's `WhiteSpace` and `LineTerminator`.
const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];
const LINE_TERMINATOR: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

impl Shorthand {
    /// The shorthand that `\name` is.
    pub(crate) fn named(name: char) -> Option<Self> {
        let ranges = match name.to_ascii_lowercase() {
            'd' => DIGIT,
            'w' => WORD,
            's' => SPACE,
            _ => return None,
        };
        Some(Self { name, ranges, negated: name.is_ascii_uppercase() })
    }

    fn to_ranges(self) -> Ranges {
        Ranges::new(self.ranges.iter().copied()).negated_if(self.negated)
    }
}

impl Class {
    /// The characters that fit.
    pub(crate) fn ranges(&self) -> Ranges {
        match self {
            Self::Literal(c) => Ranges::new([(*c, *c)]),
            Self::Dot => Ranges::new(LINE_TERMINATOR.iter().copied()).negated_if(true),
            Self::Shorthand(shorthand) => shorthand.to_ranges(),
            Self::Set { negated, items } => {
                let members = items.iter().flat_map(|item| match item {
                    Item::Range(first, last) => vec![(*first, *last)],
                    Item::Shorthand(shorthand) => shorthand.to_ranges().iter().collect(),
                });
                Ranges::new(members).negated_if(*negated)
            }
        }
    }
}

/// What `\b` takes for part of a word.
pub(crate) fn word() -> Ranges {
    Ranges::new(WORD.iter().copied())
}
