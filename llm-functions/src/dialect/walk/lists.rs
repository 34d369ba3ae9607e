//! Lists with a place for each item (`prefixItems`), as objects with a member for each place.

use super::{Schema, Walker};
use crate::dialect::back::{Back, BackId, Member, REST};
use crate::dialect::report::EnforcedBy;
use crate::dialect::rules::Absent;
use crate::json::Json;
use crate::view::{Node, NodeId, Types};

impl Walker<'_> {
    pub(super) fn places(&mut self, node: &Node, schema: &mut Schema) -> Option<BackId> {
        let rules = &node.array;
        let least = rules.min_items.unwrap_or(0) as usize;
        let (mut members, mut properties) = (Vec::new(), Vec::new());
        for (index, id) in rules.prefix.iter().enumerate() {
            if rules.max_items.is_some_and(|most| index >= most as usize) {
                break;
            }
            let (member, place) = self.inner(&index.to_string(), |walker| {
                // Absent places would shift those after them, so each that may be absent is `null`.
                walker.item(*id, &format!("item_{}", index + 1), index < least)
            })?;
            properties.push((member.lowered.clone(), place));
            members.push(member);
        }
        let rest = self.rest(node, &mut properties);
        schema.set("type", "object");
        let required = members.iter().filter(|member| member.null_when_absent || !member.drops_null);
        let required: Vec<Json> = required.chain(&rest).map(|member| Json::from(member.lowered.as_str())).collect();
        schema.set("properties", Json::object(properties));
        schema.set("required", Json::Array(required));
        self.close(schema);
        self.findings.shape(&self.path, "an object with a member for each item");
        if rules.unique_items {
            self.said(schema, "uniqueItems", &true.into());
        }
        Some(self.backs.push(Back::Places(members, rest)))
    }

    fn item(&mut self, id: NodeId, name: &str, required: bool) -> Option<(Member, Json)> {
        let property = crate::view::Property::new(name.to_owned(), id, required);
        let (mut member, schema) = self.property(&property, name, false)?;
        if !required && self.rules.absent != Absent::Null {
            // It is left out, and nothing can follow.
            member.drops_null = true;
        }
        if !required && self.view.accepts(id, &Json::Null) {
            self.change("a list that ends before an item that may be null", EnforcedBy::Schema);
        }
        Some((member, schema))
    }

    /// The items after those that have a place.
    fn rest(&mut self, node: &Node, properties: &mut Vec<(String, Json)>) -> Option<Member> {
        let rules = &node.array;
        if rules.max_items.is_some_and(|most| most as usize <= rules.prefix.len()) {
            return None;
        }
        let items = rules.items.filter(|items| self.view.resolve(*items).types != Types::NONE);
        let Some(items) = items else {
            if rules.items.is_none() {
                self.change("items after those that are listed", EnforcedBy::Schema);
            }
            return None;
        };
        let place = self.inner("*", |walker| walker.place(items))?;
        let list = [("type", Json::from("array")), ("items", place.schema.into_json())];
        properties.push((REST.to_owned(), Json::object(list)));
        if rules.min_items.is_some_and(|least| least as usize > rules.prefix.len()) || rules.max_items.is_some() {
            self.change("the number of items", EnforcedBy::Check);
        }
        Some(Member {
            name: REST.to_owned(),
            lowered: REST.to_owned(),
            back: place.back,
            null_when_absent: false,
            drops_null: false,
        })
    }
}
