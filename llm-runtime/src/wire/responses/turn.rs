//! [`Turn`]: what has come of an answer, item by item, and what of it is new.

use std::collections::BTreeMap;

use llm_functions::json::{self, Json};

use super::item::{Address, Items, Kind, Shape};
use super::part::Part;
use crate::wire::answer::{Answer, Progress};
use crate::wire::json::{filled, items, member, text};

/// What has come of an answer.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) items: Items,
    pub(super) refused: bool,
}

/// The provider says two things about the arguments of a call, so that nobody knows which is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contradiction;

impl Turn {
    /// A new item, or one that is known under this address.
    pub(super) fn item(
        &mut self,
        known: Option<usize>,
        address: Address<'_>,
        shape: Shape,
        answer: &mut Answer,
    ) -> Option<usize> {
        if let Some(item) = known {
            self.items.name(item, address);
            return Some(item);
        }
        let kind = match shape {
            Shape::Message => Kind::Message { parts: BTreeMap::new(), phase: None },
            Shape::Reasoning => Kind::Reasoning { summary: BTreeMap::new(), content: BTreeMap::new(), own: None },
            Shape::Call => Kind::Call { call: answer.call_start(None, None), arguments: Part::default(), cut: false },
        };
        self.items.add(address, kind)
    }

    /// An item is announced.
    pub(super) fn added(&mut self, event: &Json, answer: &mut Answer) {
        let Some((item, shape)) = member(event, "item").and_then(|item| Some((item, Shape::of(item)?))) else { return };
        let address = Address::of_item(event, item);
        let known = self.items.find_announced(address, shape, true);
        if let Some(known) = self.item(known, address, shape, answer) {
            self.learn(known, item, answer);
        }
    }

    /// An item is there as a whole.
    pub(super) fn done(&mut self, event: &Json, answer: &mut Answer) -> Result<(), Contradiction> {
        let Some((item, shape)) = member(event, "item").and_then(|item| Some((item, Shape::of(item)?))) else {
            return Ok(());
        };
        let address = Address::of_item(event, item);
        let known = self.items.find_announced(address, shape, false);
        match self.item(known, address, shape, answer) {
            Some(known) => self.whole(known, item, answer),
            None => Ok(()),
        }
    }

    /// What an item says of itself before its content.
    fn learn(&mut self, known: usize, item: &Json, answer: &mut Answer) {
        match self.items.all.get_mut(known).map(|item| &mut item.kind) {
            Some(Kind::Message { phase, .. }) => {
                *phase = filled(item, "phase").map(str::to_owned).or_else(|| phase.take());
            }
            Some(Kind::Call { call, .. }) => {
                let id = filled(item, "call_id").or_else(|| filled(item, "id"));
                answer.call_known(*call, id, filled(item, "name"));
            }
            _ => {}
        }
    }

    /// More of a call's arguments.
    pub(super) fn more_arguments(&mut self, event: &Json, answer: &mut Answer) {
        let (address, Some(delta)) = (Address::of_event(event), text(event, "delta")) else { return };
        let known = self.items.find(address, Shape::Call);
        let known = self.item(known, address, Shape::Call, answer);
        if let Some(Kind::Call { call, arguments, .. }) = known.and_then(|item| self.kind(item)) {
            answer.call_arguments(*call, arguments.more(delta));
        }
    }

    /// All of a call's arguments. Whether the call is whole is said with its item: arguments that were cut off come this
    /// way too.
    pub(super) fn all_arguments(&mut self, event: &Json, answer: &mut Answer) -> Result<(), Contradiction> {
        let (address, Some(all)) = (Address::of_event(event), text(event, "arguments")) else { return Ok(()) };
        let known = self.items.find(address, Shape::Call);
        match self.item(known, address, Shape::Call, answer) {
            Some(known) => self.arguments(known, all, answer),
            None => Ok(()),
        }
    }

    fn kind(&mut self, item: usize) -> Option<&mut Kind> {
        self.items.all.get_mut(item).map(|item| &mut item.kind)
    }

    fn arguments(&mut self, item: usize, all: &str, answer: &mut Answer) -> Result<(), Contradiction> {
        let Some(Kind::Call { call, arguments, .. }) = self.kind(item) else { return Ok(()) };
        let new = arguments.whole(all);
        answer.call_arguments(*call, new);
        if arguments.sent() == all || same(arguments.sent(), all) { Ok(()) } else { Err(Contradiction) }
    }

    /// An item as a whole: what of it is new.
    pub(super) fn whole(&mut self, known: usize, item: &Json, answer: &mut Answer) -> Result<(), Contradiction> {
        self.learn(known, item, answer);
        match Shape::of(item) {
            Some(Shape::Message) => self.texts(known, item, "content", answer),
            Some(Shape::Reasoning) => {
                self.texts(known, item, "summary", answer);
                self.texts(known, item, "content", answer);
                self.keep(known, item);
            }
            Some(Shape::Call) => self.call(known, item, answer)?,
            None => {}
        }
        if let Some(item) = self.items.all.get_mut(known) {
            item.done = true;
        }
        Ok(())
    }

    fn call(&mut self, known: usize, item: &Json, answer: &mut Answer) -> Result<(), Contradiction> {
        let all = match item.get("arguments") {
            Some(Json::String(all)) => all.clone(),
            // Some servers write the object itself.
            Some(object @ Json::Object(_)) => object.to_string(),
            _ => String::new(),
        };
        self.arguments(known, &all, answer)?;
        let status = text(item, "status");
        let Some(Kind::Call { call, cut, .. }) = self.kind(known) else { return Ok(()) };
        *cut = status == Some("incomplete");
        if matches!(status, None | Some("completed")) {
            answer.call_end(*call);
        }
        Ok(())
    }

    /// Keeps thoughts as they go back: encrypted, or in words where the server is not the provider itself. Those that are
    /// only known by their identity mean nothing to a server that keeps nothing. The item that ends the thoughts is the one
    /// to keep; a later copy has been seen to differ.
    fn keep(&mut self, known: usize, item: &Json) {
        let Some(Kind::Reasoning { own, .. }) = self.kind(known) else { return };
        let content = items(item, "content");
        if own.is_some() || filled(item, "encrypted_content").is_none() && content.is_empty() {
            return;
        }
        let mut kept = vec![("type", Json::from("reasoning"))];
        kept.extend(filled(item, "id").map(|id| ("id", id.into())));
        kept.push(("summary", Json::Array(items(item, "summary").to_vec())));
        if !content.is_empty() {
            kept.push(("content", Json::Array(content.to_vec())));
        }
        kept.extend(member(item, "encrypted_content").map(|content| ("encrypted_content", content.clone())));
        *own = Some(Json::object(kept));
    }

    /// The provider says that the answer is whole: so are the calls whose arguments are, and were told as a whole.
    pub(super) fn complete(&mut self, answer: &mut Answer) {
        for item in &self.items.all {
            if let Kind::Call { call, cut: false, ref arguments } = item.kind
                && (item.done || arguments.is_whole())
                && answer.progress(call) == Progress::Whole
            {
                answer.call_end(call);
            }
        }
    }
}

/// Whether two texts are one JSON value, which some servers write anew.
fn same(one: &str, other: &str) -> bool {
    matches!((json::read(one), json::read(other)), (Ok(one), Ok(other)) if one == other)
}
