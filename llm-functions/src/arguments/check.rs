//! Checks a JSON tree against a spec and fills in what was left out. Nothing here is generic, and nothing stops at the
//! first problem.

use super::Problem;
use super::error::{escape, found};
use crate::json::Json;
use crate::spec::{Bound, Constraints, FunctionSpec, ParameterSpec, TypeKind, TypeSpec, VariantSpec};

/// Checks the arguments object of a call.
pub(super) fn arguments(spec: &FunctionSpec, tree: &mut Json) -> Vec<Problem> {
    let mut checker = Checker { pointer: String::new(), problems: Vec::new() };
    checker.object(spec.parameters, tree);
    checker.problems
}

struct Checker {
    pointer: String,
    problems: Vec<Problem>,
}

impl Checker {
    fn expected(&mut self, expected: impl Into<String>, value: &Json) {
        self.problems.push(Problem::value(self.pointer.clone(), expected.into(), found(value)));
    }

    fn inside(&mut self, step: &str, check: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&escape(step));
        check(self);
        self.pointer.truncate(length);
    }

    /// Checks the members, then puts them into declaration order with defaults and nulls filled in.
    fn object(&mut self, fields: &[ParameterSpec], value: &mut Json) {
        let Json::Object(members) = value else {
            return self.expected("expected an object", value);
        };
        let mut given = std::mem::take(members);
        for field in fields {
            let value = match given.iter().position(|(name, _)| name == field.name) {
                Some(index) => given.remove(index).1,
                None => Json::Null,
            };
            let value = self.field(field, value);
            members.push((field.name.to_owned(), value));
        }
        for (name, _) in given {
            self.unknown(&name, fields);
        }
    }

    fn field(&mut self, field: &ParameterSpec, mut value: Json) -> Json {
        if value == Json::Null {
            if let Some(default) = field.default {
                return default();
            }
            if required(field) {
                let missing = format!("missing, expected {}", describe((field.ty)(), &field.constraints));
                self.inside(field.name, |checker| {
                    checker.problems.push(Problem::of(checker.pointer.clone(), missing));
                });
                return value;
            }
        }
        self.inside(field.name, |checker| checker.value((field.ty)(), &field.constraints, &mut value));
        value
    }

    fn unknown(&mut self, name: &str, fields: &[ParameterSpec]) {
        let known: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
        let known = if known.is_empty() {
            "there are no parameters".to_owned()
        } else {
            format!("the parameters are {}", known.join(", "))
        };
        // A name that the model made up may be of any length.
        let name: String = name.chars().take(64).collect();
        self.inside(&name, |checker| {
            checker.problems.push(Problem::of(checker.pointer.clone(), format!("no such parameter, {known}")));
        });
    }

    fn value(&mut self, ty: &TypeSpec, constraints: &Constraints, value: &mut Json) {
        match ty.kind {
            TypeKind::Optional(_) if *value == Json::Null => {}
            TypeKind::Optional(inner) => self.value(inner(), constraints, value),
            TypeKind::Object(fields) => self.object(fields, value),
            TypeKind::Array(item) => self.array(item(), ty, constraints, value),
            _ if !scalar_fits(&ty.kind, constraints, value) => {
                self.expected(format!("expected {}", describe(ty, constraints)), value);
            }
            _ => {}
        }
    }

    fn array(&mut self, item: &TypeSpec, ty: &TypeSpec, constraints: &Constraints, value: &mut Json) {
        let Json::Array(items) = value else {
            return self.expected(format!("expected {}", describe(ty, constraints)), value);
        };
        if !within(items.len(), constraints.min_items, constraints.max_items) {
            let count = format!("{} items", items.len());
            let expected = format!("expected {}", describe(ty, constraints));
            self.problems.push(Problem::value(self.pointer.clone(), expected, count));
        }
        for (index, value) in items.iter_mut().enumerate() {
            self.inside(&index.to_string(), |checker| checker.value(item, &Constraints::NONE, value));
        }
    }
}

fn scalar_fits(kind: &TypeKind, constraints: &Constraints, value: &Json) -> bool {
    match (kind, value) {
        (TypeKind::Boolean, Json::Bool(_)) => true,
        (TypeKind::Integer { minimum, maximum }, Json::Number(number)) => number
            .as_i128()
            .is_some_and(|whole| (*minimum..=*maximum).contains(&whole) && in_range(number, constraints)),
        (TypeKind::Number { limit }, Json::Number(number)) => {
            number.as_f64().is_some_and(|number| number.abs() <= *limit) && in_range(number, constraints)
        }
        (TypeKind::String, Json::String(text)) => {
            within(text.chars().count(), constraints.min_length, constraints.max_length)
        }
        (TypeKind::Enum(variants), Json::String(text)) => variants.iter().any(|variant| variant.name == text),
        _ => false,
    }
}

fn within(count: usize, least: Option<u32>, most: Option<u32>) -> bool {
    least.is_none_or(|least| count >= least as usize) && most.is_none_or(|most| count <= most as usize)
}

fn in_range(number: &serde_json::Number, constraints: &Constraints) -> bool {
    constraints.minimum.is_none_or(|bound| compare(number, bound).is_some_and(std::cmp::Ordering::is_ge))
        && constraints.maximum.is_none_or(|bound| compare(number, bound).is_some_and(std::cmp::Ordering::is_le))
}

/// Integers are compared exactly, anything else as floats.
#[allow(clippy::cast_precision_loss, reason = "a float can only be compared as a float")]
fn compare(number: &serde_json::Number, bound: Bound) -> Option<std::cmp::Ordering> {
    match (number.as_i128(), bound) {
        (Some(whole), Bound::Integer(bound)) => Some(whole.cmp(&bound)),
        (_, Bound::Integer(bound)) => number.as_f64()?.partial_cmp(&(bound as f64)),
        (_, Bound::Number(bound)) => number.as_f64()?.partial_cmp(&bound),
    }
}

/// What fits, in words: "an integer from 1 to 7".
fn required(field: &ParameterSpec) -> bool {
    field.default.is_none() && !matches!((field.ty)().kind, TypeKind::Optional(_))
}

fn describe(ty: &TypeSpec, constraints: &Constraints) -> String {
    match ty.kind {
        TypeKind::Boolean => "true or false".to_owned(),
        TypeKind::Integer { minimum, maximum } => {
            let minimum = constraints.minimum.unwrap_or(Bound::Integer(minimum));
            let maximum = constraints.maximum.unwrap_or(Bound::Integer(maximum));
            format!("an integer from {minimum} to {maximum}")
        }
        TypeKind::Number { .. } => between("a number", "", constraints.minimum, constraints.maximum),
        TypeKind::String => between("a string", " characters", constraints.min_length, constraints.max_length),
        TypeKind::Optional(inner) => describe(inner(), constraints),
        TypeKind::Array(_) => between("an array", " items", constraints.min_items, constraints.max_items),
        TypeKind::Object(_) => "an object".to_owned(),
        TypeKind::Enum(variants) => one_of(variants),
        _ => "a value".to_owned(),
    }
}

fn between<T: std::fmt::Display>(what: &str, unit: &str, least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (None, None) => what.to_owned(),
        (Some(least), None) => format!("{what} of at least {least}{unit}"),
        (None, Some(most)) => format!("{what} of at most {most}{unit}"),
        (Some(least), Some(most)) => format!("{what} of {least} to {most}{unit}"),
    }
}

fn one_of(variants: &[VariantSpec]) -> String {
    let names: Vec<String> = variants.iter().map(|variant| format!("`{}`", variant.name)).collect();
    format!("one of {}", names.join(", "))
}
