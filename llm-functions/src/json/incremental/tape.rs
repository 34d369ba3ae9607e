//! [`Tape`]: every value read so far, in the order in which they began, each with where it ends.
//!
//! One list instead of a tree: a value that grows never moves, a view of it is an index, and what is open is always at
//! the end. All texts stand behind each other in one string; only the last of them can still be growing.

use serde_json::Number;

use crate::json::Json;

/// A piece of the tape's text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: usize,
    end: usize,
}

/// One value. `name` is empty for what is not a member of an object.
pub(super) struct Node {
    pub(super) name: Span,
    pub(super) value: Value,
    pub(super) complete: bool,
}

pub(super) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    /// The characters of a number that may go on.
    Digits {
        start: usize,
    },
    /// Until the text's end while it is open.
    String(Span),
    /// `after` is the index of the first node that is not inside; the list's end while it is open.
    Array {
        after: usize,
    },
    Object {
        after: usize,
    },
}

#[derive(Default)]
pub(super) struct Tape {
    nodes: Vec<Node>,
    pub(super) text: String,
}

impl Tape {
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    /// Begins a value and returns its index.
    pub(super) fn begin(&mut self, name: Span, value: Value) -> usize {
        self.nodes.push(Node { name, value, complete: false });
        self.nodes.len() - 1
    }

    /// A text that begins here.
    pub(super) fn open_span(&self) -> Span {
        Span { start: self.text.len(), end: usize::MAX }
    }

    /// The text since `start`, which is now complete.
    pub(super) fn close_span(&self, open: Span) -> Span {
        Span { start: open.start, end: self.text.len() }
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end.min(self.text.len())).unwrap_or_default()
    }

    /// Closes the scalar that was begun last.
    pub(super) fn close_last(&mut self) {
        let end = self.text.len();
        if let Some(node) = self.nodes.last_mut() {
            node.complete = true;
            if let Value::String(span) = &mut node.value {
                span.end = end;
            }
        }
    }

    /// The text of the number that is growing.
    pub(super) fn digits(&self) -> &str {
        match self.nodes.last() {
            Some(Node { value: Value::Digits { start }, .. }) => self.text.get(*start..).unwrap_or_default(),
            _ => "",
        }
    }

    /// Puts the number in the place of its characters.
    pub(super) fn close_number(&mut self, number: Number) {
        if let Some(node) = self.nodes.last_mut()
            && let Value::Digits { start } = node.value
        {
            self.text.truncate(start);
            node.value = Value::Number(number);
            node.complete = true;
        }
    }

    /// Closes the array or object at this index.
    pub(super) fn close(&mut self, index: usize) {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(index) {
            node.complete = true;
            if let Value::Array { after } | Value::Object { after } = &mut node.value {
                *after = end;
            }
        }
    }

    /// The index of the first node that is not inside the one at `index`.
    pub(super) fn after(&self, index: usize) -> usize {
        match self.nodes.get(index).map(|node| &node.value) {
            Some(Value::Array { after } | Value::Object { after }) => (*after).min(self.nodes.len()),
            _ => index + 1,
        }
    }

    /// What there is of the value at this index; scalars whose value is not known yet are left out. As deep as the
    /// nesting, which is bounded.
    pub(super) fn json(&self, index: usize) -> Option<Json> {
        let node = self.nodes.get(index)?;
        Some(match &node.value {
            Value::Null if node.complete => Json::Null,
            Value::Bool(value) if node.complete => Json::Bool(*value),
            Value::Number(number) => Json::Number(number.clone()),
            Value::String(span) => self.slice(*span).into(),
            Value::Array { .. } => Json::Array(self.children(index).filter_map(|item| self.json(item)).collect()),
            Value::Object { .. } => Json::Object(self.children(index).filter_map(|index| self.member(index)).collect()),
            Value::Null | Value::Bool(_) | Value::Digits { .. } => return None,
        })
    }

    fn member(&self, index: usize) -> Option<(String, Json)> {
        let name = self.slice(self.nodes.get(index)?.name);
        Some((name.to_owned(), self.json(index)?))
    }

    pub(super) fn children(&self, index: usize) -> Children<'_> {
        Children { tape: self, next: index + 1, after: self.after(index) }
    }
}

/// The indices of what stands directly inside an array or object.
#[derive(Clone)]
pub(super) struct Children<'a> {
    tape: &'a Tape,
    next: usize,
    after: usize,
}

impl Iterator for Children<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let index = self.next;
        if index >= self.after {
            return None;
        }
        self.next = self.tape.after(index);
        Some(index)
    }
}
