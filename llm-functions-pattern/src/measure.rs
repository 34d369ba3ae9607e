//! What can be said about a pattern without a text: its size, its lengths, its anchors.

use crate::ast::{Assertion, Bounds, Node};
use crate::{MAX_SIZE, PatternError};

/// Refuses what is too large once written out, and anchors that can never hold.
pub(crate) fn check(root: &Node) -> Result<(), PatternError> {
    if size(root) > MAX_SIZE {
        let message = format!(
            "the pattern has more than {MAX_SIZE} parts once its repetitions are written out; lower the bounds of \
             the repetitions"
        );
        return Err(PatternError::too_large(0, message));
    }
    anchors(root)
}

/// The parts that an engine's program has, roughly: what it costs to compile, and per character to run.
fn size(node: &Node) -> u32 {
    match node {
        Node::Class(class) => 1 + u32::try_from(class.ranges().iter().count() / 8).unwrap_or(u32::MAX),
        Node::Assertion(_) => 1,
        Node::Concat(parts) | Node::Alternate(parts) => parts.iter().map(size).fold(1, u32::saturating_add),
        Node::Repeat(inner, Bounds { least, most }) => {
            let copies = most.unwrap_or(least.saturating_add(1)).max(1);
            size(inner).saturating_mul(copies).saturating_add(1)
        }
    }
}

/// A `^` after a character and a character after a `$` are mistakes: nothing would ever match.
fn anchors(node: &Node) -> Result<(), PatternError> {
    match node {
        Node::Class(_) | Node::Assertion(_) => Ok(()),
        Node::Repeat(inner, _) => anchors(inner),
        Node::Alternate(branches) => branches.iter().try_for_each(anchors),
        Node::Concat(parts) => {
            let (mut consumed, mut ended) = (false, None);
            for part in parts {
                anchors(part)?;
                consumed |= lengths(part).least > 0;
                match (part, ended) {
                    (Node::Assertion(Assertion::Start(at)), _) if consumed => {
                        return Err(PatternError::invalid(
                            *at,
                            "`^` after a character never matches; write `\\^` for the character itself",
                        ));
                    }
                    (Node::Assertion(Assertion::End(at)), _) => ended = ended.or(Some(*at)),
                    (_, Some(at)) if lengths(part).least > 0 => {
                        return Err(PatternError::invalid(
                            at,
                            "`$` before a character never matches; write `\\$` for the character itself",
                        ));
                    }
                    _ => {}
                }
            }
            Ok(())
        }
    }
}

/// The lengths of the texts that a node matches, in characters. Not every length between need occur.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lengths {
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
}

pub(crate) fn lengths(node: &Node) -> Lengths {
    match node {
        Node::Class(_) => Lengths { least: 1, most: Some(1) },
        Node::Assertion(_) => Lengths { least: 0, most: Some(0) },
        Node::Concat(parts) => in_sequence(parts.iter().map(lengths)),
        Node::Alternate(branches) => branches.iter().map(lengths).reduce(either).unwrap_or(Lengths::EMPTY),
        Node::Repeat(inner, bounds) => lengths(inner).times(*bounds),
    }
}

/// The lengths of texts that stand one after the other.
pub(crate) fn in_sequence(parts: impl Iterator<Item = Lengths>) -> Lengths {
    parts.fold(Lengths::EMPTY, |sum, part| Lengths {
        least: sum.least.saturating_add(part.least),
        most: sum.most.zip(part.most).map(|(sum, part)| sum.saturating_add(part)),
    })
}

fn either(one: Lengths, other: Lengths) -> Lengths {
    Lengths { least: one.least.min(other.least), most: one.most.zip(other.most).map(|(one, other)| one.max(other)) }
}

impl Lengths {
    const EMPTY: Self = Self { least: 0, most: Some(0) };

    pub(crate) fn times(self, bounds: Bounds) -> Self {
        let most = match (self.most, bounds.most) {
            // Nothing, however often, and anything, not once, are nothing.
            (Some(0), _) | (_, Some(0)) => Some(0),
            (Some(length), Some(times)) => Some(length.saturating_mul(times)),
            _ => None,
        };
        Self { least: self.least.saturating_mul(bounds.least), most }
    }
}

/// Whether every match begins where the text does.
pub(crate) fn starts(node: &Node) -> bool {
    match node {
        Node::Assertion(assertion) => matches!(assertion, Assertion::Start(_)),
        // What comes before a `^` that must hold is empty.
        Node::Concat(parts) => parts.iter().any(starts),
        Node::Alternate(branches) => branches.iter().all(starts),
        Node::Repeat(inner, bounds) => bounds.least > 0 && starts(inner),
        Node::Class(_) => false,
    }
}

/// Whether every match ends where the text does.
pub(crate) fn ends(node: &Node) -> bool {
    match node {
        Node::Assertion(assertion) => matches!(assertion, Assertion::End(_)),
        Node::Concat(parts) => parts.iter().any(ends),
        Node::Alternate(branches) => branches.iter().all(ends),
        Node::Repeat(inner, bounds) => bounds.least > 0 && ends(inner),
        Node::Class(_) => false,
    }
}
