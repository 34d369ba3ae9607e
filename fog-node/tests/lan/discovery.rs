//! Nodes are found, by names that nobody chose, wherever they are and however often they move.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt;
use llm_runtime::fog::{FogConfig, FogPlatform, NodeAddress, NodeChange, NodeId};

use crate::case;
use crate::harness::{Case, measured};
use crate::net::{Lan, Link};
use crate::nodes::{Node, PORT, long, start};
use crate::site::{Site, look, session};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(a_node_is_found_and_answers_over_ipv4_and_ipv6, 2, Link::Both, &[]),
        case!(a_node_is_found_and_answers_where_there_is_ipv6_alone, 2, Link::Six, &[]),
        case!(a_node_that_gets_another_address_is_found_there, 2, Link::Both, &[]),
        case!(a_cable_that_is_pulled_for_a_second_costs_a_pause, 2, Link::Both, &[]),
        case!(where_multicast_is_blocked_nodes_are_named_or_remembered, 3, Link::Both, &["nft"]),
        case!(thirty_nodes_are_found_at_once_and_new_ones_soon, 32, Link::Both, &[], true),
    ]
}

/// The next change, or a failure of the test when there is none for long.
pub(crate) async fn change(changes: &mut (impl StreamExt<Item = NodeChange> + Unpin)) -> NodeChange {
    tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("something changes").unwrap()
}

/// Waits until a node has such addresses.
async fn until_has(platform: &FogPlatform, node: NodeId, has: impl Fn(&NodeAddress) -> bool) -> NodeAddress {
    let begun = Instant::now();
    loop {
        if let Some(found) = platform.nodes().into_iter().find(|found| found.node == node && has(found)) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "only {:?} is known", platform.nodes());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn a_node_is_found_and_answers_over_ipv4_and_ipv6(lan: Lan) {
    let site = Site::new();
    let node = Node::start(&lan, 1, &site, "found", Duration::ZERO, true);
    let platform = site.looking();
    let found = until_has(&platform, node.id, |found| {
        [lan.four(1), lan.six(1)].iter().all(|ip| found.addresses.iter().any(|address| address.ip() == *ip))
    });
    let found = found.await;
    assert!(found.addresses.iter().all(|address| address.port() == PORT), "{found:?}");
    assert_eq!(session(&platform).await.generate_text("Where?").await.unwrap(), "found");
    // Each of its addresses leads to it, those of the link with their interface too.
    for address in found.addresses {
        let platform = site.client(&[(node.id, address)]);
        platform.status(node.id).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }
}

async fn a_node_is_found_and_answers_where_there_is_ipv6_alone(lan: Lan) {
    let site = Site::new();
    let node = Node::start(&lan, 1, &site, "found", Duration::ZERO, true);
    let platform = site.looking();
    let found = until_has(&platform, node.id, |found| !found.addresses.is_empty()).await;
    assert!(found.addresses.iter().all(std::net::SocketAddr::is_ipv6), "{found:?}");
    assert_eq!(session(&platform).await.generate_text("Where?").await.unwrap(), "found");
}

async fn a_node_that_gets_another_address_is_found_there(lan: Lan) {
    let site = Site::new();
    let node = Node::start(&lan, 1, &site, "moved", Duration::ZERO, true);
    let platform = site.looking();
    let before = lan.four(1);
    until_has(&platform, node.id, |found| found.addresses.iter().any(|address| address.ip() == before)).await;
    assert_eq!(session(&platform).await.generate_text("Where?").await.unwrap(), "moved");
    for line in ["del 10.77.0.2/24", "del fd77::2/64", "add 10.77.0.102/24"] {
        lan.at(1, &format!("ip addr {line} dev eth0"));
    }
    let (begun, there) = (Instant::now(), "10.77.0.102".parse::<std::net::IpAddr>().unwrap());
    until_has(&platform, node.id, |found| found.addresses.iter().any(|address| address.ip() == there)).await;
    measured(&format!("found at its new address after {:.1} s", begun.elapsed().as_secs_f32()));
    assert_eq!(session(&platform).await.generate_text("And now?").await.unwrap(), "moved");
    let at = platform.nodes().into_iter().find(|found| found.node == node.id).unwrap();
    platform.status(node.id).await.unwrap();
    assert!(at.addresses.len() > 1, "where it was is kept, behind where it is: {at:?}");
}

async fn a_cable_that_is_pulled_for_a_second_costs_a_pause(lan: Lan) {
    let site = Site::new();
    let node = Node::start(&lan, 1, &site, &long(), Duration::from_millis(15), true);
    let platform = site.looking();
    until_has(&platform, node.id, |found| !found.addresses.is_empty()).await;
    let mut session = session(&platform).await;
    let mut events = session.generate("Go on.");
    let mut said = String::new();
    let mut is_pulled = false;
    let (mut longest, mut last) = (Duration::ZERO, Instant::now());
    while let Some(event) = events.next().await {
        if let llm_runtime::Event::Text(more) = event.unwrap() {
            said.push_str(&more);
            longest = longest.max(last.elapsed());
            last = Instant::now();
            if !is_pulled && said.len() > 200 {
                is_pulled = true;
                lan.cable(1, false);
                std::thread::sleep(Duration::from_secs(1));
                lan.cable(1, true);
            }
        }
    }
    assert_eq!(said, long());
    assert!(is_pulled && platform.nodes().iter().any(|known| known.node == node.id));
    measured(&format!("longest pause {:.2} s, of which 1 s without a cable", longest.as_secs_f32()));
}

async fn where_multicast_is_blocked_nodes_are_named_or_remembered(lan: Lan) {
    let site = Site::new();
    let node = Node::start(&lan, 1, &site, "here all the same", Duration::ZERO, true);
    let file = site.path().join("nodes.json");
    let remembering = || FogPlatform::new(site.config().remember(&file)).unwrap();
    let platform = remembering();
    look(&platform);
    until_has(&platform, node.id, |found| !found.addresses.is_empty()).await;
    assert_eq!(session(&platform).await.generate_text("Here?").await.unwrap(), "here all the same");
    lan.cut_multicast();
    let looking = site.looking();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(looking.nodes().is_empty(), "nothing gets through: {:?}", looking.nodes());
    // By its address, and by what was kept of the last time, which says who and where and nothing else.
    let named = site.client(&[node.at()]);
    assert_eq!(session(&named).await.generate_text("Here?").await.unwrap(), "here all the same");
    let kept = std::fs::read_to_string(&file).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept["nodes"][0]["node"], node.id.to_string(), "{kept}");
    assert_eq!(kept["nodes"][0].as_object().unwrap().len(), 2, "{kept}");
    assert_eq!(session(&remembering()).await.generate_text("Here?").await.unwrap(), "here all the same");
    // A file that is damaged is as good as none.
    std::fs::write(&file, &kept.to_string()[..40]).unwrap();
    let platform = remembering();
    assert!(platform.nodes().is_empty());
    platform.add(NodeAddress::new(node.id, [node.address]));
    platform.status(node.id).await.unwrap();
    let begun = Instant::now();
    while serde_json::from_slice::<serde_json::Value>(&std::fs::read(&file).unwrap()).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it is written anew");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn percentile(mut times: Vec<Duration>, percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent).div_ceil(100).max(1) - 1]
}

