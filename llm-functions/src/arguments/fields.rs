//! [`Fields`]: a JSON object being taken apart, one typed field at a time.

use super::Mismatch;
use crate::json::Json;
use crate::parameter_type::ParameterType;

/// The members of an object that have not been taken yet.
#[derive(Debug)]
pub struct Fields(Vec<(String, Json)>);

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
                Ok(Self(members))
            }
            other => Err(Mismatch::expected("an object", &other)),
        }
    }

    /// Takes the member of this name as a `T`; an absent one is `null`, which only optional types accept.
    ///
    /// # Errors
    /// [`Mismatch`] when the member does not stand for a `T`.
    pub fn take<T: ParameterType>(&mut self, name: &str) -> Result<T, Mismatch> {
        self.take_with(name, T::from_json)
    }

    /// Takes the member of this name as what `from_json` makes of it. Derives name the field's own `from_json`, so that
    /// a type that has none is reported once and at the field.
    #[doc(hidden)]
    pub fn take_with<T>(&mut self, name: &str, from_json: fn(Json) -> Result<T, Mismatch>) -> Result<T, Mismatch> {
        from_json(self.remove(name)).map_err(|mismatch| mismatch.inside(name))
    }

    fn remove(&mut self, name: &str) -> Json {
        match self.0.iter().rposition(|(member, _)| member == name) {
            Some(index) => self.0.remove(index).1,
            None => Json::Null,
        }
    }
}
