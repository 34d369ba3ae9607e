//! When more nodes are advertised than are kept, or are asked at once: who is known to be one comes first.
//!
//! Anybody on the network can advertise a thousand nodes that do not exist. They must neither keep the real ones out nor have
//! them wait.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::known::Known;
use crate::fog::NodeId;

/// The order in which nodes are asked: who has answered, who was named, who has not failed yet.
pub(super) fn turn(known: &Known) -> (Reverse<bool>, Reverse<bool>, u32) {
    (Reverse(known.has_answered()), Reverse(known.named), known.failures())
}

/// Forgets a node of which nothing was ever seen but that it was advertised, the one that failed most often; whether there was
/// one.
pub(super) fn make_room(all: &mut BTreeMap<NodeId, Known>) -> bool {
    let never_seen = all.iter().filter(|(_, known)| !known.named && !known.has_answered() && known.outstanding == 0);
    let worst = never_seen.max_by_key(|(_, known)| known.failures()).map(|(node, _)| *node);
    worst.is_some_and(|node| all.remove(&node).is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::time::Duration;

    use tokio::time::Instant;

    use super::*;
    use crate::fog::protocol::Status;

    fn all(answered: &[u8], count: u8) -> BTreeMap<NodeId, Known> {
        let node = |number: u8| NodeId::of_public_key(&[number]);
        let mut all: BTreeMap<NodeId, Known> = (0..count).map(|number| (node(number), Known::default())).collect();
        for number in answered {
            let status = Status::new(node(*number), 1, 2, Vec::new());
            all.get_mut(&node(*number)).unwrap().told(status, Duration::from_millis(1));
        }
        all
    }

    #[test]
    fn what_was_only_advertised_makes_room_and_what_answered_does_not() {
        let mut nodes = all(&[1, 2], 5);
        let failed = NodeId::of_public_key(&[3]);
        nodes.get_mut(&failed).unwrap().failed("gone".into(), Instant::now());
        nodes.get_mut(&NodeId::of_public_key(&[4])).unwrap().named = true;
        assert!(make_room(&mut nodes) && !nodes.contains_key(&failed));
        assert!(make_room(&mut nodes) && nodes.len() == 3);
        assert!(!make_room(&mut nodes), "the others are real, or were named");
    }

    #[test]
    fn who_has_answered_is_asked_first() {
        let nodes = all(&[7], 9);
        let first = nodes.iter().min_by_key(|(_, known)| turn(known)).map(|(node, _)| *node);
        assert_eq!(first, Some(NodeId::of_public_key(&[7])));
    }
}
