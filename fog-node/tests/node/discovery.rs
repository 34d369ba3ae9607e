//! Nodes that say that they are there, within this machine and on ports of the tests' own.

use std::time::Duration;

use fog_node::advertise::Advertisement;
use fog_node::node::Capacity;
use futures_util::StreamExt;
use llm_runtime::fog::{Discovery, FogPlatform, Interface, NodeChange, NodeId};

use crate::model::Words;
use crate::served::{Ground, schema, session};

fn looking(ground: &Ground, port: u16) -> FogPlatform {
    let platform = FogPlatform::new(ground.config(&[])).unwrap();
    platform.discover(Discovery::default().port(port)).unwrap();
    platform
}

async fn change(changes: &mut (impl StreamExt<Item = NodeChange> + Unpin)) -> NodeChange {
    tokio::time::timeout(Duration::from_secs(30), changes.next()).await.expect("something changes").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_found_used_and_missed() {
    const PORT: u16 = 15_391;
    let ground = Ground::new();
    let node = ground.node(Words::new("found", Duration::ZERO), Capacity::new(1)).await;
    let platform = looking(&ground, PORT);
    let mut changes = platform.changes();
    let said = Advertisement::new(node.id, node.address.port(), &[Interface::Loopback], PORT).unwrap();
    let NodeChange::Added(found) = change(&mut changes).await else { panic!("a node is added first") };
    assert_eq!((found.node, found.addresses.contains(&node.address)), (node.id, true), "{found:?}");
    assert_eq!(session(platform.clone(), schema()).await.generate_text("Where are you?").await.unwrap(), "found");
    // It says goodbye, but it is there.
    said.goodbye().await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(session(platform.clone(), schema()).await.generate_text("Still there?").await.unwrap(), "found");
    assert_eq!(platform.nodes().len(), 1);
    // It says that it is there, and leaves for good.
    let said = Advertisement::new(node.id, node.address.port(), &[Interface::Loopback], PORT).unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    node.end.cancel();
    node.task.await.unwrap();
    said.goodbye().await;
    let gone = loop {
        if let NodeChange::Removed(gone) = change(&mut changes).await {
            break gone;
        }
    };
    assert_eq!(gone, node.id);
    assert!(platform.nodes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_that_he_is_a_node_is_not_believed_for_it() {
    const PORT: u16 = 15_392;
    let (ground, elsewhere) = (Ground::new(), Ground::new());
    let foreign = elsewhere.node(Words::new("come to me", Duration::ZERO), Capacity::new(1)).await;
    let platform = looking(&ground, PORT);
    let mut changes = platform.changes();
    let _said = Advertisement::new(foreign.id, foreign.address.port(), &[Interface::Loopback], PORT).unwrap();
    assert!(matches!(change(&mut changes).await, NodeChange::Added(_)));
    let error = session(platform, schema()).await.generate_text("My secret").await.unwrap_err();
    assert!(error.to_string().contains("not trusted"), "{error}");
    assert_eq!(foreign.node.figures().refused_tokens.get(), 0, "it was shown no token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_are_told_apart_by_who_they_are() {
    const PORT: u16 = 15_393;
    let ground = Ground::new();
    let platform = looking(&ground, PORT);
    let mut changes = platform.changes();
    let ids: Vec<NodeId> = (0..5_u8).map(|number| NodeId::of_public_key(&[number])).collect();
    let said: Vec<_> = ids.iter().map(|id| Advertisement::new(*id, 9, &[Interface::Loopback], PORT).unwrap()).collect();
    let mut found = std::collections::BTreeSet::new();
    while found.len() < ids.len() {
        if let NodeChange::Added(node) = change(&mut changes).await {
            assert!(found.insert(node.node), "one node is added once");
        }
    }
    assert_eq!(found, ids.into_iter().collect());
    drop(said);
}
