//! [`Record`]: what a provider wants back of a turn, and where it stood in it.
//!
//! Thoughts come back signed or encrypted and must go out again unchanged and in their place: before the call that they
//! led to, between two calls, before the words. A message has its words and its calls, but not which came first, so the
//! order is kept with the thoughts, in [`ReasoningState`]. Thoughts of one model mean nothing to another; they are left
//! out where the conversation goes on with another.

use llm_functions::ToolCall;
use llm_functions::json::{self, Json};

use super::json::{count, items, text};
use crate::message::ReasoningState;

/// What a turn consisted of, in order.
#[derive(Debug, Default)]
pub(super) struct Record(Vec<Entry>);

#[derive(Debug)]
enum Entry {
    /// The provider's own.
    Own(Json),
    /// So many bytes of what was said, and what the provider calls this part of it.
    Said(usize, Option<String>),
    /// A call.
    Called(String),
}

/// One part of an assistant's message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece<'m> {
    /// The provider's own.
    Own(&'m Json),
    /// Words, and what the provider calls this part of them.
    Said(&'m str, Option<&'m str>),
    /// A call.
    Called(&'m ToolCall),
}

impl Record {
    pub(super) fn own(&mut self, json: Json) {
        self.0.push(Entry::Own(json));
    }

    pub(super) fn said(&mut self, bytes: usize, part: Option<&str>) {
        self.0.push(Entry::Said(bytes, part.map(str::to_owned)));
    }

    pub(super) fn called(&mut self, id: &str) {
        self.0.push(Entry::Called(id.to_owned()));
    }

    /// The record as it is kept; `None` when a message says as much without it.
    pub(super) fn state(self, api: &str, model: &str) -> Option<ReasoningState> {
        let matters = |entry: &Entry| matches!(entry, Entry::Own(_) | Entry::Said(_, Some(_)));
        if !self.0.iter().any(matters) {
            return None;
        }
        let entries = Json::array(self.0.into_iter().map(Entry::into_json));
        let record = Json::object([("model", model.into()), ("entries", entries)]);
        Some(ReasoningState::new(api, record.to_string()))
    }

    /// The record of this API and model, if that is what is kept; else an empty one.
    pub(super) fn of(state: Option<&ReasoningState>, api: &str, model: &str) -> Self {
        let read = state.filter(|state| state.api == api).and_then(|state| json::read(&state.json).ok());
        match read {
            Some(record) if text(&record, "model") == Some(model) => {
                Self(items(&record, "entries").iter().filter_map(Entry::of_json).collect())
            }
            _ => Self::default(),
        }
    }

    /// Whether there is anything of the provider's own.
    pub(super) fn has_own(&self) -> bool {
        self.owns().next().is_some()
    }

    /// What is the provider's own, in order.
    pub(super) fn owns(&self) -> impl Iterator<Item = &Json> {
        self.0.iter().filter_map(|entry| if let Entry::Own(json) = entry { Some(json) } else { None })
    }

    /// A message's words and calls in the order in which they came, with what is the provider's own between them. What is
    /// not in the record comes last; thoughts that lead to nothing are left out, because providers refuse them.
    pub(super) fn arrange<'m>(&'m self, text: &'m str, calls: &'m [ToolCall]) -> Vec<Piece<'m>> {
        let (words, are_as_recorded) = self.words(text);
        let (mut words, mut left, mut pieces) = (words.into_iter(), calls.iter().collect::<Vec<_>>(), Vec::new());
        for entry in &self.0 {
            match entry {
                Entry::Own(json) => pieces.push(Piece::Own(json)),
                Entry::Said(_, part) => {
                    let said = words.next().filter(|text| !text.is_empty());
                    let part = part.as_deref().filter(|_| are_as_recorded);
                    pieces.extend(said.map(|text| Piece::Said(text, part)));
                }
                Entry::Called(id) => {
                    let place = left.iter().position(|call| call.id == *id);
                    pieces.extend(place.map(|place| Piece::Called(left.remove(place))));
                }
            }
        }
        let unsaid = words.next().filter(|text| !text.is_empty());
        let first_call = pieces.iter().position(|piece| matches!(piece, Piece::Called(_))).unwrap_or(pieces.len());
        if let Some(text) = unsaid {
            pieces.insert(first_call, Piece::Said(text, None));
        }
        pieces.extend(left.into_iter().map(Piece::Called));
        let last = pieces.iter().rposition(|piece| !matches!(piece, Piece::Own(_)));
        pieces.truncate(last.map_or(0, |last| last + 1));
        pieces
    }

    /// The words as they were parted; in one piece when they are not the words that were recorded.
    fn words<'m>(&self, text: &'m str) -> (Vec<&'m str>, bool) {
        let (mut rest, mut parts) = (text, Vec::new());
        for entry in &self.0 {
            if let Entry::Said(bytes, _) = entry {
                let Some((part, after)) = rest.split_at_checked(*bytes) else { return (vec![text], false) };
                parts.push(part);
                rest = after;
            }
        }
        if rest.is_empty() { (parts, true) } else { (vec![text], false) }
    }
}

