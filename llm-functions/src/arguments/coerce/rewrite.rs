//! Readings that take the whole value for something else: JSON in a string, one value for a list, a list for its item.

use super::search::{How, Reading, Search, size};
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
    ) -> Vec<Reading> {
        let Some(rewrites) = how.rewrites.checked_sub(1) else { return Vec::new() };
        let how = How { rewrites, ..how };
        let types = self.types(id);
        let mut readings = Vec::new();
        readings.extend(self.unquoted(id, types, value, at, how));
        readings.extend(self.listed(id, types, value, writing, at, how));
        readings.extend(self.unlisted(id, types, value, writing, at, how));
        readings
    }

    /// What the JSON in a string says. Numbers and booleans are the scalars' business; where strings fit, only a string in
    /// a string is looked into.
    fn unquoted(&mut self, id: NodeId, types: Types, value: &Json, at: &Path<'_>, how: How) -> Option<Reading> {
        let outer = value.as_str().filter(|_| self.allowed.allows(CoercionKind::JsonInString))?.trim();
        let quoted = outer.starts_with('"');
        if types.contains(Types::STRING) && !quoted {
            return None;
        }
        self.pay(size(value))?;
        if how.root && !how.list && outer.is_empty() {
            return Some(Reading::new(Json::Object(Vec::new()), &[CoercionKind::JsonInString], at));
        }
        let text = text::read(outer)?;
        let kinds = [&[CoercionKind::JsonInString], &text.kinds[..]].concat();
        if !kinds.iter().all(|kind| self.allowed.allows(*kind)) {
            return None;
        }
        match text.tree {
            Json::Null if how.optional || types.contains(Types::NULL) => Some(Reading::new(Json::Null, &kinds, at)),
            Json::Null | Json::Bool(_) | Json::Number(_) => None,
            tree => self.place(id, &tree, &text.writing, at, how).map(|reading| reading.after(&kinds, at)),
        }
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
    ) -> Option<Reading> {
        let given = type_of(value);
        let lists = types.contains(Types::ARRAY) && !types.contains(given) && !how.list;
        if !lists || matches!(value, Json::Null | Json::Array(_)) || !self.allowed.allows(CoercionKind::OneItemList) {
            return None;
        }
        let list = Json::Array(vec![value.clone()]);
        let writing = Writing::Inside(vec![writing.clone()]);
        let reading = self.place(id, &list, &writing, at, How { list: true, ..how })?;
        if self.says_several(id, value, &reading.value) {
            return None;
        }
        Some(reading.after(&[CoercionKind::OneItemList], at))
    }

    /// Whether a string that became a list's only item could as well be the whole list: `a, b` or `["a", "b"]`.
    fn says_several(&self, id: NodeId, value: &Json, list: &Json) -> bool {
        let (Json::String(text), Json::Array(items)) = (value, list) else { return false };
        let free = self.view.resolve(id).array.items.is_none_or(|items| self.view.resolve(items).choices.is_none());
        free && items.first() == Some(value)
            && (text.contains([',', ';', '\n']) || text.trim_start().starts_with(['[', '(']))
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
    ) -> Option<Reading> {
        let Json::Array(items) = value else { return None };
        let objects = types.contains(Types::OBJECT) && !types.contains(Types::ARRAY) && !how.list;
        let [item @ (Json::Object(_) | Json::String(_))] = items.as_slice() else { return None };
        if !objects || types.contains(type_of(item)) && type_of(item) != Types::OBJECT {
            return None;
        }
        if !self.allowed.allows(CoercionKind::ObjectInList) {
            return None;
        }
        let reading = self.place(id, item, writing.at(0), at, How { list: true, ..how })?;
        Some(reading.after(&[CoercionKind::ObjectInList], at))
    }
}
