//! [`AuthToken`] as an application makes it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::cache::{Cache, Issued};
use super::command::Command;
use super::secret::Secret;
use super::source::Source;
use crate::error::{BoxError, Result};

/// A token that is not there after this time will not come: a person may have to unlock a keyring, no longer.
const DEFAULT_LIMIT: Duration = Duration::from_secs(30);

/// A token that proves to a server who asks, or where to get one. Clones share what they fetched. White space around a
/// token is no part of it.
///
/// It shows itself nowhere: `Debug` names the source only.
///
/// ```
/// use llm_runtime::AuthToken;
///
/// let fixed = AuthToken::constant("sk-123");
/// assert_eq!(format!("{fixed:?}"), "AuthToken(constant [redacted])");
///
/// let fetched = AuthToken::fetched(|| async {
///     // Ask an identity provider here. Asked again when the server refuses a token.
///     Ok::<_, std::io::Error>("fresh".to_owned())
/// });
/// assert_eq!(format!("{fetched:?}"), "AuthToken(function)");
/// ```
#[derive(Clone)]
pub struct AuthToken(Arc<Cache>);

impl AuthToken {
    /// No token: requests carry none.
    pub fn none() -> Self {
        Self::of(Source::None)
    }

    /// This token.
    pub fn constant(token: impl Into<String>) -> Self {
        Self::of(Source::Constant(Secret::new(token.into())))
    }

    /// What an environment variable holds, such as `OPENAI_API_KEY`. It is read when the token is first needed.
    pub fn environment(variable: impl Into<String>) -> Self {
        Self::of(Source::Environment(variable.into()))
    }

    /// What a program prints, without the space around it. It is run directly, not by a shell; what it says to its
    /// standard error is withheld, since it might name the token. Its environment says in [`CLOCK_AHEAD`](crate::CLOCK_AHEAD)
    /// by which time tokens are checked.
    ///
    /// ```
    /// use llm_runtime::AuthToken;
    /// let token = AuthToken::command("gcloud", ["auth", "print-access-token"]);
    /// ```
    pub fn command<A: Into<String>>(program: impl Into<String>, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self::of(Source::Command(Command { program: program.into(), arguments }))
    }

    /// A password of the system's keyring: macOS's keychain, Windows' credential manager, the secret service elsewhere; or of
    /// the store that the application has set with `keyring_core::set_default_store`.
    #[cfg(feature = "keyring")]
    pub fn keyring(service: impl Into<String>, user: impl Into<String>) -> Self {
        Self::of(Source::Keyring { service: service.into(), user: user.into() })
    }

    /// What an asynchronous function returns. It is called when a token is first needed and again when a server refuses
    /// the last one (401); requests that were refused together share one call.
    pub fn fetched<F, T, E>(fetch: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::made(move |_| fetch())
    }

    /// As [`fetched`](Self::fetched), by a function that makes tokens itself: it is given the time by which they are checked.
    /// That is this machine's until a server has refused one and said, by its `Date`, that its clock differs; it is followed as
    /// far as a quarter of an hour.
    pub fn made<F, T, E>(make: F) -> Self
    where
        F: Fn(SystemTime) -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::of(Source::Function(Box::new(move |now| {
            let token = make(now);
            Box::pin(async move { token.await.map_err(Into::into) })
        })))
    }

    /// Limits how long it may take to get the token; 30 seconds unless set.
    #[must_use]
    pub fn limit(self, limit: Duration) -> Self {
        Self(Arc::new(self.0.with_limit(limit)))
    }

    /// The token, or `None` where there is none to be sent.
    ///
    /// # Errors
    /// [`ErrorKind::AuthToken`](crate::ErrorKind::AuthToken) when it cannot be had.
    pub(crate) async fn get(&self) -> Result<Option<Issued>> {
        self.0.get().await
    }

    /// Another token after the server refused this one; `None` when there is no other.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub(crate) async fn instead_of(&self, refused: &Issued) -> Result<Option<Issued>> {
        self.0.instead_of(refused).await
    }

    /// Whoever refused a token says what time it is.
    pub(crate) fn learn_time(&self, there: SystemTime) {
        self.0.learn_time(there);
    }

    fn of(source: Source) -> Self {
        Self(Arc::new(Cache::new(source, DEFAULT_LIMIT)))
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "AuthToken({})", self.0.source())
    }
}
