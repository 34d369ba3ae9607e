//! Readings that take the whole value for something else: JSON in a string, one value for a list, a list for its item.

use super::search::{Doubt, Fits, How, Outcome, Reading, Search, size};
use super::writing::Writing;
use super::{CoercionKind, text};
use crate::arguments::check::{Path, type_of};
use crate::json::Json;
use crate::view::{NodeId, Types};

impl Search<'_> {
    pub(super) fn rewritten(
        &mut self,
        id: NodeId,
        value: &Json,
        writing: &Writing,
        at: &Path<'_>,
        how: How,
    ) -> Result<Vec<Reading>, Doubt> {
        let Some(rewrites) = how.rewrites.checked_sub(1) else { return Ok(Vec::new()) };
        let how = How { rewrites, ..how };
        let fits = self.fits(id);
        let types = fits.types;
        let mut readings = Vec::new();
        readings.extend(self.unquoted(id, fits, value, at, how)?);
        readings.extend(self.listed(id, types, value, writing, at, how)?);
        readings.extend(self.unlisted(id, types, value, writing, at, how)?);
        Ok(readings)
    }

    /// What the JSON in a string says. Numbers and booleans are the scalars' business; where any string fits, only a string
    /// in a string is looked into.
    fn unquoted(&mut self, id: NodeId, fits: Fits, value: &Json, at: &Path<'_>, how: How) -> Outcome {
        let text = value.as_str().filter(|_| self.allowed.allows(CoercionKind::JsonInString));
        let Some(text) = text.map(str::trim).filter(|text| !fits.text || text.starts_with('"')) else {
            return Ok(None);
        };
        self.pay(size(value))?;
        if how.root && !how.list && text.is_empty() {
            return Ok(Some(Reading::new(Json::Object(Vec::new()), &[CoercionKind::JsonInString], at)));
        }
        let Some(text) = text::read(text, self.allowed) else { return Ok(None) };
        let kinds = [&[CoercionKind::JsonInString], &text.kinds[..]].concat();
        let reading = match text.tree {
            Json::Null if how.optional || fits.types.contains(Types::NULL) => {
                return Ok(Some(Reading::new(Json::Null, &kinds, at)));
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => None,
            tree => self.place(id, &tree, &text.writing, at, how)?,
        };
        Ok(reading.map(|reading| reading.after(&kinds, at)))
    }

    /// One value for a list of one item.
    fn listed(
        &mut self,
        id: NodeId,
        types: Types,
        value: &Json,
        writing: &Writing,
        at: &Path<'_>,
        how: How,
    ) -> Outcome {
        let given = type_of(value);
        let lists = types.contains(Types::ARRAY) && !types.contains(given) && !how.list;
        if !lists || matches!(value, Json::Null | Json::Array(_)) || !self.allowed.allows(CoercionKind::OneItemList) {
            return Ok(None);
        }
        let list = Json::Array(vec![value.clone()]);
        let writing = Writing::Inside(vec![writing.clone()]);
        let reading = self.place(id, &list, &writing, at, How { list: true, ..how })?;
        let reading = reading.filter(|reading| !self.says_otherwise(id, value, &reading.value));
        Ok(reading.map(|reading| reading.after(&[CoercionKind::OneItemList], at)))
    }

    /// Whether a string that became a list's only item could as well be the whole list, `a, b` or `["a", "b"]`, or stand for
    /// no list at all.
    fn says_otherwise(&self, id: NodeId, value: &Json, list: &Json) -> bool {
        let (Json::String(text), Json::Array(items)) = (value, list) else { return false };
        let free = self.view.resolve(id).array.items.is_none_or(|items| self.view.resolve(items).choices.is_none());
        let several = text.contains([',', ';', '\n']) || text.trim_start().starts_with(['[', '(']);
        let none = matches!(text.trim(), "" | "null" | "None");
        free && items.first() == Some(value) && (several || none)
    }

    /// The only item of a list where an object is asked.
    fn unlisted(
        &mut self,
        id: NodeId,
        types: Types,
        value: &Json,
        writing: &Writing,
        at: &Path<'_>,
        how: How,
    ) -> Outcome {
        let Json::Array(items) = value else { return Ok(None) };
        let objects = types.contains(Types::OBJECT) && !types.contains(Types::ARRAY) && !how.list;
        let [item @ (Json::Object(_) | Json::String(_))] = items.as_slice() else { return Ok(None) };
        if !objects || types.contains(type_of(item)) && type_of(item) != Types::OBJECT {
            return Ok(None);
        }
        if !self.allowed.allows(CoercionKind::ObjectInList) {
            return Ok(None);
        }
        let reading = self.place(id, item, writing.at(0), at, How { list: true, ..how })?;
        Ok(reading.map(|reading| reading.after(&[CoercionKind::ObjectInList], at)))
    }
}
