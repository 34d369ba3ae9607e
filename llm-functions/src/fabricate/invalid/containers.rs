//! Spoiled arrays and objects, and what is in them.

use super::{Change, Walk};
use crate::fabricate::object::member;
use crate::fabricate::place::Place;
use crate::json::Json;
use crate::view::{Additional, Node};

/// Longer lists are not made only to be too long.
const LONGEST: usize = 1_000;

impl<'v> Walk<'v> {
    pub(super) fn arrays(&mut self, nodes: &[&'v Node], items: &[Json]) {
        for node in nodes {
            let rules = &node.array;
            if let Some(least) =
                rules.min_items.map(|least| least as usize).filter(|least| (1..=items.len()).contains(least))
            {
                self.replace(Json::Array(items[..least - 1].to_vec()), "minItems");
            }
            let most = rules.max_items.map(|most| most as usize).filter(|most| *most < LONGEST);
            if let (Some(most), Some(last)) = (most, items.last()) {
                let more = (most + 1).saturating_sub(items.len());
                let items = items.iter().chain(std::iter::repeat_n(last, more)).cloned();
                self.replace(Json::Array(items.collect()), if rules.unique_items { "uniqueItems" } else { "maxItems" });
            }
            if rules.unique_items
                && let Some(first) = items.first()
            {
                self.replace(Json::Array(items.iter().chain([first]).cloned().collect()), "uniqueItems");
            }
        }
        for (index, item) in items.iter().enumerate() {
            let rules = nodes.iter().filter_map(|node| node.array.prefix.get(index).copied().or(node.array.items));
            let rules: Vec<_> = rules.collect();
            self.inside(&index.to_string(), &rules, item);
        }
    }

    pub(super) fn objects(&mut self, nodes: &[&'v Node], members: &[(String, Json)]) {
        let place = Place { nodes: nodes.to_vec() };
        for node in nodes {
            if node.object.additional == Additional::Refused {
                self.note(Change::Insert(unknown(members), true.into()), "additionalProperties", false);
            }
            self.member_counts(node, members);
        }
        for (name, value) in members {
            let rules = member(&place, name).unwrap_or_default();
            let required = nodes.iter().filter_map(|node| node.object.property(name)).any(|property| property.required);
            // Where `null` fits, a decoder may take nothing at all for it.
            let structural = required && !rules.iter().any(|id| self.view.accepts(*id, &Json::Null));
            self.path.push(name.clone());
            if required {
                self.note(Change::Remove, "required", structural);
            }
            self.path.pop();
            self.inside(name, &rules, value);
        }
    }

    fn member_counts(&mut self, node: &Node, members: &[(String, Json)]) {
        let rules = &node.object;
        if let Some(least) =
            rules.min_properties.map(|least| least as usize).filter(|least| (1..=members.len()).contains(least))
        {
            self.replace(Json::Object(members[..least - 1].to_vec()), "minProperties");
        }
        let most = rules.max_properties.map(|most| most as usize).filter(|most| *most < LONGEST);
        if let (Some(most), Some((_, last))) = (most, members.last()) {
            let more = (members.len()..=most).map(|index| (format!("{}{index}", unknown(members)), last.clone()));
            let members = members.iter().cloned().chain(more);
            self.replace(Json::Object(members.collect()), "maxProperties");
        }
    }
}

/// A name that no member has.
fn unknown(members: &[(String, Json)]) -> String {
    let mut name = "unexpected".to_owned();
    while members.iter().any(|(known, _)| *known == name) {
        name.push('_');
    }
    name
}
