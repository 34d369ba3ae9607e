//! [`Fields`]: a JSON object being taken apart, one typed field at a time.

use std::fmt::Display;

use super::{Mismatch, Problem};
use crate::json::Json;

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
pub struct Fields {
    members: Vec<(String, Json)>,
    problems: Vec<Problem>,
    taken: usize,
}

impl Fields {
    /// The members of an object.
    ///
    /// # Errors
    /// [`Mismatch`] for anything that is not an object.
    pub fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            // Checked objects are in declaration order; taking from the back then needs no search.
            Json::Object(mut members) => {
                members.reverse();
                Ok(Self { members, problems: Vec::new(), taken: 0 })
            }
            other => Err(Mismatch::expected("an object", &other)),
        }
    }

    /// Takes the member of this name as what `from_json` makes of it; an absent one is `null`, which only optional types
    /// accept.
    pub fn take<T>(&mut self, name: &str, from_json: fn(Json) -> Result<T, Mismatch>) -> Option<T> {
        self.taken += 1;
        let value = self.remove(name);
        from_json(value).map_err(|mismatch| self.note(name, mismatch)).ok()
    }

    /// The same, and then asks `validate`.
    pub fn take_valid<T, E: Display>(
        &mut self,
        name: &str,
        from_json: fn(Json) -> Result<T, Mismatch>,
        validate: impl FnOnce(&T) -> Result<(), E>,
    ) -> Option<T> {
        let value = self.take(name, from_json)?;
        match validate(&value) {
            Ok(()) => Some(value),
            Err(reason) => {
                self.note(name, Mismatch::refused(reason));
                None
            }
        }
    }

    /// What was wrong with the field that was taken last, and with those of `checks` that come after it.
    pub fn rest(&mut self, checks: &[(&str, fn(Json) -> Option<Mismatch>)]) -> Mismatch {
        for (name, refusal) in checks.iter().skip(self.taken) {
            let value = self.remove(name);
            if let Some(mismatch) = refusal(value) {
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

    fn remove(&mut self, name: &str) -> Json {
        match self.members.iter().rposition(|(member, _)| member == name) {
            Some(index) => self.members.remove(index).1,
            None => Json::Null,
        }
    }
}
