//! What the derives' expansions ask of the compiler: questions about types and constants of which a macro sees only the
//! names. They are `const fn`s on constant data, so that an answer costs a program nothing.
#![allow(clippy::missing_panics_doc, reason = "a panic in a constant is a compile error, which is its purpose")]

use crate::parameter_type::{FactKind, Facts};
use crate::spec::{Bound, Scalar};

/// Fails to compile with this message, written by the derive in the words that its user typed.
#[track_caller]
pub const fn assert(holds: bool, message: &str) {
    assert!(holds, "{}", message);
}

/// What is known of the items of a list or the values of a map. `None` where there are none, which is then said of
/// `items` itself.
pub const fn of_items(facts: Option<Facts>) -> Option<Facts> {
    match facts {
        Some(Facts { item: Some(item), .. }) => Some(*item),
        _ => None,
    }
}

/// Whether a type is of one of these kinds.
pub const fn is_of_kind(facts: Option<Facts>, kinds: &[FactKind]) -> bool {
    let Some(facts) = facts else { return true };
    let mut index = 0;
    while index < kinds.len() {
        if kinds[index] as u8 == facts.kind as u8 {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether a struct has no field of this name.
pub const fn has_no_field(facts: Facts, name: &str) -> bool {
    let mut index = 0;
    while index < facts.fields.len() {
        if same(facts.fields[index], name) {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether a whole number fits a type of whole numbers; of anything else nothing is said here.
pub const fn can_hold(facts: Option<Facts>, bound: Bound) -> bool {
    match (facts, bound) {
        (Some(Facts { integer_range: Some((minimum, maximum)), .. }), Bound::Integer(bound)) => {
            minimum <= bound && bound <= maximum
        }
        (Some(Facts { integer_range: Some(_), .. }), Bound::Number(_)) => false,
        _ => true,
    }
}

/// Whether a constant can be a value of a type.
pub const fn can_be(facts: Option<Facts>, value: Scalar) -> bool {
    let Some(known) = facts else { return true };
    match (known.kind, value) {
        (FactKind::Boolean, Scalar::Boolean(_))
        | (FactKind::Number, Scalar::Number(_))
        | (FactKind::String | FactKind::Enum, Scalar::String(_))
        // That the key does not belong on a list or an object is said at the key.
        | (FactKind::Any | FactKind::Array | FactKind::Map | FactKind::Object | FactKind::Union, _) => true,
        (FactKind::Integer, Scalar::Number(number)) => can_hold(facts, number),
        _ => false,
    }
}

/// Whether a number can be above the low bound, or at it, and below the high one, or at it.
pub const fn leaves_room(low: Bound, low_exclusive: bool, high: Bound, high_exclusive: bool) -> bool {
    match (low, high) {
        (Bound::Integer(low), Bound::Integer(high)) => {
            low.saturating_add(low_exclusive as i128) <= high.saturating_sub(high_exclusive as i128)
        }
        _ if low_exclusive || high_exclusive => is_above(high, low),
        _ => !is_above(low, high),
    }
}

/// Whether the first number is greater.
#[allow(clippy::cast_precision_loss, reason = "a float can only be compared as a float")]
pub const fn is_above(one: Bound, other: Bound) -> bool {
    match (one, other) {
        (Bound::Integer(one), Bound::Integer(other)) => one > other,
        (Bound::Integer(one), Bound::Number(other)) => (one as f64) > other,
        (Bound::Number(one), Bound::Integer(other)) => one > other as f64,
        (Bound::Number(one), Bound::Number(other)) => one > other,
    }
}

/// Whether a whole number is a multiple of another. Floats are compared when a function is registered: how near is near
/// enough is said there.
pub const fn is_multiple(value: Bound, step: Bound) -> bool {
    match (value, step) {
        (Bound::Integer(value), Bound::Integer(step)) if step > 0 => value % step == 0,
        _ => true,
    }
}

/// Whether a value is one of these.
pub const fn is_listed(value: Scalar, listed: &[Scalar]) -> bool {
    let mut index = 0;
    while index < listed.len() {
        let same = match (value, listed[index]) {
            (Scalar::Boolean(one), Scalar::Boolean(other)) => one == other,
            (Scalar::Number(one), Scalar::Number(other)) => !is_above(one, other) && !is_above(other, one),
            (Scalar::String(one), Scalar::String(other)) => same(one, other),
            _ => false,
        };
        if same {
            return true;
        }
        index += 1;
    }
    false
}

/// How many Unicode scalar values a text has: the bytes that do not continue one.
pub const fn length(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut index, mut length) = (0, 0);
    while index < bytes.len() {
        if bytes[index] & 0b1100_0000 != 0b1000_0000 {
            length += 1;
        }
        index += 1;
    }
    length
}

/// Whether two functions have one name.
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
