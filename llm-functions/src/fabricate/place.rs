//! [`Place`]: everything that is said of a place, once alternatives have been decided.

use super::maker::Maker;
use crate::json::Json;
use crate::view::{Node, NodeId, RareRules, Types};

/// The nodes that a value has to fit.
pub(super) struct Place<'v> {
    pub(super) nodes: Vec<&'v Node>,
}

impl<'v> Place<'v> {
    /// Follows references and decides which alternative to make.
    pub(super) fn of(maker: &mut Maker<'v>, ids: &[NodeId]) -> Self {
        let (mut seen, mut nodes) = (Vec::new(), Vec::new());
        let mut next: Vec<NodeId> = ids.iter().rev().copied().collect();
        while let Some(id) = next.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let node = &maker.view[id];
            nodes.push(node);
            next.extend(node.reference.iter().chain(&node.all_of));
            next.extend(maker.alternative(&node.any_of));
            next.extend(maker.alternative(&node.one_of));
            next.extend(node.rare.as_deref().map(|rare| maker.branch(rare)).unwrap_or_default());
        }
        Self { nodes }
    }

    /// The only values there are, if one of the nodes lists them.
    pub(super) fn choices(&self) -> Option<Vec<&'v Json>> {
        let listed = self.nodes.iter().find_map(|node| node.choices.as_ref());
        let constant = self.rare().find_map(|rare| rare.constant.as_ref());
        match (constant, listed) {
            (Some(constant), _) => Some(vec![constant]),
            (None, listed) => listed.map(|choices| choices.iter().map(|choice| &choice.value).collect()),
        }
    }

    pub(super) fn rare(&self) -> impl Iterator<Item = &'v RareRules> + '_ {
        self.nodes.iter().filter_map(|node| node.rare.as_deref())
    }

    /// The types that every node allows, each as what it is most of all; plain ones first. What rules speak of is meant,
    /// even where no type is named.
    pub(super) fn types(&self) -> Vec<Types> {
        let allowed = |types: Types| {
            let covers = |node: &&Node| {
                node.types.contains(types) || types == Types::INTEGER && node.types.contains(Types::NUMBER)
            };
            self.nodes.iter().all(covers)
        };
        let all =
            [Types::BOOLEAN, Types::INTEGER, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT, Types::NULL];
        let left: Vec<Types> = all.into_iter().filter(|types| allowed(*types)).collect();
        let meant: Vec<Types> = left.iter().copied().filter(|types| self.speaks_of(*types)).collect();
        if meant.is_empty() { left } else { meant }
    }

    fn speaks_of(&self, types: Types) -> bool {
        self.nodes.iter().any(|node| match types {
            Types::ARRAY => node.array.items.is_some() || !node.array.prefix.is_empty(),
            Types::OBJECT => {
                !node.object.properties.is_empty() || node.rare.as_ref().is_some_and(|rare| !rare.required.is_empty())
            }
            _ => false,
        })
    }
}

impl Maker<'_> {
    /// One of the alternatives that have a value at all; the shallowest one when there is enough already.
    fn alternative(&mut self, ids: &[NodeId]) -> Option<NodeId> {
        let mut possible: Vec<NodeId> = ids.iter().copied().filter(|id| self.heights.get(*id).is_some()).collect();
        if self.is_sparing() {
            possible.sort_by_key(|id| self.heights.get(*id));
        }
        // Of a sparing value the first, unless that did not do.
        let index = self.source.index(possible.len());
        let index = if self.is_sparing() && self.source.chance(3, 4) { 0 } else { index };
        possible.get(index).copied()
    }

    /// What `if` asks for when it fits, or what it asks for when not. That it really does not fit is left to the check.
    fn branch(&mut self, rare: &RareRules) -> Vec<NodeId> {
        let Some((condition, then, otherwise)) = rare.conditional else { return Vec::new() };
        if self.source.below(2) == 0 {
            then.into_iter().chain([condition]).collect()
        } else {
            otherwise.into_iter().collect()
        }
    }
}
