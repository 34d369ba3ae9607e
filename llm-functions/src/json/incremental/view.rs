//! [`PartialValue`]: what there is of a value that is still being written, borrowed from the reader.

use std::fmt;

use serde_json::Number;

use super::tape::{Children, Node, Tape, Value};
use crate::json::Json;

/// A value as far as it was read. Cheap to copy; everything it shows is borrowed from its reader.
#[derive(Clone, Copy)]
pub struct PartialValue<'a> {
    tape: &'a Tape,
    index: usize,
    node: &'a Node,
}

/// What is inside a [`PartialValue`].
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums, reason = "JSON has these kinds and will have no other")]
pub enum Partial<'a> {
    /// `null`, or its first letters.
    Null,
    /// `true` or `false`, or their first letters.
    Bool(bool),
    /// A whole number.
    Number(&'a Number),
    /// The characters of a number that may go on: `12` can still become `120` or `12.5`.
    Digits(&'a str),
    /// The characters of a string so far; never half a character or half an escape.
    String(&'a str),
    /// The items so far; only the last can be incomplete.
    Array(Items<'a>),
    /// The members whose value has begun; only the last can be incomplete.
    Object(Members<'a>),
}

impl<'a> PartialValue<'a> {
    pub(super) fn at(tape: &'a Tape, index: usize) -> Option<Self> {
        tape.node(index).map(|node| Self { tape, index, node })
    }

    /// Whether nothing that follows can change the value.
    pub fn is_complete(self) -> bool {
        self.node.complete
    }

    /// What there is of it.
    pub fn get(self) -> Partial<'a> {
        match &self.node.value {
            Value::Null => Partial::Null,
            Value::Bool(value) => Partial::Bool(*value),
            Value::Number(number) => Partial::Number(number),
            Value::Digits { .. } => Partial::Digits(self.tape.digits()),
            Value::String(span) => Partial::String(self.tape.slice(*span)),
            Value::Array { .. } => Partial::Array(Items(self.children())),
            Value::Object { .. } => Partial::Object(Members(self.children())),
        }
    }

    fn children(self) -> Nodes<'a> {
        Nodes { tape: self.tape, indices: self.tape.children(self.index) }
    }

    /// The characters of a string so far.
    pub fn as_str(self) -> Option<&'a str> {
        match self.get() {
            Partial::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items of an array so far; none for anything else.
    pub fn items(self) -> Items<'a> {
        match self.get() {
            Partial::Array(items) => items,
            _ => Items(Nodes::none(self.tape)),
        }
    }

    /// The members of an object so far; none for anything else.
    pub fn members(self) -> Members<'a> {
        match self.get() {
            Partial::Object(members) => members,
            _ => Members(Nodes::none(self.tape)),
        }
    }

    /// The member of this name, if the value is an object in which that member has begun.
    pub fn member(self, name: &str) -> Option<PartialValue<'a>> {
        self.members().find(|(member, _)| *member == name).map(|(_, value)| value)
    }

    /// The value, if it is complete.
    pub fn to_json(self) -> Option<Json> {
        if self.is_complete() { self.tape.json(self.index) } else { None }
    }

    /// What there is of the value as if it ended here: a string's first characters, the items and members so far. Numbers
    /// and literals that may go on are left out; `None` when the value itself is one. Costs as much as the value is large.
    pub fn so_far(self) -> Option<Json> {
        self.tape.json(self.index)
    }
}

/// The kind and whether it is complete, but not the value.
impl fmt::Debug for PartialValue<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.node.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) | Value::Digits { .. } => "number",
            Value::String(_) => "string",
            Value::Array { .. } => "array",
            Value::Object { .. } => "object",
        };
        out.debug_struct("PartialValue").field("kind", &kind).field("complete", &self.node.complete).finish()
    }
}

#[derive(Clone)]
struct Nodes<'a> {
    tape: &'a Tape,
    indices: Children<'a>,
}

impl<'a> Nodes<'a> {
    /// Behind the last node there is nothing.
    fn none(tape: &'a Tape) -> Self {
        Self { tape, indices: tape.children(tape.len()) }
    }

    fn next(&mut self) -> Option<PartialValue<'a>> {
        self.indices.next().and_then(|index| PartialValue::at(self.tape, index))
    }
}

/// The items of an array so far.
#[derive(Clone)]
pub struct Items<'a>(Nodes<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = PartialValue<'a>;

    fn next(&mut self) -> Option<PartialValue<'a>> {
        self.0.next()
    }
}

/// The members of an object so far.
#[derive(Clone)]
pub struct Members<'a>(Nodes<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, PartialValue<'a>);

    fn next(&mut self) -> Option<(&'a str, PartialValue<'a>)> {
        self.0.next().map(|value| (value.tape.slice(value.node.name), value))
    }
}

impl fmt::Debug for Items<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.clone()).finish()
    }
}

/// The names are parameters' names, not values; still a model may have made them up.
impl fmt::Debug for Members<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.clone().map(|(_, value)| value)).finish()
    }
}
