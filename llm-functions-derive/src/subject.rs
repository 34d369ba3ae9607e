//! [`Subject`]: the values that constraints are about, which are a parameter's or the items of it.

use syn::Type;

use crate::ast::Parameter;
use crate::attr::Constraints;
use crate::ty::{Shape, constrained};

/// The values of a parameter, or those of its items, or those of its items' items.
pub(crate) struct Subject<'a> {
    pub(crate) constraints: &'a Constraints,
    /// The type; `None` for the items of a type whose name says nothing of items.
    pub(crate) ty: Option<&'a Type>,
    /// The parameter's own type.
    pub(crate) root: &'a Type,
    /// How many lists and maps are around it inside the parameter.
    pub(crate) depth: usize,
    /// What it is called in a message: "`days`", "an item of `days`".
    pub(crate) called: String,
}

impl<'a> Subject<'a> {
    pub(crate) fn of(parameter: &'a Parameter<'_>) -> Self {
        Self::new(&parameter.attrs.constraints, parameter.ty, &format!("`{}`", parameter.ident))
    }

    /// The values of a type under a name of its own.
    pub(crate) fn new(constraints: &'a Constraints, ty: &'a Type, called: &str) -> Self {
        Self { constraints, ty: Some(constrained(ty)), root: ty, depth: 0, called: called.to_owned() }
    }

    /// Its items, if anything is said about them.
    pub(crate) fn items(&self) -> Option<Self> {
        let constraints = &*self.constraints.items.as_ref()?.value;
        let ty = self.shape().item().map(constrained);
        let (root, depth) = (self.root, self.depth + 1);
        let of = if let Shape::Map(_) = self.shape() { "a value of" } else { "an item of" };
        Some(Self { constraints, ty, root, depth, called: format!("{of} {}", self.called) })
    }

    pub(crate) fn shape(&self) -> Shape<'a> {
        self.ty.map_or(Shape::Other, Shape::of)
    }
}
