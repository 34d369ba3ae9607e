//! [`Item`]: one item of an answer, and which item an event is about.

use std::collections::{BTreeMap, HashMap};

use llm_functions::json::Json;

use super::part::Part;
use crate::wire::json::{count, filled, text};

/// The most items of one answer; the rest is not listened to.
const MOST: usize = 20_000;

/// One item of an answer.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: Option<String>,
    /// It has come as a whole.
    pub(super) done: bool,
    pub(super) kind: Kind,
}

/// What an item is.
#[derive(Debug)]
pub(super) enum Kind {
    /// Words, by content index; and what the provider calls them.
    Message { parts: BTreeMap<u64, Part>, phase: Option<String> },
    /// Thoughts: their summary, themselves, and the item as it goes back.
    Reasoning { summary: BTreeMap<u64, Part>, content: BTreeMap<u64, Part>, own: Option<Json> },
    /// A call: its number in the turn, and its arguments.
    Call { call: usize, arguments: Part, cut: bool },
}

/// Which kind of item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Message,
    Reasoning,
    Call,
}

impl Shape {
    /// The shape of an item that is written out; calls of tools that nobody offered have none.
    pub(super) fn of(item: &Json) -> Option<Self> {
        match text(item, "type")? {
            "message" => Some(Self::Message),
            "reasoning" => Some(Self::Reasoning),
            "function_call" => Some(Self::Call),
            _ => None,
        }
    }
}

impl Item {
    pub(super) fn shape(&self) -> Shape {
        match self.kind {
            Kind::Message { .. } => Shape::Message,
            Kind::Reasoning { .. } => Shape::Reasoning,
            Kind::Call { .. } => Shape::Call,
        }
    }
}

/// The items of an answer, in the order in which they appeared.
///
/// An event names its item by an identity and by a place. Servers were seen to number all places alike, and proxies to give
/// an item another identity in each event, so either may be what tells.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub(super) all: Vec<Item>,
    by_id: HashMap<String, usize>,
    by_place: HashMap<u32, usize>,
}

/// How an event or an item names what it is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'e> {
    pub(super) id: Option<&'e str>,
    pub(super) place: Option<u32>,
}

impl<'e> Address<'e> {
    /// The item that a delta belongs to.
    pub(super) fn of_event(event: &'e Json) -> Self {
        Self { id: filled(event, "item_id"), place: count(event, "output_index") }
    }

    /// The item that an event brings.
    pub(super) fn of_item(event: &'e Json, item: &'e Json) -> Self {
        Self { id: filled(item, "id"), place: count(event, "output_index") }
    }
}

impl Items {
    /// The item that a delta belongs to.
    pub(super) fn find(&self, address: Address<'_>, shape: Shape) -> Option<usize> {
        let by_id = address.id.and_then(|id| self.by_id.get(id));
        let by_place = || address.place.and_then(|place| self.by_place.get(&place));
        by_id.or_else(by_place).copied().filter(|item| self.all.get(*item).is_some_and(|item| item.shape() == shape))
    }

    /// The item that is announced or brought as a whole. One with an identity of its own is not another that is whole
    /// already, whatever its place; when it is announced it is no other at all.
    pub(super) fn find_announced(&self, address: Address<'_>, shape: Shape, is_new: bool) -> Option<usize> {
        let found = self.find(address, shape)?;
        let item = self.all.get(found)?;
        let same = address.id.is_none() || item.id.is_none() || item.id.as_deref() == address.id;
        (same || !item.done && !is_new).then_some(found)
    }

    /// A new item, unless there are too many.
    pub(super) fn add(&mut self, address: Address<'_>, kind: Kind) -> Option<usize> {
        let item = self.all.len();
        if item >= MOST {
            return None;
        }
        self.all.push(Item { id: address.id.map(str::to_owned), done: false, kind });
        self.name(item, address);
        Some(item)
    }

    /// From now on this address means this item.
    pub(super) fn name(&mut self, item: usize, address: Address<'_>) {
        if let Some(id) = address.id {
            self.by_id.insert(id.to_owned(), item);
        }
        if let Some(place) = address.place {
            self.by_place.insert(place, item);
        }
    }

    /// The items of a whole answer, each with the item that it was so far: by its identity; else the first of its shape
    /// that no other is.
    pub(super) fn matched(&self, output: &[Json]) -> Vec<Option<usize>> {
        let by_id = |item: &Json| filled(item, "id").and_then(|id| self.by_id.get(id)).copied();
        let mut taken: Vec<bool> = vec![false; self.all.len()];
        for item in output.iter().filter_map(by_id) {
            taken[item] = true;
        }
        let mut free: HashMap<u8, std::vec::IntoIter<usize>> = HashMap::new();
        for shape in [Shape::Message, Shape::Reasoning, Shape::Call] {
            let is_free = |(number, item): &(usize, &Item)| !taken[*number] && item.shape() == shape;
            let numbers: Vec<usize> = self.all.iter().enumerate().filter(is_free).map(|(number, _)| number).collect();
            free.insert(shape as u8, numbers.into_iter());
        }
        let next = |item: &Json| Shape::of(item).and_then(|shape| free.get_mut(&(shape as u8))?.next());
        let mut next = next;
        output.iter().map(|item| by_id(item).or_else(|| next(item))).collect()
    }
}
