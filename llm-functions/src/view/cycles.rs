//! Which nodes lead to themselves. Without recursion: a graph from elsewhere may be deep.

use super::{Node, NodeId};

/// The strongly connected components of a graph (Tarjan's algorithm), each before those that lead to it.
pub(crate) fn components(count: usize, edges: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let mut search = Search { order: vec![None; count], lowest: vec![0; count], ..Search::default() };
    for start in 0..count {
        if search.order[start].is_none() {
            search.from(start, &edges);
        }
    }
    search.found
}

/// Whether each node can lead to itself.
pub(crate) fn on_cycles(nodes: &[Node]) -> Vec<bool> {
    let edges = |node: usize| indices(nodes[node].children());
    let mut found = vec![false; nodes.len()];
    for component in components(nodes.len(), edges) {
        let cyclic = component.len() > 1 || edges(component[0]).contains(&component[0]);
        for node in component {
            found[node] = cyclic;
        }
    }
    found
}

pub(crate) fn indices(ids: Vec<NodeId>) -> Vec<usize> {
    ids.into_iter().map(NodeId::index).collect()
}

#[derive(Default)]
struct Search {
    /// When a node was first seen.
    order: Vec<Option<usize>>,
    /// The earliest node on the stack that is known to be reached from it.
    lowest: Vec<usize>,
    seen: usize,
    stack: Vec<usize>,
    found: Vec<Vec<usize>>,
    /// Nodes that are being looked at, with the edges that are left.
    open: Vec<(usize, Vec<usize>)>,
}

impl Search {
    fn from(&mut self, start: usize, edges: &impl Fn(usize) -> Vec<usize>) {
        self.enter(start, edges);
        while let Some((node, left)) = self.open.last_mut() {
            let node = *node;
            match left.pop() {
                Some(next) => match self.order[next] {
                    None => self.enter(next, edges),
                    // A node that belongs to a component already has the highest number there is.
                    Some(order) => self.lowest[node] = self.lowest[node].min(order),
                },
                None => self.leave(node),
            }
        }
    }

    fn enter(&mut self, node: usize, edges: &impl Fn(usize) -> Vec<usize>) {
        self.order[node] = Some(self.seen);
        self.lowest[node] = self.seen;
        self.seen += 1;
        self.stack.push(node);
        self.open.push((node, edges(node)));
    }

    fn leave(&mut self, node: usize) {
        self.open.pop();
        if let Some((parent, _)) = self.open.last() {
            self.lowest[*parent] = self.lowest[*parent].min(self.lowest[node]);
        }
        if Some(self.lowest[node]) == self.order[node] {
            let first = self.stack.iter().rposition(|stacked| *stacked == node).unwrap_or(0);
            let component = self.stack.split_off(first);
            for member in &component {
                self.order[*member] = Some(usize::MAX);
            }
            self.found.push(component);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_one_component_and_come_before_what_leads_to_them() {
        let edges = [vec![1], vec![2], vec![1, 3], vec![], vec![4], vec![0, 3]];
        let mut found = components(edges.len(), |node| edges[node].clone());
        for component in &mut found {
            component.sort_unstable();
        }
        assert_eq!(found, [vec![3], vec![1, 2], vec![0], vec![4], vec![5]]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let found = components(1_000_000, |node| if node + 1 < 1_000_000 { vec![node + 1] } else { vec![] });
        assert_eq!((found.len(), found[0][0]), (1_000_000, 999_999));
    }
}
