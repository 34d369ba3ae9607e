//! [`Home`]: the folder in which a node keeps what is its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use fog_node::identity::NodeKey;
use fog_node::token::Revoked;

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
        NodeKey::load_or_make(&self.key_file())
    }

    pub(super) fn key_file(&self) -> PathBuf {
        self.0.join("node.key")
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

/// Where an authority or an issuer is kept, when it is not in the node's own folder.
#[derive(Debug, Args)]
pub(super) struct Folder {
    /// Where it is kept.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Folder {
    pub(super) fn or(self, usual: PathBuf) -> PathBuf {
        self.folder.unwrap_or(usual)
    }
}

/// Reads a file as text; an error names the file.
pub(super) fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

/// Nothing was revoked when there is no file; one that cannot be read is an error, since it is there to keep people out.
pub(super) fn revoked(file: &Path) -> Result<Revoked> {
    if !file.try_exists().with_context(|| format!("could not read {}", file.display()))? {
        return Ok(Revoked::default());
    }
    Revoked::read(&read(file)?).with_context(|| format!("{} is damaged", file.display()))
}
