//! [`Schema`]: one schema object while it is written.

use crate::json::Json;

/// The members of a schema object, and what has to be said in words beside them.
#[derive(Clone, Debug, Default)]
pub(in crate::dialect) struct Schema {
    members: Vec<(String, Json)>,
    words: Vec<String>,
}

impl Schema {
    pub(super) fn of(keyword: &str, value: impl Into<Json>) -> Self {
        Self { members: vec![(keyword.to_owned(), value.into())], words: Vec::new() }
    }

    pub(super) fn get(&self, keyword: &str) -> Option<&Json> {
        self.members.iter().find(|(name, _)| name == keyword).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, keyword: &str) -> Option<&mut Json> {
        self.members.iter_mut().find(|(name, _)| name == keyword).map(|(_, value)| value)
    }

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.get(keyword).is_some()
    }

    /// The members of a schema object that was written before.
    pub(super) fn from_json(json: Json) -> Self {
        match json {
            Json::Object(members) => Self { members, words: Vec::new() },
            _ => Self::default(),
        }
    }

    /// Whether nothing but this keyword and a description is said.
    pub(super) fn only(&self, keyword: &str) -> bool {
        self.members.iter().all(|(name, _)| name == keyword || name == "description")
    }

    /// Sets a keyword, in the place that it has.
    pub(super) fn set(&mut self, keyword: &str, value: impl Into<Json>) {
        match self.get_mut(keyword) {
            Some(known) => *known = value.into(),
            None => self.members.push((keyword.to_owned(), value.into())),
        }
    }

    pub(super) fn remove(&mut self, keyword: &str) -> Option<Json> {
        let index = self.members.iter().position(|(name, _)| name == keyword)?;
        Some(self.members.remove(index).1)
    }

    /// Adds to a keyword whose value is a list.
    pub(super) fn append(&mut self, keyword: &str, more: Vec<Json>) {
        match self.get_mut(keyword) {
            Some(Json::Array(known)) => known.extend(more),
            _ => self.set(keyword, Json::Array(more)),
        }
    }

    /// Says something in words.
    pub(super) fn say(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.words.contains(&sentence) {
            self.words.push(sentence);
        }
    }

    /// What has been said in words, which whoever takes it has to say.
    pub(super) fn take_words(&mut self) -> Vec<String> {
        std::mem::take(&mut self.words)
    }

    /// Puts the description first, with everything that has to be said in words.
    pub(super) fn describe(&mut self, description: &str) {
        let own = match self.remove("description") {
            Some(Json::String(own)) if description.is_empty() => own,
            _ => description.to_owned(),
        };
        let words = self.take_words();
        let sentences: Vec<&str> = std::iter::once(own.as_str())
            .chain(words.iter().map(String::as_str))
            .filter(|text| !text.is_empty())
            .collect();
        if !sentences.is_empty() {
            self.members.insert(0, ("description".to_owned(), sentences.join(" ").into()));
        }
    }

    /// A schema object around this one, which keeps its description.
    pub(super) fn wrapped(mut self, keyword: &str, others: impl IntoIterator<Item = Json>) -> Self {
        let description = self.remove("description");
        let words = self.take_words();
        let inner = std::iter::once(Json::Object(self.members)).chain(others).collect();
        let mut outer = Self { members: Vec::new(), words };
        if let Some(description) = description {
            outer.set("description", description);
        }
        outer.set(keyword, Json::Array(inner));
        outer
    }

    /// The schema object; what has not been said yet is said.
    pub(super) fn into_json(mut self) -> Json {
        if !self.words.is_empty() {
            self.describe("");
        }
        Json::Object(self.members)
    }
}
