//! What is too large, or leads nowhere: seen when all nodes are there.

use super::SchemaError;
use super::place::{DEEPEST, Location};
use crate::view::{Builder, Node, NodeId, components, indices, on_cycles};

/// How many schemas are read from elsewhere.
pub(super) const MOST_SCHEMAS: usize = 100_000;

/// How many schemas there may be when every reference is written out, except those of types that contain themselves:
/// so large a prompt has no model, and so much work is done by whatever renders the view.
const MOST_WRITTEN_OUT: u64 = 100_000;

/// Refuses references in a circle that no value ends, and schemas that are too large when written out.
pub(super) fn check(places: &[(NodeId, Location)], builder: &Builder) -> Result<(), SchemaError> {
    let nodes = builder.nodes();
    let place = |node: usize| {
        let of = |(id, _): &&(NodeId, Location)| id.index() == node;
        places.iter().find(of).map(|(_, at)| at.clone()).unwrap_or_default()
    };
    let in_place = |node: usize| indices(nodes[node].in_place());
    for component in components(nodes.len(), in_place) {
        let first = component[0];
        if component.len() > 1 || in_place(first).contains(&first) {
            let why = "leads back to itself without looking into the value; leave one of the references out";
            return Err(SchemaError::reference(&place(first), why));
        }
    }
    let (size, depth) = written_out(nodes);
    if size > MOST_WRITTEN_OUT || depth > DEEPEST {
        let limit = format!(
            "with its references written out it has more than {MOST_WRITTEN_OUT} schemas, or they stand more than \
             {DEEPEST} deep; leave some out"
        );
        return Err(SchemaError::too_large(&Location::default(), limit));
    }
    Ok(())
}

/// The size and the depth of the whole when every definition is written once if it contains itself, and else wherever it
/// is referred to.
fn written_out(nodes: &[Node]) -> (u64, u32) {
    let recursive = on_cycles(nodes);
    let stays = |node: usize| nodes[node].shared && recursive[node];
    let written = |node: usize| indices(nodes[node].children()).into_iter().filter(|child| !stays(*child));
    let mut sizes = vec![(0_u64, 0_u32); nodes.len()];
    // Children come before their parents.
    for node in components(nodes.len(), |node| written(node).collect()).into_iter().flatten() {
        let one = (1 + u64::try_from(nodes[node].children().len()).unwrap_or(u64::MAX), 0);
        let (size, depth) = written(node)
            .map(|child| sizes[child])
            .fold(one, |(all, deepest), (size, depth)| (all.saturating_add(size), deepest.max(depth)));
        sizes[node] = (size, depth + 1);
    }
    let whole = (0..nodes.len()).filter(|node| *node == NodeId::ROOT.index() || stays(*node));
    whole.fold((0, 0), |(all, deepest), node| (all.saturating_add(sizes[node].0), deepest.max(sizes[node].1)))
}
