//! Files that change while the node serves: its certificate, the issuers' keys, what was revoked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use fog_node::identity::{Certificate, NodeKey};
use fog_node::tls::ServerTls;
use fog_node::token::{Issuer, JwkSet, Keys, RemoteKeys, Revoked, Verifier};

use super::home::{self, Home};

/// How often is looked. What was revoked counts at most so much longer.
const EVERY: Duration = Duration::from_secs(2);

/// Files that change while the node serves.
#[derive(Debug)]
pub(super) struct Files {
    certificate: PathBuf,
    revoked: PathBuf,
    keys: Vec<(String, PathBuf)>,
}

/// How often issuers elsewhere are asked for their keys: new ones are published before they sign.
const FETCHED_EVERY: Duration = Duration::from_secs(5 * 60);

/// Reads NAME=FILE.
pub(super) fn keys(text: &str) -> Result<(String, PathBuf), String> {
    let named = text.split_once('=').filter(|(name, file)| !name.is_empty() && !file.is_empty());
    named.map(|(name, file)| (name.to_owned(), file.into())).ok_or_else(|| "it has the form NAME=FILE".to_owned())
}

impl Files {
    pub(super) fn new(home: &Home, keys: &[(String, PathBuf)]) -> Self {
        let named_none = keys.is_empty();
        let mut keys: Vec<_> = keys.iter().filter(|(_, place)| address(place).is_none()).cloned().collect();
        if let (true, Ok(issuer)) = (named_none, Issuer::load(&home.issuer())) {
            keys.push((issuer.name().to_owned(), issuer.keys_file()));
        }
        Self { certificate: home.certificate(), revoked: home.revoked(), keys }
    }

    /// Issuers whose keys are at an address.
    pub(super) fn remotes(keys: &[(String, PathBuf)], authority: Option<&Path>) -> Result<Vec<RemoteKeys>> {
        let read = |path: &Path| std::fs::read(path).with_context(|| format!("could not read {}", path.display()));
        let authority = authority.map(read).transpose()?;
        let at = keys.iter().filter_map(|(issuer, place)| Some((issuer, address(place)?)));
        at.map(|(issuer, address)| RemoteKeys::new(issuer, address, authority.as_deref())).collect()
    }

    pub(super) fn keys(&self) -> Result<Keys> {
        let mut keys = Keys::default();
        for (issuer, file) in &self.keys {
            let set =
                JwkSet::read(&home::read(file)?).with_context(|| format!("{} is no set of keys", file.display()))?;
            keys.add(issuer, &set)?;
        }
        Ok(keys)
    }

    pub(super) fn revoked(&self) -> Result<Revoked> {
        home::revoked(&self.revoked)
    }

    fn stamps(&self) -> Vec<Option<SystemTime>> {
        let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
        let all = [&self.certificate, &self.revoked].into_iter().chain(self.keys.iter().map(|(_, file)| file));
        all.map(|path| changed(path)).collect()
    }

    fn load(&self, key: &NodeKey, tls: &ServerTls, verifier: &Verifier) -> Result<()> {
        verifier.revoke(self.revoked()?);
        verifier.replace_keys(self.keys()?);
        if let Ok(pem) = std::fs::read_to_string(&self.certificate) {
            tls.replace(key, &Certificate::from_pem(&pem)?)?;
        }
        Ok(())
    }
}

/// The address, if it is one and no file.
fn address(place: &Path) -> Option<&str> {
    place.to_str().filter(|place| place.contains("://"))
}

/// Asks issuers elsewhere for their keys, for ever.
pub(super) async fn follow(verifier: Verifier) {
    loop {
        tokio::time::sleep(FETCHED_EVERY).await;
        verifier.fetch().await;
    }
}

/// Looks after the files for ever, from how they are now. What cannot be read leaves everything as it was, and is said.
pub(super) fn watch(
    files: Files,
    key: Arc<NodeKey>,
    tls: ServerTls,
    verifier: Verifier,
) -> impl Future<Output = ()> + Send {
    let mut before = files.stamps();
    async move {
        loop {
            tokio::time::sleep(EVERY).await;
            let now = files.stamps();
            if now == before {
                continue;
            }
            before = now;
            match files.load(&key, &tls, &verifier) {
                Ok(()) => tracing::info!("certificate, keys and revocations were read anew"),
                Err(error) => tracing::error!(error = format!("{error:#}"), "a changed file cannot be used"),
            }
        }
    }
}
