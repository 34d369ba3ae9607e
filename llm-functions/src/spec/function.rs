//! [`FunctionSpec`]: a function and what may be assumed about calling it.

use super::{Behavior, ParameterSpec};

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
    /// What may be assumed about calling it.
    pub behavior: Behavior,
    /// Where it sends data, when it sends data somewhere.
    pub egress: Option<&'static str>,
}

impl FunctionSpec {
    /// A function of which nothing more is known.
    pub const fn new(name: &'static str, description: &'static str, parameters: &'static [ParameterSpec]) -> Self {
        Self { name, description, parameters, behavior: Behavior::UNKNOWN, egress: None }
    }

    /// Sets what may be assumed about calling it.
    #[must_use]
    pub const fn behavior(mut self, behavior: Behavior) -> Self {
        self.behavior = behavior;
        self
    }

    /// Names where it sends data.
    #[must_use]
    pub const fn egress(mut self, destination: &'static str) -> Self {
        self.egress = Some(destination);
        self
    }
}
