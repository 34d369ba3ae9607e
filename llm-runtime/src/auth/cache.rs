//! [`Cache`]: the token that was fetched last, shared by everybody who asks.

use std::time::Duration;

use tokio::sync::Mutex;

use super::secret::Secret;
use super::source::{Source, unavailable};
use crate::error::Result;

/// A token and which one it is: the first that was fetched, the second …
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    secret: Secret,
    number: u64,
}

impl Issued {
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }
}

pub(super) struct Cache {
    source: std::sync::Arc<Source>,
    limit: Duration,
    /// Locked while a token is fetched, so that it is fetched once for all who wait.
    last: Mutex<Option<Issued>>,
}

impl Cache {
    pub(super) fn new(source: Source, limit: Duration) -> Self {
        Self { source: source.into(), limit, last: Mutex::new(None) }
    }

    pub(super) fn with_limit(&self, limit: Duration) -> Self {
        Self { source: std::sync::Arc::clone(&self.source), limit, last: Mutex::new(None) }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    pub(super) async fn get(&self) -> Result<Option<Issued>> {
        let mut last = self.last.lock().await;
        if last.is_none() {
            *last = self.fetch(1).await?;
        }
        Ok(last.clone())
    }

    pub(super) async fn instead_of(&self, refused: &Issued) -> Result<Option<Issued>> {
        let mut last = self.last.lock().await;
        if let Some(newer) = last.as_ref().filter(|last| last.number > refused.number) {
            return Ok(Some(newer.clone()));
        }
        let Some(fresh) = self.fetch(refused.number + 1).await? else { return Ok(None) };
        let same = fresh.secret.expose() == refused.secret.expose();
        // The same token again would be refused again; it keeps its number, so that the next refusal asks again.
        if same {
            return Ok(None);
        }
        *last = Some(fresh.clone());
        Ok(Some(fresh))
    }

    async fn fetch(&self, number: u64) -> Result<Option<Issued>> {
        let fetched = tokio::time::timeout(self.limit, self.source.fetch()).await;
        let secret = fetched
            .map_err(|_| unavailable(format!("{} gave none within {} s", self.source, self.limit.as_secs_f64())))??;
        Ok(secret.map(|secret| Issued { secret, number }))
    }
}
