//! [`Path`]: where the checker is. It lives on the stack and becomes text only when there is a problem.

use crate::arguments::error::escape;

/// The way from the arguments object to a place in it.
pub(crate) enum Path<'p> {
    Root,
    Member { of: &'p Path<'p>, name: &'p str },
    Item { of: &'p Path<'p>, index: usize },
}

impl<'p> Path<'p> {
    pub(crate) fn member(&'p self, name: &'p str) -> Self {
        Self::Member { of: self, name }
    }

    pub(crate) fn index(&'p self, index: usize) -> Self {
        Self::Item { of: self, index }
    }

    /// The JSON pointer (RFC 6901).
    pub(crate) fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member { of, name } => format!("{}/{}", of.pointer(), escape(name)),
            Self::Item { of, index } => format!("{}/{index}", of.pointer()),
        }
    }
}
