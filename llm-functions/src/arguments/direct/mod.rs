//! The short way: text → typed value, for arguments that fit as they are.
//!
//! Most calls are in order, and for those a tree of JSON values would be built only to be taken apart again. Here the
//! text is read once, led by the view, into a flat list of [`Token`]s that point into it; every rule is checked on the
//! way, and the typed value is made from the tokens. What is written in a way that is not quite usual, or does not fit,
//! makes the reader give up without a word: the long way over the tree then says all that is wrong. So nothing here may
//! accept what the long way refuses, and the value must be the same; whether it accepts everything is a matter of speed.

mod argument;
mod number;
mod place;
mod plan;
mod reader;
#[cfg(test)]
mod tests;
mod text;

pub use argument::Argument;
pub(crate) use place::Place;
pub(crate) use plan::Plan;

use crate::json::Json;
use crate::view::{FunctionView, NodeId};

/// Arguments that were read and fit.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    view: &'a FunctionView,
    text: &'a str,
    tokens: Vec<Token>,
    /// Places whose rules are more than the reader knows: read and filled in by those who know all of them.
    trees: Vec<Json>,
}

/// A value, or where it is. A container is followed by its content.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    /// A member that was not there; gone when the reading is done.
    Absent,
    Null,
    Bool(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    /// A string without escapes, from here to there in the text.
    Text(u32, u32),
    /// A string with escapes, of which each is sound.
    Escaped(u32, u32),
    /// So many items follow, up to this token.
    Array {
        count: u32,
        end: u32,
    },
    /// A slot for each property of this node follows, then what did not fit into the slots, up to this token.
    Object {
        node: NodeId,
        end: u32,
    },
    /// The value is at this token.
    At(u32),
    /// The value is this tree.
    Tree(u32),
    /// The value is the default of this node.
    Default(NodeId),
}

impl<'a> Reading<'a> {
    /// Reads and checks the arguments of a call; `None` says nothing about whether they fit.
    pub(crate) fn of(view: &'a FunctionView, text: &'a str) -> Option<Self> {
        reader::read(view, text)
    }
}
