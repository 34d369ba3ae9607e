//! [`Cache`]: the token that was fetched last, shared by everybody who asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex;

use super::clock::Clock;
use super::secret::Secret;
use super::source::{Source, unavailable};
use crate::error::{Error, ErrorKind, Result};

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
    source: Arc<Source>,
    limit: Duration,
    clock: Arc<Clock>,
    /// How often the source was asked and answered. Whoever waits while it goes up takes the answer for its own.
    asked: AtomicU64,
    /// Locked while a token is fetched, so that it is fetched once for all who wait.
    last: Mutex<Last>,
}

/// What the source said last.
#[derive(Default)]
struct Last {
    token: Option<Issued>,
    /// Why it gave none, if it gave none.
    failure: Option<ErrorKind>,
}

impl Cache {
    pub(super) fn new(source: Source, limit: Duration) -> Self {
        Self::of(source.into(), limit)
    }

    fn of(source: Arc<Source>, limit: Duration) -> Self {
        Self { source, limit, clock: Arc::default(), asked: AtomicU64::new(0), last: Mutex::default() }
    }

    pub(super) fn with_limit(&self, limit: Duration) -> Self {
        Self::of(Arc::clone(&self.source), limit)
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    pub(super) async fn get(&self) -> Result<Option<Issued>> {
        let before = self.asked.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if last.token.is_none() {
            self.refresh(&mut last, before, 1).await?;
        }
        Ok(last.token.clone())
    }

    /// Whoever refused a token says what time it is. Tokens are made by that from now on.
    pub(super) fn learn_time(&self, there: SystemTime) {
        if self.clock.learn(there) {
            tracing::info!(
                seconds = self.clock.ahead(),
                "the clock of those who check tokens is ahead of this machine's"
            );
        }
    }

    /// Another token than the one that was refused. Those who were refused together share one asking, also when it fails,
    /// and when it gives the same token again: that would be refused again. Who is refused later asks again.
    pub(super) async fn instead_of(&self, refused: &Issued) -> Result<Option<Issued>> {
        let before = self.asked.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        let is_newer = |last: &Last| last.token.as_ref().is_some_and(|token| token.number > refused.number);
        if !is_newer(&last) {
            self.refresh(&mut last, before, refused.number + 1).await?;
        }
        Ok(if is_newer(&last) { last.token.clone() } else { None })
    }

    /// Asks the source, unless it has answered since `before`.
    async fn refresh(&self, last: &mut Last, before: u64, number: u64) -> Result<()> {
        if self.asked.load(Ordering::SeqCst) != before {
            return last.failure.clone().map_or(Ok(()), |failure| Err(failure.into()));
        }
        let fetched = self.fetch().await;
        self.asked.fetch_add(1, Ordering::SeqCst);
        last.failure = fetched.as_ref().err().map(|error| error.kind().clone());
        if let Some(secret) = fetched?
            && last.token.as_ref().is_none_or(|known| known.secret.expose() != secret.expose())
        {
            last.token = Some(Issued { secret, number });
        }
        Ok(())
    }

    async fn fetch(&self) -> Result<Option<Secret>, Error> {
        tokio::time::timeout(self.limit, self.source.fetch(&self.clock))
            .await
            .map_err(|_| unavailable(format!("{} gave none within {} s", self.source, self.limit.as_secs_f64())))?
    }
}
