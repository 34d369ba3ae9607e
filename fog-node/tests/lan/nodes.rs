//! [`Node`]: a node on a host, whose every word is known.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fog_node::advertise::{Advertisement, MDNS};
use fog_node::http::{Limits, Listener};
use fog_node::identity::{Authority, Enrolment, NodeKey};
use fog_node::node::Capacity;
use fog_node::tls::ServerTls;
use fog_node::token::{Issuer, JwkSet, Keys, Verifier};
use llm_runtime::fog::protocol::ModelStatus;
use llm_runtime::fog::{Interface, NodeId};
use serde::{Deserialize, Serialize};

use crate::model::{MODEL, Words};
use crate::net::Lan;
use crate::site::{AUDIENCE, Site};

/// Every node's port.
pub(crate) const PORT: u16 = 9443;

/// What a node is told when it starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) folder: PathBuf,
    pub(crate) says: String,
    pub(crate) pace: Duration,
    pub(crate) advertise: bool,
}

pub(crate) struct Node {
    pub(crate) id: NodeId,
    pub(crate) address: SocketAddr,
    child: Child,
}

/// What all nodes of a test say, slowly enough to be cut off in the middle.
pub(crate) fn long() -> String {
    let words: Vec<String> = (0..150).map(|number| format!("word{number}")).collect();
    words.join(" ")
}

impl Node {
    pub(crate) fn start(lan: &Lan, host: usize, site: &Site, says: &str, pace: Duration, advertise: bool) -> Self {
        let told = Told { folder: site.path().to_owned(), says: says.to_owned(), pace, advertise };
        let (child, line) = start(lan, host, "node", &serde_json::to_string(&told).unwrap());
        Self { id: line.parse().unwrap(), address: SocketAddr::new(lan.address(host), PORT), child }
    }

    /// How many answers it has gone on with that were begun elsewhere.
    pub(crate) fn resumed(&self, site: &Site) -> u64 {
        let told = std::fs::read_to_string(site.path().join(self.id.to_string()));
        told.ok().and_then(|told| told.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn at(&self) -> (NodeId, SocketAddr) {
        (self.id, self.address)
    }

    /// SIGKILL: it has no time for a word.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGSTOP, SIGTERM …
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }
}

pub(crate) fn signal(process: u32, name: &str) {
    let sent = std::process::Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap();
    assert!(sent.success());
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts this program in a role on a host; gives it with the first line that it prints.
pub(crate) fn start(lan: &Lan, host: usize, role: &str, told: &str) -> (Child, String) {
    let mut command = lan.on(host, std::env::current_exe().unwrap());
    command.args(["--as", role, told]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty(), "the role {role} ended before it began");
    (child, line.trim().to_owned())
}

/// The role of a node.
pub(crate) async fn serve(told: &str) {
    let told: Told = serde_json::from_str(told).unwrap();
    let key = NodeKey::generate().unwrap();
    let authority = Authority::load(&told.folder.join("authority")).unwrap();
    let certificate = authority.enrol(&key.request().unwrap(), Some(key.id()), &Enrolment::default()).unwrap();
    let issuer = Issuer::load(&told.folder.join("issuer")).unwrap();
    let mut keys = Keys::default();
    keys.add(issuer.name(), &JwkSet::read(&std::fs::read_to_string(issuer.keys_file()).unwrap()).unwrap()).unwrap();
    let models = vec![ModelStatus::new(MODEL, Some("digest".into()), true)];
    let words = Arc::new(Words::new(&told.says, told.pace));
    let node = fog_node::node::Node::new(key.id(), words, models, Verifier::new([AUDIENCE], keys), Capacity::new(4));
    let figures = node.clone();
    let tls = ServerTls::new(&key, &certificate).unwrap();
    let address = format!("[::]:{PORT}").parse().unwrap();
    let listener = Listener::bind(address, node, tls, Limits::default()).await.unwrap();
    let eth0 = [Interface::Named("eth0".into())];
    let _said = told.advertise.then(|| Advertisement::new(key.id(), PORT, &eth0, MDNS).unwrap());
    let file = told.folder.join(key.id().to_string());
    tokio::spawn(async move {
        loop {
            let beside = file.with_extension("new");
            std::fs::write(&beside, figures.figures().resumed.get().to_string()).unwrap();
            std::fs::rename(beside, &file).unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    say(&key.id().to_string());
    listener.serve(std::future::pending(), Duration::ZERO).await.unwrap();
}

fn say(line: &str) {
    println!("{line}");
    std::io::stdout().flush().unwrap();
}

/// The role of who says that he is a node and is none: says so from now on, and when that was.
pub(crate) fn advertise(told: &str) {
    let id = NodeId::of_public_key(told.as_bytes());
    let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros();
    let _said = Advertisement::new(id, PORT, &[Interface::Named("eth0".into())], MDNS).unwrap();
    say(&began.to_string());
    loop {
        std::thread::park();
    }
}
