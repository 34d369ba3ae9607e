//! Several nodes that a value must all fit, as one node, for dialects that cannot say "all of".

use super::Walker;
use super::both::{both_numbers, both_strings, both_types, least, takes_null};
use crate::dialect::report::EnforcedBy;
use crate::view::{Additional, ArrayRules, Node, NodeId, ObjectRules, Property, RareRules, Types};

/// How many nodes are put into one; a node may refer to itself.
const MOST: u32 = 64;

impl Walker<'_> {
    /// The node with what it refers to, unless the dialect can say that as it is.
    pub(super) fn conjunction(&mut self, node: Node) -> Node {
        let kept = !self.rules.changes_shapes() && self.rules.has("allOf");
        if kept { node } else { self.merged(node) }
    }

    /// The node with everything that a value must fit as well.
    pub(super) fn merged(&mut self, node: Node) -> Node {
        let mut left = MOST;
        let mut node = self.merged_within(node, &mut left);
        if self.rules.changes_shapes() {
            self.list_required(&mut node);
        }
        node
    }

    /// Members that have to be there are listed, whatever may be said of them elsewhere.
    fn list_required(&mut self, node: &mut Node) {
        let names = node.rare.as_mut().map(|rare| std::mem::take(&mut rare.required)).unwrap_or_default();
        for name in names {
            if let Some(known) = node.object.properties.iter_mut().find(|property| property.name == name) {
                known.required = true;
            } else {
                let value = match node.object.additional {
                    Additional::Each(values) => values,
                    Additional::Any => self.view.push(Node::any()),
                    Additional::Refused => self.view.push(Node::of(Types::NONE)),
                };
                node.object.properties.push(Property::new(name, value, true));
            }
        }
        node.rare.take_if(|rare| says_nothing(rare));
    }

    fn merged_within(&mut self, mut node: Node, left: &mut u32) -> Node {
        let others: Vec<NodeId> = node.reference.take().into_iter().chain(std::mem::take(&mut node.all_of)).collect();
        for id in others {
            let Some(rest) = left.checked_sub(1) else {
                self.change("a reference that leads to itself", EnforcedBy::Check);
                break;
            };
            *left = rest;
            let other = self.merged_within(self.view[id].clone(), left);
            node = self.both(node, other);
        }
        node
    }

    fn both(&mut self, one: Node, other: Node) -> Node {
        let (one_null, other_null) = (takes_null(&one), takes_null(&other));
        let mut both = Node {
            name: one.name,
            shared: false,
            description: if one.description.is_empty() { other.description } else { one.description },
            types: both_types(one.types, other.types),
            nullable: one_null && other_null,
            choices: match (one.choices, other.choices) {
                (Some(one), Some(other)) => Some(
                    one.into_iter().filter(|choice| other.iter().any(|known| known.value == choice.value)).collect(),
                ),
                (one, other) => one.or(other),
            },
            number: both_numbers(&one.number, &other.number),
            string: both_strings(one.string, other.string),
            default: one.default.or(other.default),
            examples: if one.examples.is_empty() { other.examples } else { one.examples },
            sensitive: one.sensitive || other.sensitive,
            tag: None,
            ..Node::any()
        };
        both.array = self.both_arrays(&one.array, &other.array);
        both.object = self.both_objects(&one.object, &other.object);
        both.any_of = self.both_alternatives(one.any_of, other.any_of);
        both.one_of = self.both_alternatives(one.one_of, other.one_of);
        both.rare = match (one.rare, other.rare) {
            (Some(one), Some(other)) => Some(self.both_rare(one, *other)),
            (one, other) => one.or(other),
        };
        both
    }

    fn both_rare(&mut self, mut one: Box<RareRules>, mut other: RareRules) -> Box<RareRules> {
        one.required.append(&mut other.required);
        if says_nothing(&one) {
            return Box::new(RareRules { required: one.required, ..other });
        }
        if !says_nothing(&other) {
            self.change("one of several rules that are seldom said", EnforcedBy::Check);
        }
        one
    }

    /// A node that a value fits when it fits both.
    fn both_ids(&mut self, one: NodeId, other: NodeId) -> NodeId {
        if one == other { one } else { self.view.push(Node { all_of: vec![one, other], ..Node::any() }) }
    }

    /// One of these and one of those: every pair.
    fn both_alternatives(&mut self, one: Vec<NodeId>, other: Vec<NodeId>) -> Vec<NodeId> {
        if one.is_empty() || other.is_empty() || one.len() * other.len() > 256 {
            return if one.is_empty() { other } else { one };
        }
        let pairs: Vec<(NodeId, NodeId)> =
            one.iter().flat_map(|one| other.iter().map(move |other| (*one, *other))).collect();
        pairs.into_iter().map(|(one, other)| self.both_ids(one, other)).collect()
    }

    fn both_arrays(&mut self, one: &ArrayRules, other: &ArrayRules) -> ArrayRules {
        let length = one.prefix.len().max(other.prefix.len());
        let at = |rules: &ArrayRules, index: usize| rules.prefix.get(index).copied().or(rules.items);
        let prefix = (0..length).filter_map(|index| self.both_or(at(one, index), at(other, index)));
        let prefix = prefix.collect();
        ArrayRules {
            prefix,
            items: self.both_or(one.items, other.items),
            min_items: one.min_items.max(other.min_items),
            max_items: least(one.max_items, other.max_items),
            unique_items: one.unique_items || other.unique_items,
        }
    }

    fn both_or(&mut self, one: Option<NodeId>, other: Option<NodeId>) -> Option<NodeId> {
        match (one, other) {
            (Some(one), Some(other)) => Some(self.both_ids(one, other)),
            _ => one.or(other),
        }
    }

    fn both_objects(&mut self, one: &ObjectRules, other: &ObjectRules) -> ObjectRules {
        let mut properties: Vec<Property> = Vec::new();
        for property in one.properties.iter().chain(&other.properties) {
            if properties.iter().any(|known| known.name == property.name) {
                continue;
            }
            let (ours, theirs) = (of_member(one, property), of_member(other, property));
            // What one of them refuses cannot be there.
            if let (Ok(ours), Ok(theirs)) = (ours, theirs)
                && let Some(node) = self.both_or(ours, theirs)
            {
                let required = [one, other]
                    .iter()
                    .any(|rules| rules.property(&property.name).is_some_and(|property| property.required));
                properties.push(Property::new(property.name.clone(), node, required));
            }
        }
        let additional = match (one.additional, other.additional) {
            (Additional::Refused, _) | (_, Additional::Refused) => Additional::Refused,
            (Additional::Each(one), Additional::Each(other)) => Additional::Each(self.both_ids(one, other)),
            (Additional::Any, other) | (other, Additional::Any) => other,
        };
        ObjectRules {
            properties,
            additional,
            min_properties: one.min_properties.max(other.min_properties),
            max_properties: least(one.max_properties, other.max_properties),
            fills_in: one.fills_in && other.fills_in,
        }
    }
}

/// Whether nothing is said but which members have to be there.
fn says_nothing(rare: &RareRules) -> bool {
    rare.not.is_none()
        && rare.conditional.is_none()
        && rare.contains.is_none()
        && rare.property_names.is_none()
        && rare.pattern_properties.is_empty()
        && rare.dependent_required.is_empty()
        && rare.dependent_schemas.is_empty()
        && rare.constant.is_none()
}

/// What rules say of a member; `Err` when they refuse it.
fn of_member(rules: &ObjectRules, member: &Property) -> Result<Option<NodeId>, ()> {
    match (rules.property(&member.name), rules.additional) {
        (Some(property), _) => Ok(Some(property.node)),
        (None, Additional::Each(node)) => Ok(Some(node)),
        (None, Additional::Any) => Ok(None),
        (None, Additional::Refused) => Err(()),
    }
}
