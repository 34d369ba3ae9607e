//! Whatever happens to a node or to the way there in the middle of an answer: the answer becomes whole, at another node if need
//! be, and nobody who reads it sees a byte missing or twice.

use std::time::{Duration, Instant};

use llm_runtime::fog::NodeAddress;

use crate::case;
use crate::harness::{Case, measured};
use crate::net::{Lan, Link};
use crate::nodes::{Node, PORT, long, start};
use crate::site::{Site, session};

const PACE: Duration = Duration::from_millis(15);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(killed, 3, Link::Both, &[], true),
        case!(reset, 3, Link::Both, &["ss"], true),
        case!(frozen, 3, Link::Both, &[]),
        case!(black_hole, 3, Link::Both, &["nft"]),
        case!(nothing_comes_back, 3, Link::Both, &["nft"]),
        case!(nothing_gets_there, 3, Link::Both, &["nft"]),
        case!(pulled_cable, 3, Link::Six, &[]),
        case!(little_bandwidth, 3, Link::Both, &["tc"]),
        case!(delay_and_loss, 3, Link::Both, &["iptables"]),
        case!(much_loss, 3, Link::Both, &["iptables"]),
    ]
}

/// What becomes of an answer in whose middle this happens to its node.
struct Outlived {
    /// The longest that the reader waited for a word after it happened.
    gap: Duration,
    /// Whether another node went on.
    moved: bool,
}

async fn outlives(lan: Lan, fault: impl FnOnce(&Lan, &mut Node) + Send + 'static) -> Outlived {
    let site = Site::new();
    let first = Node::start(&lan, 1, &site, &long(), PACE, false);
    let second = Node::start(&lan, 2, &site, &long(), PACE, false);
    let platform = site.client(&[first.at()]);
    let mut session = session(&platform).await;
    let mut events = session.generate("Go on.");
    let (mut said, mut to_come, mut happening) = (String::new(), Some((lan, first, fault)), None);
    let (mut gap, mut last) = (Duration::ZERO, Instant::now());
    while let Some(event) = events.next().await {
        let llm_runtime::Event::Text(more) = event.unwrap_or_else(|error| panic!("after {said:?}: {error}")) else {
            continue;
        };
        said.push_str(&more);
        if happening.is_some() {
            gap = gap.max(last.elapsed());
        }
        last = Instant::now();
        if said.len() > 300
            && let Some((lan, mut first, fault)) = to_come.take()
        {
            platform.add(NodeAddress::new(second.id, [second.address]));
            // On a thread of its own, so that it is the fault that is waited for and not its making.
            happening = Some(std::thread::spawn(move || {
                fault(&lan, &mut first);
                (lan, first)
            }));
        }
    }
    assert_eq!(said, long(), "whole, and nothing of it twice");
    let (_lan, _first) = happening.expect("it happened in the middle").join().unwrap();
    drop(events);
    let context = serde_json::to_string(&session.context().await).unwrap();
    assert!(context.contains("word149"), "it is remembered whole");
    let moved = second.resumed(&site) > 0;
    let ms = gap.as_secs_f32() * 1000.0;
    let where_to = if moved { "another node went on" } else { "the same node went on" };
    measured(&format!("longest wait for a word {ms:.0} ms ({} ms a word); {where_to}", PACE.as_millis()));
    Outlived { gap, moved }
}

/// As [`outlives`], for what a node does not survive.
async fn moves(lan: Lan, fault: impl FnOnce(&Lan, &mut Node) + Send + 'static) {
    let Outlived { gap, moved } = outlives(lan, fault).await;
    assert!(moved, "the node cannot have gone on; the longest wait was {gap:?}");
}

async fn killed(lan: Lan) {
    moves(lan, |_, node| node.kill()).await;
}

async fn reset(lan: Lan) {
    moves(lan, |lan, _| drop(lan.at(1, &format!("ss -K sport = :{PORT}")))).await;
}

async fn frozen(lan: Lan) {
    moves(lan, |_, node| node.signal("STOP")).await;
}

async fn black_hole(lan: Lan) {
    moves(lan, |lan, _| {
        lan.cut(0, 1);
        lan.cut(1, 0);
    })
    .await;
}

async fn nothing_comes_back(lan: Lan) {
    moves(lan, |lan, _| lan.cut(1, 0)).await;
}

async fn nothing_gets_there(lan: Lan) {
    moves(lan, |lan, _| lan.cut(0, 1)).await;
}

async fn pulled_cable(lan: Lan) {
    moves(lan, |lan, _| lan.cable(1, false)).await;
}

/// A word has some 250 bytes on the wire with everything around it; 40 kbit a second are 20 of them.
async fn little_bandwidth(lan: Lan) {
    outlives(lan, |lan, _| drop(lan.at(1, "tc qdisc add dev eth0 root tbf rate 40kbit burst 4kb latency 2000ms")))
        .await;
}

/// Holds back what comes in at the node, and loses some of it.
fn worsened(lan: &Lan, host: usize, told: &str) {
    let (child, _) = start(lan, host, "queue", told);
    // It ends with its namespace.
    std::mem::forget(child);
    lan.at(host, "iptables -A INPUT -p tcp -j NFQUEUE --queue-num 7");
}

async fn delay_and_loss(lan: Lan) {
    outlives(lan, |lan, _| worsened(lan, 0, "40 20 5")).await;
}

async fn much_loss(lan: Lan) {
    outlives(lan, |lan, _| worsened(lan, 0, "10 10 15")).await;
}
