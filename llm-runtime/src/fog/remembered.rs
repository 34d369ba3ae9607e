//! [`Remembered`]: the nodes of the last time, in a file.
//!
//! They are there before anybody was heard, and where nobody can be heard at all: many wireless networks let no multicast
//! through. The file says who and where, and nothing else; it is no reason to believe anybody, so that whoever writes into it
//! can do no more than cost time.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{NodeAddress, NodeId};

/// The form of the file.
const VERSION: u32 = 1;

/// The most nodes that are kept: those that were seen last.
const MOST_NODES: usize = 256;

/// The most addresses of each.
const MOST_ADDRESSES: usize = 8;

/// The most bytes that are read. As many nodes as are kept have a fifth of it.
const MOST_BYTES: u64 = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    nodes: Vec<WrittenNode>,
}

#[derive(Serialize, Deserialize)]
struct WrittenNode {
    node: NodeId,
    addresses: Vec<core::net::SocketAddr>,
}

/// The nodes of the last time, in a file. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    file: Arc<PathBuf>,
    /// Those that stand in the file, who was seen last first. Locked while it is written, so that the newest stays.
    nodes: Arc<Mutex<Vec<NodeAddress>>>,
}

impl Remembered {
    /// Reads the file. One that cannot be used is said to be so and counts for nothing: it is written anew with the first
    /// node that is seen.
    pub(super) fn open(file: &Path) -> Self {
        let nodes = read(file).unwrap_or_else(|reason| {
            tracing::warn!(file = %file.display(), reason, "the nodes of the last time cannot be read, and are looked for anew");
            Vec::new()
        });
        Self { file: Arc::new(file.to_owned()), nodes: Arc::new(Mutex::new(nodes)) }
    }

    /// Those that stand in the file.
    pub(super) fn nodes(&self) -> Vec<NodeAddress> {
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A node has shown who it is, at the first of these addresses. Writes the file if that is news.
    pub(super) fn seen(&self, node: NodeAddress) {
        let known = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news =
            !known.iter().any(|known| known.node == node.node && known.addresses.first() == node.addresses.first());
        drop(known);
        if is_news {
            let remembered = self.clone();
            let keep = move || remembered.keep(node);
            // A disk may take its time, and nobody waits for it.
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => drop(runtime.spawn_blocking(keep)),
                Err(_) => keep(),
            }
        }
    }

    fn keep(&self, mut node: NodeAddress) {
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        node.addresses.truncate(MOST_ADDRESSES);
        nodes.retain(|known| known.node != node.node);
        nodes.insert(0, node);
        nodes.truncate(MOST_NODES);
        if let Err(error) = write(&self.file, &nodes) {
            tracing::warn!(file = %self.file.display(), %error, "the nodes of this time cannot be kept");
        }
    }
}

/// What stands in the file; nobody where there is none.
fn read(file: &Path) -> Result<Vec<NodeAddress>, String> {
    let opened = match fs::File::open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
    };
    let mut text = Vec::new();
    opened.take(MOST_BYTES + 1).read_to_end(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 > MOST_BYTES {
        return Err("it is longer than such a file is".to_owned());
    }
    let written: Written = serde_json::from_slice(&text).map_err(|error| format!("it is damaged: {error}"))?;
    if written.version != VERSION {
        return Err(format!("its form is {}, and {VERSION} is known here", written.version));
    }
    let nodes = written.nodes.into_iter().take(MOST_NODES);
    Ok(nodes.map(|node| NodeAddress::new(node.node, node.addresses.into_iter().take(MOST_ADDRESSES))).collect())
}

/// Beside it first, then in its place: who reads it meanwhile, or after a crash, sees the old file or the new one.
fn write(file: &Path, nodes: &[NodeAddress]) -> std::io::Result<()> {
    let nodes = nodes.iter().map(|node| WrittenNode { node: node.node, addresses: node.addresses.clone() }).collect();
    let text = serde_json::to_vec_pretty(&Written { version: VERSION, nodes })?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(&text)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, file)).inspect_err(|_| drop(fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn node(number: u32, port: u16) -> NodeAddress {
        let address = core::net::SocketAddr::from(([127, 0, 0, 1], port));
        NodeAddress::new(NodeId::of_public_key(&number.to_be_bytes()), [address])
    }

    #[test]
    fn nodes_are_there_the_next_time_and_who_was_seen_last_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new folder/nodes.json");
        let remembered = Remembered::open(&file);
        assert!(remembered.nodes().is_empty());
        remembered.seen(node(1, 1));
        remembered.seen(node(2, 2));
        assert_eq!(Remembered::open(&file).nodes(), [node(2, 2), node(1, 1)]);
        // It has moved, and is not two.
        remembered.seen(node(1, 9));
        assert_eq!(Remembered::open(&file).nodes(), [node(1, 9), node(2, 2)]);
        let local: core::net::SocketAddr = "[fe80::1%3]:9443".parse().unwrap();
        remembered.seen(NodeAddress::new(node(3, 0).node, [local]));
        assert_eq!(Remembered::open(&file).nodes()[0].addresses, [local], "with its interface");
        for number in 10..(10 + u32::try_from(MOST_NODES).unwrap()) {
            remembered.seen(node(number, 1));
        }
        assert_eq!(Remembered::open(&file).nodes().len(), MOST_NODES);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_damaged_file_is_ignored_and_mended() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nodes.json");
        let good = {
            Remembered::open(&file).seen(node(1, 1));
            fs::read(&file).unwrap()
        };
        let long = vec![b' '; usize::try_from(MOST_BYTES).unwrap() + 1];
        let later = String::from_utf8(good.clone()).unwrap().replace("\"version\": 1", "\"version\": 2").into_bytes();
        for damaged in [b"".as_slice(), b"[]", b"{}", b"\xff\xfe", &good[..good.len() / 2], &long, &later] {
            fs::write(&file, damaged).unwrap();
            assert!(read(&file).is_err());
            let remembered = Remembered::open(&file);
            assert!(remembered.nodes().is_empty());
            remembered.seen(node(1, 1));
            assert_eq!(fs::read(&file).unwrap(), good);
        }
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        let remembered = Remembered::open(&file);
        remembered.seen(node(1, 1));
        assert_eq!(remembered.nodes(), [node(1, 1)], "what cannot be written is there for this time");
    }
}
