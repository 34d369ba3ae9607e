//! [`Served`]: one of the nodes, as often as it is started.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fog_node::http::{Limits, router, speak};
use fog_node::node::{Capacity, Node};
use fog_node::token::{JwkSet, Keys, Verifier};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use llm_runtime::fog::protocol::{ModelStatus, NodeState, Status};
use llm_runtime::fog::{NodeAddress, NodeId};
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;
use turmoil::net::TcpListener;

use crate::parrot::{File, MODEL, Parrot};

const PORT: u16 = 9443;

/// How long a node that is to end finishes what it has.
const PATIENCE: Duration = Duration::from_secs(2);

/// One of the nodes, as often as it is started.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) name: String,
    pub(crate) id: NodeId,
    pub(crate) address: IpAddr,
    pub(crate) slots: u32,
    pub(crate) pace: Duration,
    pub(crate) file: File,
    pub(crate) issuer: Arc<(String, String)>,
    now: Arc<Mutex<Option<Now>>>,
    /// Every node that it was, of whose figures the sum counts.
    all: Arc<Mutex<Vec<Node>>>,
    running: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

/// A connection that is open as long as this lives.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// It runs.
struct Now {
    node: Node,
    closing: CancellationToken,
}

impl Served {
    pub(crate) fn new(
        number: usize,
        (slots, pace, file): (u32, Duration, File),
        issuer: &Arc<(String, String)>,
    ) -> Self {
        let name = format!("node-{number}");
        let id = NodeId::of_public_key(name.as_bytes());
        let address = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let (issuer, now, all) = (Arc::clone(issuer), Arc::default(), Arc::default());
        let (running, open) = (Arc::default(), Arc::default());
        Self { name, id, address, slots, pace, file, issuer, now, all, running, open }
    }

    pub(crate) fn at(&self) -> NodeAddress {
        NodeAddress::new(self.id, [SocketAddr::new(self.address, PORT)])
    }

    /// What the host does: listens and answers until it is told to end.
    pub(crate) async fn serve(self) -> turmoil::Result {
        let mut keys = Keys::default();
        let (issuer, set) = &*self.issuer;
        keys.add(issuer, &JwkSet::read(set)?)?;
        let verifier = Verifier::new(["fog:site"], keys);
        let digest = Some(format!("{:?}", self.file));
        let parrot = Parrot { file: self.file, pace: self.pace, running: Arc::clone(&self.running) };
        let models = vec![ModelStatus::new(MODEL, digest, true)];
        let node = Node::new(self.id, Arc::new(parrot), models, verifier, Capacity::new(self.slots));
        self.all.lock().unwrap().push(node.clone());
        let closing = CancellationToken::new();
        *self.now.lock().unwrap() = Some(Now { node: node.clone(), closing: closing.clone() });
        let socket = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
        // Not tasks of their own: in which order a runtime drops its tasks depends on what else the process did.
        let mut connections = FuturesUnordered::new();
        loop {
            let accepted = tokio::select! {
                biased;
                () = closing.cancelled() => break,
                Some(()) = connections.next() => continue,
                accepted = socket.accept() => accepted,
            };
            let (stream, _) = accepted?;
            self.open.fetch_add(1, Ordering::SeqCst);
            let open = Open(Arc::clone(&self.open));
            let speaks = speak(stream, router(node.clone()), Limits::default(), closing.clone());
            connections.push(async move {
                speaks.await;
                drop(open);
            });
        }
        drop(socket);
        finishing(&mut connections).await;
        node.stop();
        // As a process ends: what is still open breaks off.
        finishing(&mut connections).await;
        Ok(())
    }

    /// Tells it to end, as an operator does.
    pub(crate) fn drain(&self) {
        if let Some(now) = &*self.now.lock().unwrap() {
            now.node.drain();
            now.closing.cancel();
        }
    }

    /// What it says of itself, if it ever ran.
    pub(crate) fn status(&self) -> Option<Status> {
        self.now.lock().unwrap().as_ref().map(|now| now.node.status())
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.status().is_some_and(|status| status.state == NodeState::Draining)
    }

    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// How many requests found its queue full.
    pub(crate) fn turned_away(&self) -> u64 {
        self.sum(|node| node.figures().queue_full.get())
    }

    /// How many answers it went on with that were begun elsewhere.
    pub(crate) fn resumed(&self) -> u64 {
        self.sum(|node| node.figures().resumed.get())
    }

    fn sum(&self, of: impl Fn(&Node) -> u64) -> u64 {
        self.all.lock().unwrap().iter().map(of).sum()
    }

    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }
}

/// Gives what goes on its time.
async fn finishing<F: Future<Output = ()>>(connections: &mut FuturesUnordered<F>) {
    let end = Instant::now() + PATIENCE;
    let _ = timeout_at(end, connections.for_each(std::future::ready)).await;
    sleep_until(end).await;
}
