//! What the derives' expansions name. Not for anybody else: it changes without notice.

pub use crate::arguments::{Fields, Mismatch};
pub use crate::json::Json;
pub use crate::parameter_type::{FactKind, Facts, ParameterType};
pub use crate::registry::bind;
pub use crate::spec::{Bound, Constraints, FunctionSpec, ParameterSpec, TypeKind, TypeRef, TypeSpec, VariantSpec};

/// Fails to compile when `minimum` or `maximum` stands on a type that is not a number.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
pub const fn assert_number(facts: Facts) {
    assert!(
        matches!(facts.kind, FactKind::Integer | FactKind::Number),
        "`minimum` and `maximum` can only be used on a number"
    );
}

/// Fails to compile when a bound lies outside the integer type.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
pub const fn assert_bound_fits(facts: Facts, bound: Bound) {
    if let (Some((minimum, maximum)), Bound::Integer(bound)) = (facts.integer_range, bound)
        && (bound < minimum || bound > maximum)
    {
        panic!("a bound lies outside the values of the parameter's type");
    }
}

/// Fails to compile when `min_length` or `max_length` stands on a type that is not a string.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
pub const fn assert_string(facts: Facts) {
    assert!(matches!(facts.kind, FactKind::String), "`min_length` and `max_length` can only be used on a string");
}

/// Fails to compile when `min_items` or `max_items` stands on a type that is not a list.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
pub const fn assert_array(facts: Facts) {
    assert!(matches!(facts.kind, FactKind::Array), "`min_items` and `max_items` can only be used on a list");
}

/// Fails to compile when two functions have one name.
#[allow(clippy::panic, reason = "a panic in a constant is a compile error, which is its purpose")]
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
