//! Where a schema stands, and the schema there, ready to be asked for its keywords.

use std::fmt;
use std::sync::Arc;

use super::SchemaError;
use crate::json::Json;
use crate::spec::Bound;

/// How deep schemas may stand in schemas: as deep as JSON text is read.
pub(super) const DEEPEST: u32 = 128;

/// The way to a schema: a document and a JSON pointer.
#[derive(Clone, Debug, Default)]
pub(super) struct Location {
    document: Arc<str>,
    pointer: String,
    depth: u32,
}

impl Location {
    pub(super) fn of_document(uri: &str) -> Self {
        Self { document: uri.into(), ..Self::default() }
    }

    pub(super) fn step(&self, step: &str) -> Self {
        let pointer = format!("{}/{}", self.pointer, step.replace('~', "~0").replace('/', "~1"));
        Self { document: Arc::clone(&self.document), pointer, depth: self.depth + 1 }
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.depth > DEEPEST * 2
    }

    /// The last step, if the one before it is one of `folders`.
    pub(super) fn name_in(&self, folders: &[&str]) -> Option<&str> {
        let (before, name) = self.pointer.rsplit_once('/')?;
        let (_, folder) = before.rsplit_once('/')?;
        folders.contains(&folder).then_some(name)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.document.is_empty() {
            out.write_str(&self.pointer)
        } else {
            write!(out, "{}#{}", self.document, self.pointer)
        }
    }
}

/// A schema, which resource it belongs to, and where it stands.
#[derive(Clone)]
pub(super) struct Place<'s> {
    pub(super) schema: &'s Json,
    pub(super) scope: usize,
    pub(super) at: Location,
}

/// Keywords by name. Each accessor is `None` for a keyword that is absent.
impl<'s> Place<'s> {
    pub(super) fn get(&self, keyword: &str) -> Option<&'s Json> {
        self.schema.get(keyword)
    }

    pub(super) fn malformed(&self, keyword: &str, expected: &str) -> SchemaError {
        SchemaError::malformed(&self.at, keyword, expected)
    }

    pub(super) fn text(&self, keyword: &str) -> Result<Option<&'s str>, SchemaError> {
        let text = |value: &'s Json| value.as_str().ok_or_else(|| self.malformed(keyword, "a string"));
        self.get(keyword).map(text).transpose()
    }

    pub(super) fn flag(&self, keyword: &str) -> Result<bool, SchemaError> {
        match self.get(keyword) {
            None => Ok(false),
            Some(Json::Bool(value)) => Ok(*value),
            Some(_) => Err(self.malformed(keyword, "`true` or `false`")),
        }
    }

    /// A count. One that is larger than any value can be is as good as the largest.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts of floats saturate")]
    pub(super) fn count(&self, keyword: &str) -> Result<Option<u32>, SchemaError> {
        let Some(value) = self.get(keyword) else { return Ok(None) };
        let number = match value {
            Json::Number(number) => number.as_f64().filter(|number| *number >= 0.0 && number.fract() == 0.0),
            _ => None,
        };
        let number = number.ok_or_else(|| self.malformed(keyword, "a whole number of at least 0"))?;
        Ok(Some(number as u32))
    }

    pub(super) fn bound(&self, keyword: &str) -> Result<Option<Bound>, SchemaError> {
        let Some(value) = self.get(keyword) else { return Ok(None) };
        let bound = match value {
            Json::Number(number) => number.as_i128().map(Bound::Integer).or_else(|| number.as_f64().map(Bound::Number)),
            _ => None,
        };
        bound.map(Some).ok_or_else(|| self.malformed(keyword, "a number"))
    }

    pub(super) fn list(&self, keyword: &str) -> Result<&'s [Json], SchemaError> {
        match self.get(keyword) {
            None => Ok(&[]),
            Some(Json::Array(items)) => Ok(items),
            Some(_) => Err(self.malformed(keyword, "a list")),
        }
    }

    pub(super) fn map(&self, keyword: &str) -> Result<&'s [(String, Json)], SchemaError> {
        match self.get(keyword) {
            None => Ok(&[]),
            Some(Json::Object(members)) => Ok(members),
            Some(_) => Err(self.malformed(keyword, "an object")),
        }
    }

    /// A list of names; `value` is what the keyword, or one of its members, says.
    pub(super) fn names(&self, keyword: &str, value: &'s Json) -> Result<Vec<&'s str>, SchemaError> {
        let names = match value {
            Json::Array(items) => items.iter().map(Json::as_str).collect(),
            _ => None,
        };
        names.ok_or_else(|| self.malformed(keyword, "a list of names"))
    }
}
