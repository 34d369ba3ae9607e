//! Nodes that run the default model themselves, as the built program.

mod answers;
mod doors;
mod failover;
mod models;

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use fog_node::identity::NodeKey;
use llm_runtime::fog::{FogConfig, FogTimeouts, NodeId};
use llm_runtime::models::{DEFAULT_MODEL, ModelManager};
use llm_runtime::{GenerationOptions, Schema, SchemaBuilder};

use crate::program::{address_in, fog_node};
use crate::served::Ground;

pub(crate) const SMALL: &str = DEFAULT_MODEL;

/// The default model's file, through the model manager, as anybody gets it.
pub(crate) fn file() -> PathBuf {
    ModelManager::from_env().unwrap().ensure_named(SMALL, &mut |_| {}).unwrap()
}

/// The arguments for the default model under this name.
pub(crate) fn file_named(name: &str) -> String {
    format!("{name}={}", file().display())
}

pub(crate) fn small() -> SchemaBuilder {
    Schema::builder(SMALL)
}

pub(crate) fn greedy(tokens: u32) -> GenerationOptions {
    GenerationOptions::greedy().max_output_tokens(tokens)
}

/// The program, serving; it is killed when the test ends, however it ends.
pub(crate) struct Real {
    pub(crate) id: NodeId,
    pub(crate) address: SocketAddr,
    pub(crate) child: Child,
    _home: tempfile::TempDir,
}

impl Real {
    pub(crate) fn serve(ground: &Ground, arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let key = NodeKey::load_or_make(&home.path().join("node.key")).unwrap();
        std::fs::write(home.path().join("node.pem"), ground.site.enrol(&key).pem()).unwrap();
        let keys = format!("{}={}", ground.issuer.name(), ground.issuer.keys_file().display());
        let mut words = vec!["serve", "--listen", "127.0.0.1:0", "--site", "fog:site", "--keys", &keys];
        words.extend(["--threads", "1", "--context", "1024"]);
        words.extend(arguments);
        let mut child = fog_node(home.path(), &words).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "the program ended before it served: {said}");
            if let Some(address) = address_in(&line) {
                break address;
            }
            said.push_str(&line);
        };
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
        Self { id: key.id(), address, child, _home: home }
    }

    /// SIGKILL: it has no time for a word.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a client is told of these nodes.
pub(crate) fn config(ground: &Ground, nodes: &[(NodeId, SocketAddr)], models: &[&str]) -> FogConfig {
    // A machine that compiles beside its tests answers late, and is not dead.
    let patient = Duration::from_secs(20);
    let timeouts = FogTimeouts::default().connect(patient).status(patient).silence(patient);
    ground.config(nodes).models(models.iter().copied()).timeouts(timeouts)
}
