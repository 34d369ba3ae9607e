//! [`Home`]: the folder in which a node keeps what is its own.

use std::path::PathBuf;

use anyhow::{Context, Result};
use fog_node::identity::NodeKey;

/// The folder in which a node keeps what is its own.
#[derive(Clone, Debug)]
pub(super) struct Home(PathBuf);

impl Home {
    pub(super) fn find(given: Option<PathBuf>) -> Result<Self> {
        let from_environment = || std::env::var_os("FOG_NODE_HOME").map(PathBuf::from);
        let usual = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".fog-node"));
        let folder = given.or_else(from_environment).or_else(usual);
        Ok(Self(folder.context("there is no home directory; say with --home where the node's files are")?))
    }

    pub(super) fn key(&self) -> Result<NodeKey> {
        NodeKey::load_or_make(&self.0.join("node.key"))
    }

    pub(super) fn certificate(&self) -> PathBuf {
        self.0.join("node.pem")
    }

    /// The folder of the site's authority, when it is on this machine.
    pub(super) fn authority(&self) -> PathBuf {
        self.0.join("authority")
    }

    /// The folder of an issuer of tokens, when it is on this machine.
    pub(super) fn issuer(&self) -> PathBuf {
        self.0.join("issuer")
    }

    /// The pairing code that is good now, as its digest.
    pub(super) fn offer(&self) -> PathBuf {
        self.0.join("offer.json")
    }

    /// Who has paired.
    pub(super) fn paired(&self) -> PathBuf {
        self.0.join("paired.json")
    }

    pub(super) fn revoked(&self) -> PathBuf {
        self.0.join("revoked.json")
    }
}
