//! What types that a string stands for have in common.

use super::{FactKind, Facts};
use crate::arguments::Mismatch;
use crate::format::Format;
use crate::json::Json;
use crate::pattern::Matcher;
use crate::spec::{Constraints, TypeKind, TypeSpec};

/// A string.
pub(super) const FACTS: Facts = Facts::new(FactKind::String);

/// A string of a format.
pub(super) const fn of_format<T: 'static>(name: &'static str, format: Format) -> TypeSpec {
    TypeSpec::of::<T>(name, TypeKind::String).constraints(Constraints::NONE.format(format))
}

/// A string that a pattern describes, where no format says the same.
pub(super) const fn of_pattern<T: 'static>(name: &'static str, hint: &'static str, pattern: &'static str) -> TypeSpec {
    TypeSpec::of::<T>(name, TypeKind::String).description(hint).constraints(Constraints::NONE.pattern(pattern))
}

/// The same spec, with what its pattern asks for in words, if it has one.
pub(super) const fn meaning(spec: &TypeSpec, expected: &'static str) -> TypeSpec {
    let constraints = spec.constraints;
    (*spec).constraints(if constraints.pattern.is_some() { constraints.meaning(expected) } else { constraints })
}

/// What `parse` makes of a string. A string of the right form that means nothing (`2026-02-30`) is refused like a value
/// that an author's `validate` refuses: the schema had no way of saying so.
pub(super) fn parsed<T>(
    value: &Json,
    spec: &TypeSpec,
    expected: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Mismatch> {
    let text = value.as_str();
    text.and_then(parse).ok_or_else(|| match text.filter(|text| has_form(spec, text)) {
        Some(_) => Mismatch::refused(format!("expected {expected}, found {value}")),
        None => Mismatch::expected(expected, value),
    })
}

fn has_form(spec: &TypeSpec, text: &str) -> bool {
    // What a schema from elsewhere accepts is for the checks to say.
    let is_text = matches!(spec.kind, TypeKind::String);
    let Constraints { pattern, format, .. } = spec.constraints;
    let matches = |pattern: &str| Matcher::new(pattern).is_ok_and(|matcher| matcher.is_match(text));
    is_text && pattern.is_none_or(matches) && format.is_none_or(|format| format.accepts(text))
}

/// Implements the trait for types that a string stands for.
macro_rules! text_types {
    ($($(#[$doc:meta])* $ty:ty, $spec:expr, $expected:literal, $parse:expr, $write:expr;)*) => {$(
        $(#[$doc])*
        impl super::ParameterType for $ty {
            const FACTS: super::Facts = super::text_form::FACTS;

            fn spec() -> &'static crate::spec::TypeSpec {
                const { &super::text_form::meaning(&$spec, $expected) }
            }

            fn from_json(value: crate::json::Json) -> Result<Self, crate::arguments::Mismatch> {
                super::text_form::parsed(&value, <Self as super::ParameterType>::spec(), $expected, $parse)
            }

            fn from_argument(argument: crate::arguments::Argument<'_>) -> Result<Self, crate::arguments::Mismatch> {
                let parse: fn(&str) -> Option<Self> = $parse;
                match argument.as_str().as_deref().and_then(parse) {
                    Some(value) => Ok(value),
                    None => Self::from_json(argument.into_json()),
                }
            }

            fn to_json(&self) -> crate::json::Json {
                let write: fn(&Self) -> String = $write;
                write(self).into()
            }
        }
    )*};
}
pub(super) use text_types;
