//! A node that is dead is noticed where it is missed, and not two minutes later when its name is forgotten.

use std::time::{Duration, Instant};

use llm_runtime::fog::{NodeAddress, NodeChange};

use crate::case;
use crate::discovery::change;
use crate::harness::{Case, measured};
use crate::net::{Lan, Link};
use crate::nodes::{Node, long};
use crate::site::{Site, session};

pub(crate) fn cases() -> Vec<Case> {
    vec![case!(a_dead_node_is_noticed_by_who_asks_it_and_then_forgotten, 3, Link::Both, &[])]
}

/// How long its name lives in the network (RFC 6762, 10).
const NAME: Duration = Duration::from_secs(120);

async fn a_dead_node_is_noticed_by_who_asks_it_and_then_forgotten(lan: Lan) {
    let site = Site::new();
    let mut first = Node::start(&lan, 1, &site, &long(), Duration::from_millis(10), true);
    let second = Node::start(&lan, 2, &site, &long(), Duration::from_millis(10), false);
    let platform = site.looking();
    let mut changes = platform.changes();
    assert!(matches!(change(&mut changes).await, NodeChange::Added(found) if found.node == first.id));
    let mut session = session(&platform).await;
    let mut events = session.generate("Go on.");
    let (mut said, mut died) = (String::new(), None);
    while let Some(event) = events.next().await {
        if let llm_runtime::Event::Text(more) = event.unwrap() {
            said.push_str(&more);
            if died.is_none() && said.len() > 300 {
                platform.add(NodeAddress::new(second.id, [second.address]));
                first.kill();
                died = Some(Instant::now());
            }
        }
    }
    assert_eq!(said, long());
    let died = died.unwrap();
    loop {
        if let NodeChange::Removed(gone) = change(&mut changes).await {
            assert_eq!(gone, first.id);
            break;
        }
    }
    let took = died.elapsed();
    assert!(took < NAME / 2, "asked after, and not waited for: {took:?}");
    measured(&format!(
        "forgotten {:.1} s after it was killed; its name lives {} s",
        took.as_secs_f32(),
        NAME.as_secs()
    ));
    let left: Vec<_> = platform.nodes().into_iter().map(|node| node.node).collect();
    assert_eq!(left, [second.id]);
}
