//! Objects and maps.

use super::Unsatisfiable;
use super::maker::{Maker, Style};
use super::place::Place;
use crate::json::Json;
use crate::view::{Additional, Node, NodeId};

/// The most members that a map gets which need not have them.
const MANY: usize = 8;
/// No larger object is made.
const LARGEST: usize = 1_000;

impl Maker<'_> {
    pub(super) fn object(&mut self, place: &Place<'_>) -> Result<Json, Unsatisfiable> {
        let rules = || place.nodes.iter().map(|node| &node.object);
        let least = rules().filter_map(|rules| rules.min_properties).max().unwrap_or(0) as usize;
        let most = rules().filter_map(|rules| rules.max_properties).min().map_or(usize::MAX, |most| most as usize);
        if least > LARGEST {
            return Err(self.unsatisfiable("so large an object is not made"));
        }
        let names = self.names(place, least);
        let mut members = Vec::new();
        for name in declared(place) {
            let (wanted, required) = (names.contains(&name), is_required(place, &name));
            if !wanted || !required && members.len() >= most {
                continue;
            }
            let made = match member(place, &name) {
                Some(ids) => self.inside(&name, &ids),
                None => Err(self.unsatisfiable(&format!("`{name}` must be there and must not"))),
            };
            match made {
                Ok(value) => members.push((name, value)),
                Err(error) if required => return Err(error),
                Err(_) => {}
            }
        }
        self.others(place, &mut members, least, most)?;
        Ok(Json::Object(members))
    }

    /// The members with names of their own that the object gets.
    fn names(&mut self, place: &Place<'_>, least: usize) -> Vec<String> {
        let all = declared(place);
        let everything = self.style == Style::Boundary && self.source.below(2) == 0;
        let mut names: Vec<String> = Vec::new();
        for name in &all {
            let optional =
                !self.is_sparing() && (everything || self.source.chance(3, 4) && self.style != Style::Boundary);
            if is_required(place, name) || optional {
                names.push(name.clone());
            }
        }
        let others = all.iter().filter(|name| !names.contains(name)).cloned();
        let missing: Vec<String> = others.take(least.saturating_sub(names.len())).collect();
        names.extend(missing);
        let mut index = 0;
        // What one name asks for may ask for more.
        while let Some(name) = names.get(index).cloned() {
            let needed = place.rare().flat_map(|rare| &rare.dependent_required).filter(|(given, _)| *given == name);
            let needed: Vec<String> =
                needed.flat_map(|(_, needed)| needed).map(|name| name.clone().into_owned()).collect();
            for name in needed {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            index += 1;
        }
        names
    }

    /// Members of other names, where they are what the object is for or where some are missing.
    fn others(
        &mut self,
        place: &Place<'_>,
        members: &mut Vec<(String, Json)>,
        least: usize,
        most: usize,
    ) -> Result<(), Unsatisfiable> {
        let is_map = place.nodes.iter().any(|node| matches!(node.object.additional, Additional::Each(_)))
            || place.rare().any(|rare| !rare.pattern_properties.is_empty());
        let missing = least.saturating_sub(members.len());
        let room = most.saturating_sub(members.len());
        let count = match self.style {
            _ if self.is_sparing() || !is_map => missing,
            Style::Boundary if room <= MANY => [missing, room][self.source.index(2) % 2],
            _ => missing + self.source.index(room.saturating_sub(missing).min(2) + 1),
        };
        let (mut made, mut tries) = (0, 0);
        while made < count && tries < 20 * count {
            tries += 1;
            let name = self.name(place)?;
            let known = members.iter().any(|(known, _)| *known == name) || declared(place).contains(&name);
            let Some(ids) = member(place, &name).filter(|_| !known) else {
                self.source.try_again();
                continue;
            };
            let value = if ids.is_empty() { Json::Bool(true) } else { self.inside(&name, &ids)? };
            members.push((name, value));
            made += 1;
        }
        if made < missing { Err(self.unsatisfiable("too few members have a name that fits")) } else { Ok(()) }
    }

    fn name(&mut self, place: &Place<'_>) -> Result<String, Unsatisfiable> {
        const SELDOM: [&str; 6] = ["a/b~c", "two words", "ключ", "\"", "0", ""];
        let rules: Vec<NodeId> = place.rare().filter_map(|rare| rare.property_names).collect();
        let pattern = place.rare().find_map(|rare| rare.pattern_properties.first()).map(|(pattern, _)| pattern);
        if !rules.is_empty() {
            return Ok(self.value(&rules)?.as_str().unwrap_or_default().to_owned());
        }
        let source = &mut *self.source;
        if let Some(name) = pattern.and_then(|pattern| pattern.pattern().sample(&mut |n| source.below(n))) {
            return Ok(name);
        }
        if self.style == Style::Boundary && self.source.below(2) == 0 {
            return Ok(SELDOM[self.source.index(SELDOM.len()) % SELDOM.len()].to_owned());
        }
        let length = 3 + self.source.below(6);
        Ok((0..length).map(|_| char::from(b'a' + u8::try_from(self.source.below(26)).unwrap_or(0))).collect())
    }
}

/// Every name that some node speaks of, once and in order.
fn declared(place: &Place<'_>) -> Vec<String> {
    let own = place.nodes.iter().flat_map(|node| &node.object.properties).map(|property| &property.name);
    let required = place.rare().flat_map(|rare| &rare.required);
    let needed = place.rare().flat_map(|rare| &rare.dependent_required).flat_map(|(_, needed)| needed);
    let mut names: Vec<String> = Vec::new();
    for name in own.chain(required).chain(needed) {
        if !names.iter().any(|known| known == name) {
            names.push(name.clone().into_owned());
        }
    }
    names
}

fn is_required(place: &Place<'_>, name: &str) -> bool {
    let own = place.nodes.iter().filter_map(|node| node.object.property(name)).any(|property| property.required);
    own || place.rare().any(|rare| rare.required.iter().any(|required| required == name))
}

/// What the member of this name has to fit; `None` if a node refuses the name.
pub(super) fn member(place: &Place<'_>, name: &str) -> Option<Vec<NodeId>> {
    let rules = place.nodes.iter().map(|node| of_node(node, name));
    rules.collect::<Option<Vec<_>>>().map(|rules| rules.concat())
}

fn of_node(node: &Node, name: &str) -> Option<Vec<NodeId>> {
    let patterns = node.rare.as_ref().map_or(&[][..], |rare| &rare.pattern_properties);
    let mut rules: Vec<NodeId> =
        patterns.iter().filter(|(pattern, _)| pattern.is_match(name)).map(|(_, rule)| *rule).collect();
    match (node.object.property(name), node.object.additional) {
        (Some(property), _) => rules.push(property.node),
        (None, Additional::Each(rule)) if rules.is_empty() => rules.push(rule),
        (None, Additional::Refused) if rules.is_empty() => return None,
        (None, _) => {}
    }
    Some(rules)
}
