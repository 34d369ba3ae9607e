//! Forbids every use of this process's transports, for tests that must not reach a network.
//!
//! It is a switch of the whole process, because a test's runtime may have several threads: while anybody forbids, nothing
//! is sent, and every attempt is counted so that one whose error was swallowed is noticed too.

use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(feature = "cloud")]
use crate::error::{ErrorKind, Result};

static FORBIDDEN: AtomicUsize = AtomicUsize::new(0);
static ATTEMPTS: AtomicUsize = AtomicUsize::new(0);

/// Forbids transports until this is dropped. Several may be there at once; the last one to go allows them again.
#[cfg(any(feature = "mock", test))]
#[derive(Debug)]
pub(crate) struct Forbidden {
    attempts_before: usize,
}

/// Forbids every use of a transport from now on.
#[cfg(any(feature = "mock", test))]
#[must_use]
pub(crate) fn forbid() -> Forbidden {
    FORBIDDEN.fetch_add(1, Ordering::SeqCst);
    Forbidden { attempts_before: ATTEMPTS.load(Ordering::SeqCst) }
}

#[cfg(any(feature = "mock", test))]
impl Forbidden {
    /// How often somebody tried since.
    pub(crate) fn attempts(&self) -> usize {
        ATTEMPTS.load(Ordering::SeqCst).wrapping_sub(self.attempts_before)
    }
}

#[cfg(any(feature = "mock", test))]
impl Drop for Forbidden {
    fn drop(&mut self) {
        FORBIDDEN.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Asked by every transport before it does anything.
#[cfg(feature = "cloud")]
pub(super) fn pass(destination: &str) -> Result<()> {
    if FORBIDDEN.load(Ordering::SeqCst) == 0 {
        return Ok(());
    }
    ATTEMPTS.fetch_add(1, Ordering::SeqCst);
    Err(ErrorKind::NetworkForbidden { destination: destination.to_owned() }.into())
}

#[cfg(all(test, feature = "cloud"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::time::Duration;

    use llm_functions::Sensitivity;

    use super::*;
    use crate::gate::{Destination, Outbound};
    use crate::labelled::Labelled;
    use crate::platform::Tier;
    use crate::transport::{BaseUrl, Client, Headers, Method, Proxy, Settings};

    fn client() -> Client {
        let settings = Settings {
            proxy: Proxy::None,
            authorities: Vec::new(),
            connect_timeout: Duration::from_millis(100),
            #[cfg(feature = "fog")]
            node: None,
        };
        // Port 9 discards; nobody listens there on a machine that runs tests, and it would not matter.
        let base = BaseUrl::parse("http://127.0.0.1:9", false).unwrap();
        Client::new(base, Tier::Cloud, Sensitivity::Public, &settings).unwrap()
    }

    async fn send(client: &Client, outbound: &Outbound) -> crate::Error {
        client.send(Method::Get, "", Headers::default(), outbound).await.err().unwrap()
    }

    fn released(destination: &Destination) -> Outbound {
        Outbound::release(Labelled::new(Vec::new(), Sensitivity::Public), destination).unwrap()
    }

    #[tokio::test]
    async fn nothing_is_sent_while_anybody_forbids_it() {
        let client = client();
        let outbound = released(client.destination());
        let (one, other) = (forbid(), forbid());
        drop(one);
        let error = send(&client, &outbound).await;
        assert!(matches!(error.kind(), ErrorKind::NetworkForbidden { .. }) && !error.is_retryable());
        assert!(other.attempts() >= 1);
        drop(other);
        assert!(matches!(
            send(&client, &outbound).await.kind(),
            ErrorKind::Transport { .. } | ErrorKind::Timeout { .. }
        ));
    }

    #[tokio::test]
    async fn what_was_released_for_one_destination_is_not_sent_to_another() {
        let elsewhere = Destination::new(Tier::Cloud, "api.example.org", Sensitivity::Public);
        let error = send(&client(), &released(&elsewhere)).await;
        assert!(error.to_string().contains("for another destination"), "{error}");
    }
}
