//! What the derives' expansions name. Not for anybody else: it changes without notice.

pub use crate::arguments::{Argument, Fields, Mismatch};
pub use crate::format::Format;
pub use crate::json::Json;
pub use crate::parameter_type::{FactKind, Facts, ParameterType};
pub use crate::registry::bind;
pub use crate::sensitivity::Sensitivity;
pub use crate::spec::{
    Behavior, Bound, Constraints, FunctionSpec, ParameterSpec, Scalar, Tagging, TypeKind, TypeRef, TypeSpec, UnionSpec,
    UnionVariant, VariantContent, VariantSpec,
};

/// Fails to compile when `minimum` or `maximum` stands on a type that is not a number.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_number(facts: Facts) {
    assert!(
        matches!(facts.kind, FactKind::Integer | FactKind::Number),
        "`minimum` and `maximum` can only be used on a number"
    );
}

/// Fails to compile when a bound lies outside the integer type.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_bound_fits(facts: Facts, bound: Bound) {
    if let (Some((minimum, maximum)), Bound::Integer(bound)) = (facts.integer_range, bound)
        && (bound < minimum || bound > maximum)
    {
        panic!("a bound lies outside the values of the parameter's type");
    }
}

/// Fails to compile when `min_length` or `max_length` stands on a type that is not a string.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_string(facts: Facts) {
    assert!(matches!(facts.kind, FactKind::String), "`min_length` and `max_length` can only be used on a string");
}

/// Fails to compile when `min_items` or `max_items` stands on a type that is not a list.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_array(facts: Facts) {
    assert!(matches!(facts.kind, FactKind::Array), "`min_items` and `max_items` can only be used on a list");
}

/// Fails to compile when a default stands on an `Option`.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_not_optional(facts: Facts) {
    assert!(!facts.optional, "`default` cannot be used on an `Option`, whose absent value is `None`");
}

/// Fails to compile when nothing is within the constraints.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_satisfiable(constraints: &Constraints) {
    if let (Some(minimum), Some(maximum)) = (constraints.minimum, constraints.maximum) {
        assert!(!less(maximum, minimum), "no value satisfies both `minimum` and `maximum`");
    }
    if let (Some(least), Some(most)) = (constraints.min_length, constraints.max_length) {
        assert!(least <= most, "no value satisfies both `min_length` and `max_length`");
    }
    if let (Some(least), Some(most)) = (constraints.min_items, constraints.max_items) {
        assert!(least <= most, "no value satisfies both `min_items` and `max_items`");
    }
}

/// Fails to compile when a default is outside the parameter's own range.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_default_fits(default: Bound, constraints: &Constraints) {
    if let Some(minimum) = constraints.minimum {
        assert!(!less(default, minimum), "the default is below the parameter's `minimum`");
    }
    if let Some(maximum) = constraints.maximum {
        assert!(!less(maximum, default), "the default is above the parameter's `maximum`");
    }
}

#[allow(clippy::cast_precision_loss, reason = "a float can only be compared as a float")]
const fn less(one: Bound, other: Bound) -> bool {
    match (one, other) {
        (Bound::Integer(one), Bound::Integer(other)) => one < other,
        (Bound::Integer(one), Bound::Number(other)) => (one as f64) < other,
        (Bound::Number(one), Bound::Integer(other)) => one < other as f64,
        (Bound::Number(one), Bound::Number(other)) => one < other,
    }
}

/// Fails to compile when two functions have one name.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
#[track_caller]
pub const fn assert_distinct(names: &[&str]) {
    let mut later = 1;
    while later < names.len() {
        let mut earlier = 0;
        while earlier < later {
            assert!(!same(names[earlier], names[later]), "two functions of this `functions![...]` have the same name");
            earlier += 1;
        }
        later += 1;
    }
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}
