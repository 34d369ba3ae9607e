//! Readings that leave a value what it is and change what is inside: members, items, the alternatives of a place.

use super::CoercionKind;
use super::search::{Doubt, How, Outcome, Reading, Search};
use super::writing::Writing;
use crate::arguments::check::{Path, type_of};
use crate::json::Json;
use crate::view::{Additional, Node, NodeId, Types};

impl Search<'_> {
    /// Readings in which the value keeps its JSON type, or is a scalar read as another.
    pub(super) fn inside(
        &mut self,
        id: NodeId,
        value: &Json,
        writing: &Writing,
        at: &Path<'_>,
        how: How,
    ) -> Result<Vec<Reading>, Doubt> {
        let view = self.view;
        let node = view.resolve(id);
        let fits = self.fits(id).or(how.beside);
        let mut readings = match value {
            Json::Object(members) if node.types.contains(Types::OBJECT) => {
                self.members(node, members, writing, at)?.into_iter().collect()
            }
            Json::Array(items) if node.types.contains(Types::ARRAY) => self.items(id, node, items, writing, at)?,
            Json::Array(_) | Json::Object(_) | Json::Null => Vec::new(),
            scalar => self.scalar(node, fits, scalar, writing, at),
        };
        let inner = How { rewrites: 0, beside: fits, ..how };
        for alternative in node.any_of.iter().chain(&node.one_of) {
            readings.extend(self.place(*alternative, value, writing, at, inner)?);
        }
        readings.extend(self.every(node, value, writing, at, inner)?);
        Ok(readings)
    }

    /// A reading that every part of an `allOf` has had its say about.
    fn every(&mut self, node: &Node, value: &Json, writing: &Writing, at: &Path<'_>, how: How) -> Outcome {
        let mut reading = Reading { value: value.clone(), done: Vec::new() };
        for rule in &node.all_of {
            if let Some(next) = self.place(*rule, &reading.value, writing, at, how)? {
                reading.value = next.value;
                reading.done.extend(next.done);
            }
        }
        Ok(Some(reading).filter(|reading| !reading.done.is_empty()))
    }

    fn members(&mut self, node: &Node, members: &[(String, Json)], writing: &Writing, at: &Path<'_>) -> Outcome {
        let (mut object, mut done) = (Vec::with_capacity(members.len()), Vec::new());
        for (index, (name, value)) in members.iter().enumerate() {
            let (rule, optional) = match (node.object.property(name), node.object.additional) {
                (Some(property), _) => {
                    (Some(property.node), node.object.fills_in && self.may_be_absent(property.node, property.required))
                }
                (None, Additional::Each(rule)) => (Some(rule), false),
                (None, Additional::Any) => (None, false),
                (None, Additional::Refused) => return Ok(None),
            };
            let value = match rule {
                Some(_) if optional && *value == Json::Null => Json::Null,
                Some(rule) => {
                    let how = How { optional, ..How::CHILD };
                    let reading = self.place(rule, value, writing.at(index), &at.member(name), how)?;
                    let Some(reading) = reading else { return Ok(None) };
                    done.extend(reading.done);
                    reading.value
                }
                None => value.clone(),
            };
            object.push((name.clone(), value));
        }
        Ok(Some(Reading { value: Json::Object(object), done }).filter(|reading| !reading.done.is_empty()))
    }

    fn may_be_absent(&self, id: NodeId, required: bool) -> bool {
        !required || self.view[id].default.is_some()
    }

    fn items(
        &mut self,
        id: NodeId,
        node: &Node,
        items: &[Json],
        writing: &Writing,
        at: &Path<'_>,
    ) -> Result<Vec<Reading>, Doubt> {
        let Some(reading) = self.each(node, items, writing, at)? else { return Ok(Vec::new()) };
        let listed = reading.done.iter().any(|done| done.kind == CoercionKind::OneItemList);
        let doubt = listed && matches!(&reading.value, Json::Array(read) if items.iter().zip(read).any(grew));
        let mut readings = vec![reading];
        // `[1, 2]` for a list of lists: of two lists, or of one? If both fit, there are two readings.
        if doubt {
            let whole = Json::Array(vec![Json::Array(items.to_vec())]);
            let writing = Writing::Inside(vec![writing.clone()]);
            readings.extend(self.place(id, &whole, &writing, at, How { rewrites: 0, ..How::CHILD })?);
        }
        Ok(readings)
    }

    fn each(&mut self, node: &Node, items: &[Json], writing: &Writing, at: &Path<'_>) -> Outcome {
        let (mut array, mut done) = (Vec::with_capacity(items.len()), Vec::new());
        for (index, item) in items.iter().enumerate() {
            let value = match node.array.prefix.get(index).copied().or(node.array.items) {
                Some(rule) => {
                    let reading = self.place(rule, item, writing.at(index), &at.index(index), How::CHILD)?;
                    let Some(reading) = reading else { return Ok(None) };
                    done.extend(reading.done);
                    reading.value
                }
                None => item.clone(),
            };
            array.push(value);
        }
        Ok(Some(Reading { value: Json::Array(array), done }).filter(|reading| !reading.done.is_empty()))
    }
}

/// Whether an item that was no list is one now.
fn grew((item, read): (&Json, &Json)) -> bool {
    type_of(item) != Types::ARRAY && type_of(read) == Types::ARRAY
}
