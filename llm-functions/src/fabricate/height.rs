//! How deep the shallowest value of each place is. A type that contains itself would otherwise never end.

use std::collections::HashMap;

use crate::view::{Additional, FunctionView, Node, NodeId, Types};

/// By node. One is missing where nothing fits at all, or only what contains itself without end.
#[derive(Debug, Default)]
pub(super) struct Heights(HashMap<NodeId, u32>);

impl Heights {
    pub(super) fn of(view: &FunctionView) -> Self {
        let mut heights = Self::default();
        // Each round settles at least the places that are one deeper than those before.
        while view.nodes().fold(false, |changed, (id, node)| heights.settle(id, node) || changed) {}
        heights
    }

    /// Whether the node turns out to be shallower than was known.
    fn settle(&mut self, id: NodeId, node: &Node) -> bool {
        let Some(height) = self.node(node).filter(|height| self.get(id).is_none_or(|known| *height < known)) else {
            return false;
        };
        self.0.insert(id, height);
        true
    }

    pub(super) fn get(&self, id: NodeId) -> Option<u32> {
        self.0.get(&id).copied()
    }

    /// The height of a value that fits all of these.
    pub(super) fn all<'i>(&self, ids: impl IntoIterator<Item = &'i NodeId>) -> Option<u32> {
        ids.into_iter().try_fold(0, |height, id| Some(height.max(self.get(*id)?)))
    }

    /// The height of a value that fits one of these.
    fn any(&self, ids: &[NodeId]) -> Option<u32> {
        if ids.is_empty() { Some(0) } else { ids.iter().filter_map(|id| self.get(*id)).min() }
    }

    fn node(&self, node: &Node) -> Option<u32> {
        if node.nullable || node.choices.is_some() {
            return Some(0);
        }
        let rules = [
            self.own(node)?,
            self.all(node.reference.iter().chain(&node.all_of))?,
            self.any(&node.any_of)?,
            self.any(&node.one_of)?,
        ];
        rules.into_iter().max()
    }

    fn own(&self, node: &Node) -> Option<u32> {
        let scalars = [Types::NULL, Types::BOOLEAN, Types::INTEGER, Types::NUMBER, Types::STRING];
        let scalar = scalars.iter().any(|scalar| node.types.contains(*scalar)).then_some(0);
        let array = node.types.contains(Types::ARRAY).then(|| self.array(node)).flatten();
        let object = node.types.contains(Types::OBJECT).then(|| self.object(node)).flatten();
        [scalar, array, object].into_iter().flatten().min()
    }

    fn array(&self, node: &Node) -> Option<u32> {
        let rules = &node.array;
        let least = rules.min_items.unwrap_or(0) as usize;
        let prefix = rules.prefix.iter().take(least);
        let height = self.all(prefix.chain(rules.items.iter().filter(|_| least > rules.prefix.len())))?;
        Some(if least > 0 { height + 1 } else { 0 })
    }

    fn object(&self, node: &Node) -> Option<u32> {
        let rules = &node.object;
        let required = rules.properties.iter().filter(|property| property.required).map(|property| &property.node);
        let height = self.all(required)?;
        let others = match rules.additional {
            Additional::Each(id) if rules.min_properties.is_some_and(|least| least > 0) => self.get(id)?,
            _ => 0,
        };
        Some(height.max(others) + 1)
    }
}
