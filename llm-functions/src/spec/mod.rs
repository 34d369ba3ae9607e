//! The constant data that a derive emits: what a function is called, what it takes, what its types are.
//!
//! Everything here can be built in a `const`: the builders are `const fn`, lists are slices, and a nested type is held
//! as a function pointer, so that a type may contain itself.

mod constraints;
mod types;

pub use constraints::{Bound, Constraints};
pub use types::{TypeKind, TypeRef, TypeSpec, VariantSpec};

use crate::Sensitivity;
use crate::json::Json;

/// A function: its name, when to call it, its parameters, and what may be assumed about calling it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FunctionSpec {
    /// 1 to 64 ASCII letters, digits, `_` and `-`: what every provider accepts.
    pub name: &'static str,
    /// What the model reads to decide whether to call it.
    pub description: &'static str,
    /// In declaration order.
    pub parameters: &'static [ParameterSpec],
    /// Calling it changes nothing, so it may start while the model is still writing.
    pub read_only: bool,
    /// It must run alone: no other call of the message runs beside it.
    pub exclusive: bool,
    /// How private its results are.
    pub sensitivity: Sensitivity,
}

impl FunctionSpec {
    /// A function that may change things and whose results are [`Sensitivity::Sensitive`].
    pub const fn new(name: &'static str, description: &'static str, parameters: &'static [ParameterSpec]) -> Self {
        Self { name, description, parameters, read_only: false, exclusive: false, sensitivity: Sensitivity::Sensitive }
    }

    /// Declares that calling it changes nothing.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Declares that no other call may run beside it.
    #[must_use]
    pub const fn exclusive(mut self) -> Self {
        self.exclusive = true;
        self
    }

    /// Sets how private its results are.
    #[must_use]
    pub const fn sensitivity(mut self, sensitivity: Sensitivity) -> Self {
        self.sensitivity = sensitivity;
        self
    }
}

/// One parameter of a function, or one field of a struct that is a parameter's type.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ParameterSpec {
    /// The name in the JSON object.
    pub name: &'static str,
    /// What the model reads to fill it in; empty when there is nothing to say.
    pub description: &'static str,
    /// Its type.
    pub ty: TypeRef,
    /// What its value must satisfy beyond its type.
    pub constraints: Constraints,
    /// The value an absent or null argument stands for.
    pub default: Option<fn() -> Json>,
}

impl ParameterSpec {
    /// A parameter without constraints and without default.
    pub const fn new(name: &'static str, description: &'static str, ty: TypeRef) -> Self {
        Self { name, description, ty, constraints: Constraints::NONE, default: None }
    }

    /// Sets what its value must satisfy.
    #[must_use]
    pub const fn constraints(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// Sets the value an absent argument stands for.
    #[must_use]
    pub const fn default(mut self, default: fn() -> Json) -> Self {
        self.default = Some(default);
        self
    }

    /// Whether the model has to supply it.
    pub fn is_required(&self) -> bool {
        self.default.is_none() && !matches!((self.ty)().kind, TypeKind::Optional(_))
    }
}
