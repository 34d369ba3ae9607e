//! [`Labelled`]: a value with its sensitivity label.

use std::fmt;

use llm_functions::Sensitivity;
use serde::{Deserialize, Serialize};

/// A value and how private it is. What is made from it has its label; `Debug` does not show it.
///
/// ```
/// use llm_runtime::{Labelled, Sensitivity};
///
/// let name = Labelled::new("Ada", Sensitivity::Personal);
/// let weight = Labelled::new(71, Sensitivity::Sensitive);
/// let sentence = name.with(weight, |name, weight| format!("{name} weighs {weight} kg"));
/// assert_eq!(sentence.sensitivity(), Sensitivity::Sensitive);
/// assert_eq!(format!("{sentence:?}"), "Labelled([redacted], Sensitive)");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled<T> {
    value: T,
    sensitivity: Sensitivity,
}

impl<T> Labelled<T> {
    /// A value with its label.
    pub const fn new(value: T, sensitivity: Sensitivity) -> Self {
        Self { value, sensitivity }
    }

    /// How private it is.
    pub const fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    /// The value, to be treated as its label says.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The value without its label; whoever takes it answers for where it goes.
    pub fn into_value(self) -> T {
        self.value
    }

    /// What is made from the value alone.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Labelled<U> {
        Labelled { value: make(self.value), sensitivity: self.sensitivity }
    }

    /// What is made from two values, as private as the more private of them.
    pub fn with<U, V>(self, other: Labelled<U>, make: impl FnOnce(T, U) -> V) -> Labelled<V> {
        Labelled { value: make(self.value, other.value), sensitivity: self.sensitivity.join(other.sensitivity) }
    }
}

impl<T> fmt::Debug for Labelled<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Labelled([redacted], {:?})", self.sensitivity)
    }
}
