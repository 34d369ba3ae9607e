//! [`Fields`]: a JSON object being taken apart, one typed field at a time.

use std::fmt::Display;

use super::direct::{Argument, Place};
use super::{Mismatch, Problem};
use crate::json::Json;
use crate::view::Property;

/// The members of an object that have not been taken yet, and what was wrong with those that have.
///
/// A field that its type refuses is `None` and noted, so that the problems of all fields come back at once:
///
/// ```
/// use llm_functions::{ParameterType, arguments::{Fields, Mismatch}, json};
///
/// fn point(value: json::Json) -> Result<(i32, i32), Mismatch> {
///     let mut fields = Fields::from_json(value)?;
///     let x = fields.take("x", i32::from_json);
///     let y = fields.take_valid("y", i32::from_json, |y: &i32| if *y < 0 { Err("below the ground") } else { Ok(()) });
///     if let (Some(x), Some(y)) = (x, y) { Ok((x, y)) } else { Err(fields.into_mismatch()) }
/// }
///
/// assert_eq!(point(json::read(r#"{"x": 1, "y": 2}"#)?), Ok((1, 2)));
/// assert!(point(json::read(r#"{"x": "one", "y": -2}"#)?).is_err());
/// # Ok::<(), json::ReadError>(())
/// ```
#[derive(Debug)]
pub struct Fields<'a> {
    members: Members<'a>,
    problems: Vec<Problem>,
    /// How many were asked for.
    taken: usize,
}

/// What is wrong with an argument.
type Check = fn(Argument<'_>) -> Option<Mismatch>;

#[derive(Debug)]
enum Members<'a> {
    /// In reverse order.
    Tree(Vec<(String, Json)>),
    /// The next property, and its slot.
    Slots(&'a [Property], Place<'a>),
}

impl<'a> Fields<'a> {
    /// The members of an object.
    ///
    /// # Errors
    /// [`Mismatch`] for anything that is not an object.
    pub fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            // Checked objects are in declaration order; taking from the back then needs no search.
            Json::Object(mut members) => {
                members.reverse();
                Ok(Self { members: Members::Tree(members), problems: Vec::new(), taken: 0 })
            }
            other => Err(Mismatch::expected("an object", &other)),
        }
    }

    /// The members of an object.
    ///
    /// # Errors
    /// [`Mismatch`] for anything that is not an object.
    #[doc(hidden)]
    pub fn of(argument: Argument<'a>) -> Result<Self, Mismatch> {
        match argument.into_slots() {
            Ok((properties, place)) => {
                Ok(Self { members: Members::Slots(properties, place), problems: Vec::new(), taken: 0 })
            }
            Err(other) => Self::from_json(other.into_json()),
        }
    }

    /// Takes the member of this name as what `from_json` makes of it; an absent one is `null`, which only optional types
    /// accept.
    pub fn take<T>(&mut self, name: &str, from_json: fn(Json) -> Result<T, Mismatch>) -> Option<T> {
        let value = self.remove(name).into_json();
        self.noted(name, from_json(value))
    }

    /// The same, and then asks `validate`.
    pub fn take_valid<T, E: Display>(
        &mut self,
        name: &str,
        from_json: fn(Json) -> Result<T, Mismatch>,
        validate: impl FnOnce(&T) -> Result<(), E>,
    ) -> Option<T> {
        let value = self.take(name, from_json)?;
        self.valid(name, value, validate)
    }

    /// As [`take`](Self::take), for derives.
    #[doc(hidden)]
    pub fn read<T>(&mut self, name: &str, from_argument: fn(Argument<'_>) -> Result<T, Mismatch>) -> Option<T> {
        let argument = self.remove(name);
        self.noted(name, from_argument(argument))
    }

    /// As [`take_valid`](Self::take_valid), for derives.
    #[doc(hidden)]
    pub fn read_valid<T, E: Display>(
        &mut self,
        name: &str,
        from_argument: fn(Argument<'_>) -> Result<T, Mismatch>,
        validate: impl FnOnce(&T) -> Result<(), E>,
    ) -> Option<T> {
        let value = self.read(name, from_argument)?;
        self.valid(name, value, validate)
    }

    fn noted<T>(&mut self, name: &str, value: Result<T, Mismatch>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(mismatch) => {
                self.note(name, mismatch);
                None
            }
        }
    }

    fn valid<T, E: Display>(&mut self, name: &str, value: T, validate: impl FnOnce(&T) -> Result<(), E>) -> Option<T> {
        match validate(&value) {
            Ok(()) => Some(value),
            Err(reason) => {
                self.note(name, Mismatch::refused(reason));
                None
            }
        }
    }

    /// What was wrong with the field that was read last, and what is wrong with those of `checks` after it; for derives,
    /// which stop reading at the first field that is refused.
    #[doc(hidden)]
    pub fn rest(&mut self, checks: &[(&str, Check)]) -> Mismatch {
        for (name, check) in checks.iter().skip(self.taken) {
            let argument = self.remove(name);
            if let Some(mismatch) = check(argument) {
                self.note(name, mismatch);
            }
        }
        self.mismatch()
    }

    /// What was wrong with the fields that were `None`.
    pub fn mismatch(&mut self) -> Mismatch {
        Mismatch::of(std::mem::take(&mut self.problems))
    }

    /// The same, of fields that are not needed any more.
    pub fn into_mismatch(self) -> Mismatch {
        Mismatch::of(self.problems)
    }

    fn note(&mut self, name: &str, mismatch: Mismatch) {
        self.problems.extend(mismatch.inside(name).into_problems());
    }

    fn remove(&mut self, name: &str) -> Argument<'a> {
        self.taken += 1;
        match &mut self.members {
            Members::Tree(members) => match members.iter().rposition(|(member, _)| member == name) {
                Some(index) => members.remove(index).1.into(),
                None => Json::Null.into(),
            },
            Members::Slots(properties, place) => next_slot(properties, place, name),
        }
    }
}

/// Derives ask for every property once and in order; anybody else gets `null` for what is out of order.
fn next_slot<'a>(properties: &mut &'a [Property], place: &mut Place<'a>, name: &str) -> Argument<'a> {
    match properties.split_first() {
        Some((property, rest)) if property.name == name => {
            let slot = *place;
            (*properties, *place) = (rest, slot.skip(1));
            slot.argument()
        }
        _ => Json::Null.into(),
    }
}
