//! [`PairedClients`]: who has paired.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::identity::write_private;

/// The most clients of a node.
const MOST: usize = 10_000;

/// Who has paired. To keep one out, take him out of the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PairedClients {
    clients: Vec<Client>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Client {
    name: String,
    digest: String,
    /// In seconds since 1970.
    since: u64,
}

impl PairedClients {
    /// Reads who has paired; nobody when there is no file.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn read(file: &Path) -> Result<Self> {
        match std::fs::read(file) {
            Ok(json) => serde_json::from_slice(&json).with_context(|| format!("{} is damaged", file.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("could not read {}", file.display())),
        }
    }

    pub(super) fn add(&mut self, name: &str, digest: &str, now: SystemTime) -> Result<()> {
        ensure!(self.clients.len() < MOST, "{MOST} clients have paired; take some out of the file");
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.clients.push(Client { name: name.to_owned(), digest: digest.to_owned(), since });
        Ok(())
    }

    pub(super) fn write(&self, file: &Path) -> Result<()> {
        write_private(file, &serde_json::to_vec_pretty(self)?)
    }

    /// The subject of the tokens of a client: its name, and enough of its digest that two of one name are two.
    pub(super) fn subject(&self, digest: &str) -> Option<String> {
        let client = self.clients.iter().find(|client| client.digest == digest)?;
        Some(format!("{} ({})", client.name, digest.get(..8)?))
    }

    /// The names of those who have paired.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.clients.iter().map(|client| client.name.as_str())
    }
}