fn milliseconds(time: Duration) -> f32 {
    time.as_secs_f32() * 1000.0
}

async fn thirty_nodes_are_found_at_once_and_new_ones_soon(lan: Lan) {
    const NODES: usize = 30;
    let ids: Vec<NodeId> = (1..=NODES).map(|host| NodeId::of_public_key(host.to_string().as_bytes())).collect();
    let mut nodes: Vec<_> = (1..=NODES).map(|host| start(&lan, host, "advertise", &host.to_string()).0).collect();
    // They say so to each other at first.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (mut each, mut all) = (Vec::new(), Vec::new());
    for _ in 0..10 {
        // What was said to everybody is not said again within a second (RFC 6762, 6).
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let platform = FogPlatform::new(FogConfig::new()).unwrap();
        let mut changes = platform.changes();
        let begun = Instant::now();
        look(&platform);
        let mut missing: std::collections::BTreeSet<NodeId> = ids.iter().copied().collect();
        while !missing.is_empty() {
            if let NodeChange::Added(found) = change(&mut changes).await
                && missing.remove(&found.node)
            {
                each.push(begun.elapsed());
            }
        }
        all.push(begun.elapsed());
    }
    let (p50, p95) = (milliseconds(percentile(each.clone(), 50)), milliseconds(percentile(each, 95)));
    let whole = milliseconds(percentile(all, 95));
    measured(&format!("late browser, 30 nodes: p50 {p50:.0} ms, p95 {p95:.0} ms; all 30 p95 {whole:.0} ms"));
    let platform = FogPlatform::new(FogConfig::new()).unwrap();
    look(&platform);
    until_has(&platform, ids[0], |_| true).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut changes = platform.changes();
    let mut soon = Vec::new();
    for number in 0..12 {
        let name = format!("new {number}");
        let expected = NodeId::of_public_key(name.as_bytes());
        let (child, began) = start(&lan, NODES + 1, "advertise", &name);
        nodes.push(child);
        loop {
            if let NodeChange::Added(found) = change(&mut changes).await
                && found.node == expected
            {
                break;
            }
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        soon.push(now.saturating_sub(Duration::from_micros(began.parse().unwrap())));
    }
    let (p50, p95) = (milliseconds(percentile(soon.clone(), 50)), milliseconds(percentile(soon, 95)));
    measured(&format!("new node beside 30: p50 {p50:.0} ms, p95 {p95:.0} ms"));
    for mut node in nodes {
        let _ = node.kill();
        let _ = node.wait();
    }
}
