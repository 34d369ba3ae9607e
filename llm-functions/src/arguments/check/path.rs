//! [`Path`]: where the checker is. It lives on the stack and becomes text only when there is a problem.

use crate::arguments::place::{Named, Place};

/// The way from the arguments object to a place in it.
pub(crate) enum Path<'p> {
    Root,
    Member { of: &'p Path<'p>, name: &'p str, named: Named },
    Item { of: &'p Path<'p>, index: usize },
}

impl<'p> Path<'p> {
    /// A member that is declared.
    pub(crate) fn member(&'p self, name: &'p str) -> Self {
        Self::Member { of: self, name, named: Named::Declared }
    }

    /// A member whose name the model chose.
    pub(crate) fn chosen(&'p self, name: &'p str) -> Self {
        Self::Member { of: self, name, named: Named::Chosen }
    }

    pub(crate) fn index(&'p self, index: usize) -> Self {
        Self::Item { of: self, index }
    }

    /// The JSON pointer (RFC 6901).
    pub(crate) fn pointer(&self) -> String {
        self.place().pointer().to_owned()
    }

    pub(in crate::arguments) fn place(&self) -> Place {
        match self {
            Self::Root => Place::default(),
            Self::Member { of, name, named } => of.place().then(name, *named),
            Self::Item { of, index } => of.place().then(&index.to_string(), Named::Declared),
        }
    }
}
