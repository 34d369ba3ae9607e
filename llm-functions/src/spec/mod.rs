//! The constant data that a derive emits: what a function is called, what it takes, what its types are.
//!
//! Everything here can be built in a `const`: the builders are `const fn`, lists are slices, and a nested type is held
//! as a function pointer, so that a type may contain itself. What reads it reads the [`view`](crate::view) made of it.

mod behavior;
mod constraints;
mod function;
mod types;

pub use behavior::Behavior;
pub use constraints::{Bound, Constraints, Scalar};
pub use function::FunctionSpec;
pub use types::{Tagging, TypeKind, TypeRef, TypeSpec, UnionSpec, UnionVariant, VariantContent, VariantSpec};

use crate::json::Json;

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
    /// Values that the model is shown.
    pub examples: &'static [fn() -> Json],
    /// Its values are kept out of approvals' texts, logs and spans even where an option shows arguments.
    pub sensitive: bool,
}

impl ParameterSpec {
    /// A parameter without constraints and without default.
    pub const fn new(name: &'static str, description: &'static str, ty: TypeRef) -> Self {
        Self { name, description, ty, constraints: Constraints::NONE, default: None, examples: &[], sensitive: false }
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

    /// Sets the values that the model is shown.
    #[must_use]
    pub const fn examples(mut self, examples: &'static [fn() -> Json]) -> Self {
        self.examples = examples;
        self
    }

    /// Declares that its values are not to be shown.
    #[must_use]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }
}
