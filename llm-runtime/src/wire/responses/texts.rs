//! What is said, refused and thought: texts of items, which come in deltas and then once more as a whole.

use llm_functions::json::Json;

use super::item::{Address, Item, Kind, Shape};
use super::part::Part;
use super::turn::Turn;
use crate::platform::TokenLogprob;
use crate::wire::answer::Answer;
use crate::wire::json::{count, items, text};

/// Which of an item's texts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    Said,
    Refused,
    Summary,
    Thought,
}

impl Text {
    const fn shape(self) -> Shape {
        match self {
            Self::Said | Self::Refused => Shape::Message,
            Self::Summary | Self::Thought => Shape::Reasoning,
        }
    }

    /// The member that says which of several it is.
    const fn index(self) -> &'static str {
        match self {
            Self::Summary => "summary_index",
            _ => "content_index",
        }
    }

    /// The member that has the whole.
    const fn member(self) -> &'static str {
        match self {
            Self::Refused => "refusal",
            _ => "text",
        }
    }

    /// What a part of an item's list is.
    fn of_part(part: &Json, list: &str) -> Self {
        match (text(part, "type"), list) {
            (Some("refusal"), _) => Self::Refused,
            (_, "summary") => Self::Summary,
            (Some("reasoning_text"), _) => Self::Thought,
            _ => Self::Said,
        }
    }
}

impl Turn {
    /// More of a text.
    pub(super) fn more(&mut self, event: &Json, kind: Text, answer: &mut Answer) {
        if let (Some(delta), Some((item, index))) = (text(event, "delta"), self.place(event, kind, answer)) {
            self.tell(item, index, kind, answer, |part| (part.more_logprobs(event), part.more(delta)));
        }
    }

    /// The whole of a text.
    pub(super) fn all(&mut self, event: &Json, kind: Text, answer: &mut Answer) {
        if let (Some(whole), Some((item, index))) = (text(event, kind.member()), self.place(event, kind, answer)) {
            self.tell(item, index, kind, answer, |part| (part.all_logprobs(event), part.whole(whole)));
        }
    }

    /// The texts of an item that is there as a whole.
    pub(super) fn texts(&mut self, known: usize, item: &Json, list: &str, answer: &mut Answer) {
        for (index, part) in (0..).zip(items(item, list)) {
            let kind = Text::of_part(part, list);
            if let Some(whole) = text(part, kind.member()) {
                self.tell(known, index, kind, answer, |told| (told.all_logprobs(part), told.whole(whole)));
            }
        }
    }

    /// The item that an event is about, and which of its texts.
    fn place(&mut self, event: &Json, kind: Text, answer: &mut Answer) -> Option<(usize, u64)> {
        let address = Address::of_event(event);
        let known = self.items.find(address, kind.shape());
        let item = self.item(known, address, kind.shape(), answer)?;
        Some((item, u64::from(count(event, kind.index()).unwrap_or(0))))
    }

    fn tell<'t>(
        &mut self,
        item: usize,
        index: u64,
        kind: Text,
        answer: &mut Answer,
        take: impl FnOnce(&mut Part) -> (Vec<TokenLogprob>, &'t str),
    ) {
        let Some((part, is_next)) = self.items.all.get_mut(item).and_then(|item| part(item, kind, index)) else {
            return;
        };
        let (tokens, new) = take(part);
        self.refused |= matches!(kind, Text::Refused);
        match kind {
            Text::Said | Text::Refused => answer.text(new),
            Text::Summary | Text::Thought => {
                answer.reasoning(if is_next && !new.is_empty() { "\n\n" } else { "" });
                answer.reasoning(new);
            }
        }
        answer.logprobs(tokens);
    }
}

/// A text of an item, and whether it is one that follows another, from which it is parted.
fn part(item: &mut Item, kind: Text, index: u64) -> Option<(&mut Part, bool)> {
    let parts = match (&mut item.kind, kind) {
        (Kind::Message { parts, .. }, Text::Said | Text::Refused) => parts,
        (Kind::Reasoning { summary, .. }, Text::Summary) => summary,
        (Kind::Reasoning { content, .. }, Text::Thought) => content,
        _ => return None,
    };
    let follows = parts.range(..index).any(|(_, part)| !part.is_empty());
    let part = parts.entry(index).or_default();
    let is_next = follows && part.is_empty();
    Some((part, is_next))
}