impl Entry {
    fn into_json(self) -> Json {
        match self {
            Self::Own(own) => Json::object([("own", own)]),
            Self::Said(bytes, None) => Json::object([("said", Json::from(bytes))]),
            Self::Said(bytes, Some(part)) => Json::object([("said", Json::from(bytes)), ("part", part.into())]),
            Self::Called(id) => Json::object([("called", Json::from(id))]),
        }
    }

    fn of_json(json: &Json) -> Option<Self> {
        if let Some(own) = json.get("own") {
            return Some(Self::Own(own.clone()));
        }
        if let Some(id) = text(json, "called") {
            return Some(Self::Called(id.to_owned()));
        }
        let bytes = usize::try_from(count(json, "said")?).ok()?;
        Some(Self::Said(bytes, text(json, "part").map(str::to_owned)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn kept(record: Record) -> Record {
        Record::of(Some(&record.state("api", "model").unwrap()), "api", "model")
    }

    fn record() -> (Record, [ToolCall; 2]) {
        let mut record = Record::default();
        record.own("first".into());
        record.said(6, Some("aside"));
        record.called("b");
        record.own("second".into());
        record.called("a");
        record.said(4, None);
        record.own("leads to nothing".into());
        (record, [ToolCall::new("a", "f", "{}"), ToolCall::new("b", "g", "{}")])
    }

    #[test]
    fn everything_comes_back_in_its_place() {
        let (record, calls) = record();
        let record = kept(record);
        let expected = [
            Piece::Own(&"first".into()),
            Piece::Said("Wait, ", Some("aside")),
            Piece::Called(&calls[1]),
            Piece::Own(&"second".into()),
            Piece::Called(&calls[0]),
            Piece::Said("now.", None),
        ];
        assert_eq!(record.arrange("Wait, now.", &calls), expected);
    }

    #[test]
    fn what_is_not_recorded_is_not_lost() {
        let (record, calls) = record();
        let record = kept(record);
        let mut others = vec![ToolCall::new("c", "h", "{}")];
        others.extend(calls.into_iter().take(1));
        let expected = [
            Piece::Own(&"first".into()),
            Piece::Said("Other words", None),
            Piece::Own(&"second".into()),
            Piece::Called(&others[1]),
            Piece::Own(&"leads to nothing".into()),
            Piece::Called(&others[0]),
        ];
        assert_eq!(record.arrange("Other words", &others), expected);
        assert_eq!(
            Record::default().arrange("Words", &others[..1]),
            [Piece::Said("Words", None), Piece::Called(&others[0])]
        );
    }

    #[test]
    fn a_record_of_another_api_or_model_means_nothing() {
        let (record, _) = record();
        let state = record.state("api", "model").unwrap();
        assert!(Record::of(Some(&state), "api", "model").has_own());
        assert!(!Record::of(Some(&state), "other", "model").has_own());
        assert!(!Record::of(Some(&state), "api", "other").has_own());
        assert!(!Record::of(Some(&ReasoningState::new("api", "{")), "api", "model").has_own());
        let mut plain = Record::default();
        plain.said(3, None);
        plain.called("a");
        assert_eq!(plain.state("api", "model"), None);
    }
}
